import { Menu, nativeImage, type NativeImage, Tray } from 'electron'
import type { Mode } from '../../core/contract/index.ts'
import { TRAY_SIZE, type TrayActions, trayBitmap, trayTemplate, trayTitle, type TrayView } from './tray-menu.ts'

const imageOf = (mode: Mode): NativeImage =>
  nativeImage.createFromBitmap(trayBitmap(mode), { width: TRAY_SIZE, height: TRAY_SIZE, scaleFactor: 2 })

/** The icon that stays when every window is closed. */
export class TrayIcon {
  readonly #tray: Tray
  readonly #actions: TrayActions
  #view: TrayView
  #shown = ''

  constructor(view: TrayView, actions: TrayActions) {
    this.#view = view
    this.#actions = actions
    this.#tray = new Tray(imageOf(view.row.mode))
    this.#tray.on('click', actions.open)
    this.show({})
  }

  /** Linux forgets a menu that is changed after it was set, so it is set anew; but only when something changed. */
  show(change: Partial<TrayView>): void {
    const before = this.#view.row.mode
    this.#view = { ...this.#view, ...change }
    const template = trayTemplate(this.#view, this.#actions)
    const words = JSON.stringify(template)
    if (words === this.#shown) return
    this.#shown = words
    if (this.#view.row.mode !== before) this.#tray.setImage(imageOf(this.#view.row.mode))
    this.#tray.setToolTip(trayTitle(this.#view))
    this.#tray.setContextMenu(Menu.buildFromTemplate(template))
  }

  close(): void {
    this.#tray.destroy()
  }
}
