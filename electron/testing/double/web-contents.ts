import { readFileSync } from 'node:fs'
import { isAbsolute } from 'node:path'
import { ipcMain } from './ipc-main.ts'
import { pageLink } from './page-link.ts'
import { session as sessions, type Session } from './session.ts'
import { preventable, StrictEmitter } from './strict-emitter.ts'

export interface WebPreferences {
  readonly preload?: string
  readonly contextIsolation?: boolean
  readonly sandbox?: boolean
  readonly nodeIntegration?: boolean
  readonly webviewTag?: boolean
  readonly spellcheck?: boolean
  readonly partition?: string
  readonly [other: string]: unknown
}

/** What the double shows of a frame; a test may make up foreign ones. */
export interface Frame {
  readonly url: string
  readonly parent: unknown
  readonly origin: string
  postMessage(channel: string, message: unknown, transfer?: unknown): void
}

type OpenHandler = (details: { url: string; frameName: string; features: string }) => {
  readonly action: 'allow' | 'deny'
  readonly overrideBrowserWindowOptions?: Record<string, unknown>
}

export class WebContents extends StrictEmitter {
  readonly id: number
  readonly preferences: WebPreferences
  readonly session: Session
  openHandler: OpenHandler = () => ({ action: 'allow' })
  #url = 'about:blank'
  #loading: PromiseWithResolvers<void> | undefined
  #destroyed = false

  constructor(id: number, preferences: WebPreferences) {
    super([
      'will-navigate',
      'will-frame-navigate',
      'will-redirect',
      'will-attach-webview',
      'did-create-window',
      'did-finish-load',
      'render-process-gone',
      'unresponsive',
      'responsive',
      'destroyed',
    ])
    // The double's pages are sandboxed and isolated; it can show nothing else.
    if (preferences.sandbox === false || preferences.contextIsolation === false || preferences.nodeIntegration === true)
      throw new Error('the double has no page without sandbox and isolation')
    if (preferences.preload !== undefined && !isAbsolute(preferences.preload)) throw new Error('preload must be an absolute path')
    this.id = id
    this.preferences = preferences
    const { partition } = preferences
    this.session = partition === undefined ? sessions.defaultSession : sessions.fromPartition(partition)
  }

  preloadText(): string {
    return this.preferences.preload === undefined ? '' : readFileSync(this.preferences.preload, 'utf8')
  }

  get mainFrame(): Frame {
    const url = this.#url
    const { host, protocol } = new URL(url)
    return {
      url,
      parent: null,
      origin: host === '' ? 'null' : `${protocol}//${host}`,
      postMessage: (channel, message, transfer) => {
        if (this.#destroyed) throw new Error('Render frame was disposed before WebFrameMain could be accessed')
        pageLink.send({ type: 'ipc', window: this.id, channel, args: [structuredClone(message)] }, transfer)
      },
    }
  }

  setWindowOpenHandler(handler: OpenHandler): void {
    this.openHandler = handler
  }

  loadURL(url: string): Promise<void> {
    this.#loading = Promise.withResolvers()
    pageLink.send({ type: 'load', window: this.id, url })
    return this.#loading.promise
  }

  reload(): void {
    pageLink.send({ type: 'reload', window: this.id })
  }

  getURL(): string {
    return this.#url
  }

  isDestroyed(): boolean {
    return this.#destroyed
  }

  forcefullyCrashRenderer(): void {
    pageLink.send({ type: 'crash', window: this.id })
  }

  committed(url: string): void {
    this.#url = url
  }

  loaded(): void {
    this.#loading?.resolve()
    this.#loading = undefined
    this.emit('did-finish-load')
  }

  destroyed(): void {
    this.#destroyed = true
    this.#loading?.reject(new Error('the window was closed'))
    this.emit('destroyed')
  }

  /** False when a listener prevents it. */
  mayNavigate(url: string): boolean {
    const event = preventable({ url, isMainFrame: true, isSameDocument: false, frame: this.mainFrame })
    this.emit('will-frame-navigate', event)
    this.emit('will-navigate', event, url)
    return !event.defaultPrevented
  }

  /** A message of a page, by default of this one; a test may claim another frame. */
  ipc(channel: string, args: readonly unknown[], senderFrame: Frame | null = this.mainFrame): void {
    ipcMain.receive(channel, { sender: this, senderFrame, ports: [] }, args)
  }

  invoke(channel: string, args: readonly unknown[], senderFrame: Frame | null = this.mainFrame): Promise<unknown> {
    return ipcMain.invoke(channel, { sender: this, senderFrame }, args)
  }
}
