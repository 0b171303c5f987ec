import { BrowserWindow, type BrowserWindowConstructorOptions, screen } from 'electron'
import { type DesktopFile, placeOn } from './desktop-state.ts'
import { lockPage, PAGE_ORIGIN } from './page-rules.ts'

const MAIN = 'main'
const MAIN_SIZE = { width: 1600, height: 1000 }
const POP_OUT_SIZE = { width: 900, height: 640 }
/** Beyond this a page opens no more of them. */
const MOST_POP_OUTS = 12

/** As Electron hands one out, not only as we make it. */
type Window = NonNullable<ReturnType<typeof BrowserWindow.fromId>>

export interface WindowsOptions {
  readonly preload: string
  readonly file: DesktopFile
  /** True while the program ends: what is open then comes back. */
  readonly leaving: () => boolean
  readonly onFailed: (reason: string) => void
}

/** The terminal and its pop-outs: sandboxed, isolated, and where they were left. */
export class TerminalWindows {
  readonly #options: WindowsOptions
  readonly #windows = new Map<string, Window>()

  constructor(options: WindowsOptions) {
    this.#options = options
  }

  /** Opens the terminal with the pop-outs that were open at the end. */
  restore(): void {
    this.showMain()
    for (const name of this.#options.file.state.open) this.#open(name, POP_OUT_SIZE)
  }

  /** Brings the terminal to the front, opened anew where it was closed. */
  showMain(): void {
    const window = this.#windows.get(MAIN) ?? this.#open(MAIN, MAIN_SIZE)
    if (window.isMinimized()) window.restore()
    window.show()
    window.focus()
  }

  #open(name: string, size: { readonly width: number; readonly height: number }): Window {
    const window = new BrowserWindow(this.#looks(name, size))
    this.#track(name, window)
    const query = name === MAIN ? '' : `?window=${name}`
    window.loadURL(`${PAGE_ORIGIN}/index.html${query}`).catch((error: unknown) => {
      if (!window.isDestroyed()) this.#options.onFailed(error instanceof Error ? error.message : String(error))
    })
    return window
  }

  #looks(name: string, size: { readonly width: number; readonly height: number }): BrowserWindowConstructorOptions {
    const primary = screen.getPrimaryDisplay().workArea
    const place = this.#options.file.state.places[name] ?? { ...primary, ...size, x: Number.MIN_SAFE_INTEGER }
    return {
      ...placeOn(
        screen.getAllDisplays().map(({ workArea }) => workArea),
        primary,
        place,
      ),
      minWidth: 360,
      minHeight: 240,
      show: false,
      backgroundColor: '#0b0e14',
      title: 'Sentinel',
      webPreferences: {
        preload: this.#options.preload,
        contextIsolation: true,
        sandbox: true,
        nodeIntegration: false,
        nodeIntegrationInSubFrames: false,
        webviewTag: false,
        webSecurity: true,
        spellcheck: false,
      },
    }
  }

  #track(name: string, window: Window): void {
    const { file, leaving } = this.#options
    this.#windows.set(name, window)
    const { webContents } = window
    lockPage(webContents, (popOut) => {
      const known = this.#windows.get(popOut)
      if (known !== undefined) {
        known.focus()
        return { action: 'deny' }
      }
      if (popOut === MAIN || this.#windows.size > MOST_POP_OUTS) return { action: 'deny' }
      webContents.once('did-create-window', ({ id }) => {
        const child = BrowserWindow.fromId(id)
        if (child !== null) this.#track(popOut, child)
      })
      // Closing the terminal must not take the pop-outs with it.
      const looks = this.#looks(popOut, POP_OUT_SIZE)
      return { action: 'allow', outlivesOpener: true, overrideBrowserWindowOptions: looks }
    })
    window.once('ready-to-show', () => {
      if (file.state.places[name]?.maximised === true) window.maximize()
      window.show()
    })
    const keep = (): void => {
      if (window.isDestroyed() || window.isMinimized()) return
      const maximised = window.isMaximized()
      file.change({ places: { ...file.state.places, [name]: { ...window.getNormalBounds(), maximised } } })
    }
    // At the end of a move only: bounds change with every pixel.
    window.on('close', keep)
    if (name !== MAIN) file.change({ open: [...new Set([...file.state.open, name])] })
    window.on('closed', () => {
      this.#windows.delete(name)
      if (name !== MAIN && !leaving()) file.change({ open: file.state.open.filter((each) => each !== name) })
    })
  }
}
