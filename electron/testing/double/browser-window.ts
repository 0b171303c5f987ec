import { app } from './app.ts'
import { pageLink } from './page-link.ts'
import type { FromPage, PageAnswer } from './page-words.ts'
import { mustBeReady } from './readiness.ts'
import { preventable, StrictEmitter } from './strict-emitter.ts'
import { WebContents, type WebPreferences } from './web-contents.ts'

interface Bounds {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

interface Options extends Partial<Bounds> {
  readonly show?: boolean
  readonly title?: string
  readonly webPreferences?: WebPreferences
  readonly [other: string]: unknown
}

const windows = new Map<number, BrowserWindow>()
let nextId = 1

/** A window without a desktop: its page is real, its bounds and whether it is shown are numbers. */
export class BrowserWindow extends StrictEmitter {
  readonly id: number
  readonly webContents: WebContents
  readonly options: Options
  #bounds: Bounds
  #visible: boolean
  #minimised = false
  #maximised = false
  #destroyed = false
  #shownOnce = false

  constructor(options: Options = {}, child = false) {
    mustBeReady('BrowserWindow')
    super([
      ...['close', 'closed', 'resize', 'move', 'ready-to-show', 'focus', 'blur', 'show', 'hide'],
      ...['maximize', 'unmaximize', 'minimize', 'restore', 'page-title-updated'],
    ])
    this.id = nextId++
    this.options = options
    const { x = 0, y = 0, width = 800, height = 600 } = options
    this.#bounds = { x, y, width, height }
    this.#visible = options.show ?? true
    this.webContents = new WebContents(this.id, options.webPreferences ?? {})
    windows.set(this.id, this)
    app.emit('web-contents-created', {}, this.webContents)
    app.emit('browser-window-created', {}, this)
    if (!child) pageLink.send({ type: 'open', window: this.id, preload: this.webContents.preloadText(), width, height })
  }

  static getAllWindows(): BrowserWindow[] {
    return [...windows.values()]
  }

  static fromWebContents(contents: WebContents): BrowserWindow | null {
    return windows.get(contents.id) ?? null
  }

  static getFocusedWindow(): BrowserWindow | null {
    return [...windows.values()].findLast((window) => window.isVisible()) ?? null
  }

  static fromId(id: number): BrowserWindow | null {
    return windows.get(id) ?? null
  }

  loadURL(url: string): Promise<void> {
    return this.webContents.loadURL(url)
  }

  show(): void {
    this.#visible = true
    this.emit('show')
  }

  hide(): void {
    this.#visible = false
    this.emit('hide')
  }

  focus(): void {
    this.emit('focus')
  }

  isVisible(): boolean {
    return this.#visible
  }

  minimize(): void {
    this.#minimised = true
    this.emit('minimize')
  }

  isMinimized(): boolean {
    return this.#minimised
  }

  restore(): void {
    this.#minimised = false
    this.emit('restore')
  }

  maximize(): void {
    this.#maximised = true
    this.emit('maximize')
  }

  isMaximized(): boolean {
    return this.#maximised
  }

  isFullScreen(): boolean {
    return false
  }

  isDestroyed(): boolean {
    return this.#destroyed
  }

  getBounds(): Bounds {
    return this.#bounds
  }

  getNormalBounds(): Bounds {
    return this.#bounds
  }

  setBounds(bounds: Partial<Bounds>): void {
    this.#bounds = { ...this.#bounds, ...bounds }
    this.emit('move')
    this.emit('resize')
  }

  setTitle(_title: string): void {
    // Of the frame, which there is none of.
  }

  setMenuBarVisibility(_visible: boolean): void {
    // As above.
  }

  removeMenu(): void {
    // As above.
  }

  setContentProtection(_enabled: boolean): void {
    // As above.
  }

  close(): void {
    const event = preventable({})
    this.emit('close', event)
    if (!event.defaultPrevented) this.destroy()
  }

  destroy(): void {
    if (this.#destroyed) return
    pageLink.send({ type: 'close', window: this.id })
    this.gone()
  }

  gone(): void {
    if (this.#destroyed) return
    this.#destroyed = true
    windows.delete(this.id)
    this.webContents.destroyed()
    this.emit('closed')
    app.windowClosed()
  }

  loaded(): void {
    this.webContents.loaded()
    if (this.#shownOnce) return
    this.#shownOnce = true
    this.emit('ready-to-show')
  }
}

app.windows = {
  count: () => windows.size,
  closeAll: () => {
    for (const window of [...windows.values()]) window.close()
    return Promise.resolve(windows.size === 0)
  },
}

async function answered(contents: WebContents, url: string, method: string, document: boolean): Promise<PageAnswer> {
  if (document && !contents.mayNavigate(url)) return null
  if (!contents.session.lets(url, method)) return null
  const response = await contents.session.protocol.answer(url, method)
  // Nothing of the network is reached from here, whatever a program lets pass.
  if (response === undefined) return null
  const body = new Uint8Array(await response.arrayBuffer())
  return { status: response.status, headers: [...response.headers], body }
}

/** Electron inherits the preferences that fence a page; what the handler gives has the last word. */
function openChild(opener: BrowserWindow, { url, name, request }: Extract<FromPage, { type: 'open-window' }>): void {
  const answer = opener.webContents.openHandler({ url, frameName: name, features: '' })
  if (answer.action !== 'allow') {
    pageLink.send({ type: 'window-opened', request, window: null, preload: '' })
    return
  }
  const override = (answer.overrideBrowserWindowOptions ?? {}) as Options
  const webPreferences = { ...opener.options.webPreferences, ...override.webPreferences }
  const child = new BrowserWindow({ ...override, webPreferences }, true)
  pageLink.send({ type: 'window-opened', request, window: child.id, preload: child.webContents.preloadText() })
  opener.webContents.emit('did-create-window', child, { url, frameName: name })
}

pageLink.onMessage = (message) => {
  if (message.type === 'ready' || message.type === 'failed') return
  const window = windows.get(message.window)
  if (window === undefined) {
    if (message.type === 'request') pageLink.send({ type: 'answer', request: message.request, answer: null })
    if (message.type === 'open-window')
      pageLink.send({ type: 'window-opened', request: message.request, window: null, preload: '' })
    return
  }
  const { webContents: contents } = window
  switch (message.type) {
    case 'request':
      answered(contents, message.url, message.method, message.document)
        .catch((error: unknown) => {
          process.stderr.write(`the double: ${message.url} was not answered: ${String(error)}\n`)
          return null
        })
        .then(
          (answer) => pageLink.send({ type: 'answer', request: message.request, answer }),
          () => undefined,
        )
      return
    case 'open-window':
      openChild(window, message)
      return
    case 'committed':
      contents.committed(message.url)
      return
    case 'loaded':
      window.loaded()
      return
    case 'ipc':
      contents.ipc(message.channel, message.args)
      return
    case 'invoke':
      contents.invoke(message.channel, message.args).then(
        (value) => pageLink.send({ type: 'invoked', window: window.id, call: message.call, ok: true, value }),
        (error: unknown) =>
          pageLink.send({ type: 'invoked', window: window.id, call: message.call, ok: false, value: String(error) }),
      )
      return
    case 'closed':
      window.gone()
      return
    case 'crashed': {
      const details = { reason: 'crashed', exitCode: 5 }
      contents.emit('render-process-gone', {}, details)
      app.emit('render-process-gone', {}, contents, details)
    }
  }
}
