import { mkdirSync, readFileSync, watch, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { becomeReady, isReady, mustNotBeReady } from './readiness.ts'
import { preventable, StrictEmitter } from './strict-emitter.ts'

const EVENTS = [
  'ready',
  'activate',
  'before-quit',
  'will-quit',
  'quit',
  'second-instance',
  'window-all-closed',
  'web-contents-created',
  'browser-window-created',
  'child-process-gone',
  'render-process-gone',
] as const

/** What the app asks of its windows; set by the windows, so that the two need not know each other. */
export interface WindowsOfApp {
  /** Asks every window to close; false when one refused. */
  closeAll(): Promise<boolean>
  count(): number
}

class App extends StrictEmitter {
  readonly #userData = process.env.SENTINEL_DOUBLE_USER_DATA ?? ''
  #ready: Promise<void> | undefined
  #locked: boolean | undefined
  #quitting = false
  #switches: readonly string[] = []
  windows: WindowsOfApp = { closeAll: () => Promise.resolve(true), count: () => 0 }
  /** What has to be there before the app is ready: the browser. */
  opening: () => Promise<void> = () => Promise.resolve()
  closing: () => Promise<void> = () => Promise.resolve()
  readonly isPackaged = true

  constructor() {
    super(EVENTS)
    if (this.#userData === '') throw new Error('SENTINEL_DOUBLE_USER_DATA names no folder')
  }

  enableSandbox(): void {
    mustNotBeReady('app.enableSandbox()')
    this.#switches = [...this.#switches, 'enable-sandbox']
  }

  setAppUserModelId(_id: string): void {
    // Of Windows only.
  }

  getVersion(): string {
    return '0.0.0-double'
  }

  getName(): string {
    return 'Sentinel'
  }

  isReady(): boolean {
    return isReady()
  }

  getPath(name: string): string {
    if (name !== 'userData') throw new Error(`the double has no path of ${name}`)
    mkdirSync(this.#userData, { recursive: true })
    return this.#userData
  }

  whenReady(): Promise<void> {
    this.#ready ??= this.opening().then(() => {
      becomeReady()
      this.emit('ready', {})
    })
    return this.#ready
  }

  /** True for the first program with this folder. Later ones wake the first. */
  requestSingleInstanceLock(): boolean {
    if (this.#locked !== undefined) throw new Error('the single instance lock was requested already')
    const [lock, call] = [join(this.getPath('userData'), 'double.lock'), join(this.getPath('userData'), 'double.call')]
    this.#locked = !isHeld(lock)
    if (this.#locked) {
      writeFileSync(lock, String(process.pid))
      writeFileSync(call, '')
      watch(call, { persistent: false }, () => {
        if (readFileSync(call, 'utf8') !== '') this.emit('second-instance', {}, process.argv, process.cwd(), undefined)
      })
    } else writeFileSync(call, String(process.pid))
    return this.#locked
  }

  /** before-quit, every window closes, will-quit, the end; each of them may be prevented. */
  quit(): void {
    if (this.#quitting) return
    this.#quitting = true
    void this.#quit().finally(() => {
      this.#quitting = false
    })
  }

  async #quit(): Promise<void> {
    await Promise.resolve()
    const before = preventable({})
    this.emit('before-quit', before)
    if (before.defaultPrevented || !(await this.windows.closeAll())) return
    const will = preventable({})
    this.emit('will-quit', will)
    if (will.defaultPrevented) return
    this.emit('quit', {}, 0)
    this.exit(0)
  }

  isQuitting(): boolean {
    return this.#quitting
  }

  exit(code = 0): void {
    void this.closing().finally(() => process.exit(code))
  }

  windowClosed(): void {
    if (this.windows.count() > 0 || this.#quitting) return
    // Nobody listens: Electron leaves.
    if (!this.emit('window-all-closed')) this.quit()
  }
}

function isHeld(lock: string): boolean {
  try {
    process.kill(Number(readFileSync(lock, 'utf8')), 0)
    return true
  } catch {
    return false
  }
}

export const app = new App()
