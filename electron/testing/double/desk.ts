import { mustBeReady } from './readiness.ts'
import { StrictEmitter } from './strict-emitter.ts'

/** What the desktop shows of a program: tray, menus, notifications and questions, as lists that a test reads and answers. */

export interface MenuItemOptions {
  readonly label?: string
  readonly role?: string
  readonly type?: string
  readonly enabled?: boolean
  readonly visible?: boolean
  readonly submenu?: readonly MenuItemOptions[] | Menu
  readonly click?: (...args: unknown[]) => void
  readonly [other: string]: unknown
}

export class Menu {
  readonly items: readonly MenuItemOptions[]
  static #application: Menu | null = null

  private constructor(items: readonly MenuItemOptions[]) {
    this.items = items
  }

  static buildFromTemplate(template: readonly MenuItemOptions[]): Menu {
    for (const item of template) {
      if (item.label === undefined && item.role === undefined && item.type !== 'separator')
        throw new TypeError('Invalid template for MenuItem: must have label, role or type')
      if (Array.isArray(item.submenu)) Menu.buildFromTemplate(item.submenu as readonly MenuItemOptions[])
    }
    return new Menu(template)
  }

  static setApplicationMenu(menu: Menu | null): void {
    Menu.#application = menu
  }

  static getApplicationMenu(): Menu | null {
    return Menu.#application
  }

  /** Clicks the item of this label, at any depth. Throws when there is none, or it is not to be clicked. */
  click(label: string): void {
    const item = find(this.items, label)
    if (item === undefined) throw new Error(`no menu item is called ${label}`)
    if (item.enabled === false) throw new Error(`${label} is disabled`)
    item.click?.(item.type === 'checkbox' ? { ...item, checked: item.checked !== true } : item, undefined, {})
  }
}

const childrenOf = ({ submenu }: MenuItemOptions): readonly MenuItemOptions[] =>
  submenu === undefined ? [] : submenu instanceof Menu ? submenu.items : submenu

function find(items: readonly MenuItemOptions[], label: string): MenuItemOptions | undefined {
  for (const item of items) {
    const found = item.label === label ? item : find(childrenOf(item), label)
    if (found !== undefined) return found
  }
  return undefined
}

export const labelsOf = (items: readonly MenuItemOptions[]): string[] =>
  items.flatMap((item) => [item.label ?? item.role ?? '-', ...labelsOf(childrenOf(item))])

class NativeImage {
  readonly bytes: number
  constructor(bytes: number) {
    this.bytes = bytes
  }

  isEmpty(): boolean {
    return this.bytes === 0
  }

  setTemplateImage(_option: boolean): void {
    // Of macOS only.
  }
}

export const nativeImage = {
  createFromBitmap(buffer: Buffer, { width, height }: { width: number; height: number }): NativeImage {
    if (buffer.length !== width * height * 4) throw new Error('invalid buffer size')
    return new NativeImage(buffer.length)
  },
}

export class Tray extends StrictEmitter {
  static current: Tray | undefined
  toolTip = ''
  title = ''
  menu: Menu | null = null

  constructor(image: unknown) {
    mustBeReady('Tray')
    super(['click', 'right-click', 'double-click'])
    this.setImage(image)
    Tray.current = this
  }

  setImage(image: unknown): void {
    if (!(image instanceof NativeImage) || image.isEmpty()) throw new Error('Argument must be a file path or a NativeImage')
  }

  setToolTip(toolTip: string): void {
    this.toolTip = toolTip
  }

  setTitle(title: string): void {
    this.title = title
  }

  setContextMenu(menu: Menu | null): void {
    this.menu = menu
  }

  destroy(): void {
    Tray.current = undefined
  }

  isDestroyed(): boolean {
    return Tray.current !== this
  }
}

interface NotificationOptions {
  readonly title?: string
  readonly body?: string
  readonly actions?: readonly { readonly type: string; readonly text?: string }[]
  readonly [other: string]: unknown
}

export class Notification extends StrictEmitter {
  static readonly shown: Notification[] = []
  readonly options: NotificationOptions

  constructor(options: NotificationOptions = {}) {
    super(['show', 'click', 'close', 'action', 'reply', 'failed'])
    this.options = options
  }

  static isSupported(): boolean {
    return true
  }

  show(): void {
    mustBeReady('Notification')
    Notification.shown.push(this)
    this.emit('show', {})
  }

  close(): void {
    this.emit('close', {})
  }
}

interface MessageBoxOptions {
  readonly message: string
  readonly detail?: string
  readonly buttons?: readonly string[]
  readonly checkboxLabel?: string
  readonly [other: string]: unknown
}

export interface Question {
  readonly options: MessageBoxOptions
  answer(button: string, checkboxChecked?: boolean): void
}

/** Questions that wait for a person. */
export const questions: Question[] = []

export const dialog = {
  showMessageBox(first: unknown, second?: MessageBoxOptions): Promise<{ response: number; checkboxChecked: boolean }> {
    mustBeReady('dialog')
    const options = (second ?? first) as MessageBoxOptions
    return new Promise((resolve) => {
      const question: Question = {
        options,
        answer(button, checkboxChecked = false) {
          const response = (options.buttons ?? []).indexOf(button)
          if (response < 0) throw new Error(`no button is called ${button}: ${(options.buttons ?? []).join(', ')}`)
          questions.splice(questions.indexOf(question), 1)
          resolve({ response, checkboxChecked })
        },
      }
      questions.push(question)
    })
  },
}
