import { BrowserWindow, type IpcMainInvokeEvent, session } from 'electron'
import { KEYS_PAGE, KEYS_POLICY, KEYS_URL } from './keys-page.ts'
import { fenceSession, lockPage, PAGE_SCHEME } from './page-rules.ts'
import { FENCE_HEADERS } from './serve-page.ts'

/** Opens the window that asks for keys, one at a time. */
export class KeysWindow {
  readonly #preload: string
  #window: BrowserWindow | undefined

  constructor(preload: string) {
    this.#preload = preload
  }

  /** Its session is its own and lives in memory; nothing of the terminal is reached from it, and the other way round. */
  prepare(): void {
    const own = session.fromPartition('keys')
    fenceSession(own)
    own.protocol.handle(PAGE_SCHEME, ({ method, url }) => {
      const isPage = method === 'GET' && url === KEYS_URL
      const headers = { ...FENCE_HEADERS, 'content-type': 'text/html; charset=utf-8', 'content-security-policy': KEYS_POLICY }
      return new Response(isPage ? KEYS_PAGE : null, { status: isPage ? 200 : 404, headers })
    })
  }

  open(): void {
    if (this.#window !== undefined) {
      this.#window.focus()
      return
    }
    const window = new BrowserWindow({
      width: 540,
      height: 560,
      resizable: false,
      minimizable: false,
      maximizable: false,
      title: 'Exchange keys',
      webPreferences: {
        preload: this.#preload,
        partition: 'keys',
        contextIsolation: true,
        sandbox: true,
        nodeIntegration: false,
        webviewTag: false,
        spellcheck: false,
      },
    })
    this.#window = window
    lockPage(window.webContents)
    window.removeMenu()
    // What is typed here is in nobody's screen recording.
    window.setContentProtection(true)
    window.on('closed', () => {
      this.#window = undefined
    })
    window.loadURL(KEYS_URL).catch(() => {
      if (!window.isDestroyed()) window.destroy()
    })
  }

  isAsker({ sender, senderFrame }: Pick<IpcMainInvokeEvent, 'sender' | 'senderFrame'>): boolean {
    const contents = this.#window?.webContents
    return contents?.id === sender.id && senderFrame?.parent === null && senderFrame.url === KEYS_URL
  }
}
