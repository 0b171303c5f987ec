import { whyNotTrusted } from './signature.ts'

export const CHANNELS = ['latest', 'beta'] as const
export type UpdateChannel = (typeof CHANNELS)[number]

/** What we use of electron-updater's `autoUpdater`. */
export interface Updater {
  autoDownload: boolean
  autoInstallOnAppQuit: boolean
  allowDowngrade: boolean
  channel: string | null
  checkForUpdates(): Promise<{ readonly isUpdateAvailable: boolean; readonly updateInfo: ReleaseInfo } | null>
  downloadUpdate(): Promise<readonly string[]>
  quitAndInstall(isSilent: boolean, isForceRunAfter: boolean): void
}

export interface ReleaseInfo {
  readonly version: string
  readonly releaseNotes?: string | readonly { readonly version: string; readonly note: string | null }[] | null
}

/** What stands at risk in live trading; an update waits until it is nothing. */
export interface LiveRisk {
  readonly positions: number
  readonly orders: number
}

export type UpdateState =
  | { readonly phase: 'unknown' | 'checking' | 'current' }
  | { readonly phase: 'refused' | 'failed'; readonly reason: string; readonly version?: string }
  | { readonly phase: 'available' | 'downloading' | 'ready'; readonly version: string; readonly notes: string }

export interface UpdatesOptions {
  readonly updater: Updater
  /** Repeats a task, ms; returns what ends it. */
  readonly every: (ms: number, task: () => void) => () => void
  readonly channel: UpdateChannel
  /** PEM of the key that releases are signed with; absent where none was built in. */
  readonly publicKey: string | undefined
  /** Asked at the moment of installing; throws when it cannot be known, which counts as risk. */
  readonly liveRisk: () => Promise<LiveRisk>
  /** Keeps what leads back to this version before it is replaced. */
  readonly keepWayBack: (downloaded: readonly string[]) => Promise<void>
  /** Ends the services and gives up what the next version needs; there is no way back to the terminal after it. */
  readonly shutDown: () => Promise<void>
  readonly onState: (state: UpdateState) => void
}

const EVERY = 6 * 60 * 60_000

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

const notesOf = ({ releaseNotes }: ReleaseInfo): string =>
  typeof releaseNotes === 'string'
    ? releaseNotes
    : (releaseNotes ?? []).map(({ version, note }) => `${version}\n${note ?? ''}`).join('\n\n')

/**
 * New versions: looked for, told, and taken only when the person says so, the release is signed by us, and nothing is at
 * risk in live trading. Never on quitting, which is no moment to change a program that may hold orders.
 */
export class Updates {
  readonly #options: UpdatesOptions
  #state: UpdateState = { phase: 'unknown' }
  #files: readonly string[] = []
  #stop: () => void = () => undefined

  constructor(options: UpdatesOptions) {
    this.#options = options
    const { updater, channel } = options
    updater.autoDownload = false
    updater.autoInstallOnAppQuit = false
    updater.channel = channel
    // Setting a channel allows to go back; data that a newer version wrote could not be read.
    updater.allowDowngrade = false
  }

  get state(): UpdateState {
    return this.#state
  }

  start(): void {
    this.#stop = this.#options.every(EVERY, () => {
      void this.check()
    })
    void this.check()
  }

  close(): void {
    this.#stop()
  }

  async check(): Promise<void> {
    if (this.#state.phase === 'checking' || this.#state.phase === 'downloading' || this.#state.phase === 'ready') return
    this.#set({ phase: 'checking' })
    try {
      const found = await this.#options.updater.checkForUpdates()
      if (found?.isUpdateAvailable !== true) {
        this.#set({ phase: 'current' })
        return
      }
      const { updateInfo } = found
      const distrusted = whyNotTrusted(updateInfo, this.#options.publicKey)
      if (distrusted === undefined) this.#set({ phase: 'available', version: updateInfo.version, notes: notesOf(updateInfo) })
      else this.#set({ phase: 'refused', version: updateInfo.version, reason: distrusted })
    } catch (error) {
      this.#set({ phase: 'failed', reason: reasonOf(error) })
    }
  }

  async download(): Promise<void> {
    const { state } = this
    if (state.phase !== 'available') return
    this.#set({ ...state, phase: 'downloading' })
    try {
      this.#files = await this.#options.updater.downloadUpdate()
      this.#set({ ...state, phase: 'ready' })
    } catch (error) {
      this.#set({ phase: 'failed', version: state.version, reason: reasonOf(error) })
    }
  }

  /** Restarts into the new version; otherwise why not, for the person. The update stays ready. */
  async install(): Promise<string | undefined> {
    if (this.#state.phase !== 'ready') return 'there is no update that is ready'
    let risk: LiveRisk
    try {
      risk = await this.#options.liveRisk()
    } catch (error) {
      return `it is not known whether live orders or positions are open (${reasonOf(error)}); nothing was changed`
    }
    const { positions, orders } = risk
    if (positions > 0 || orders > 0)
      return `live trading holds ${String(positions)} open positions and ${String(orders)} working orders; close them first, or update later`
    try {
      await this.#options.keepWayBack(this.#files)
    } catch (error) {
      return `the version that runs could not be kept to go back to (${reasonOf(error)}); nothing was changed`
    }
    // The next version starts while this one ends: by then nothing of this one may hold the data or the lock.
    await this.#options.shutDown()
    this.#options.updater.quitAndInstall(false, true)
    return undefined
  }

  #set(state: UpdateState): void {
    this.#state = state
    this.#options.onState(state)
  }
}
