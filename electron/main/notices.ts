import type { AlertRow, SignalRow } from '../../core/contract/index.ts'
import type { Clock } from '../../core/ports/index.ts'

/** One native notification; `actions` are shown where the system has buttons, a click means open everywhere. */
export interface Notice {
  readonly title: string
  readonly body: string
  readonly urgent: boolean
  readonly actions: readonly { readonly text: string; readonly act: () => void }[]
  readonly open: () => void
}

export interface NoticesOptions {
  readonly clock: Clock
  readonly show: (notice: Notice) => void
  readonly open: () => void
  readonly approve: (signal: SignalRow) => void
  /** While the screen is locked nothing is approved from it. */
  readonly locked: () => boolean
}

/** Shares of the time to live at which a signal that still waits is told again. */
const REMINDERS = [0.5, 0.8] as const
/** More than one new signal within so many ms is told as a number. */
const BURST = 3_000

const isWaiting = ({ state, mode }: SignalRow): boolean => state === 'PENDING' && mode !== 'advisory'

/** What people are told by the system while they look elsewhere: signals that wait, and critical alerts. */
export class Notices {
  readonly #options: NoticesOptions
  readonly #waiting = new Map<string, { readonly signal: SignalRow; readonly cancels: readonly (() => void)[] }>()
  #burst = 0
  #inBurst = false

  constructor(options: NoticesOptions) {
    this.#options = options
  }

  /** `first`: what waited before we looked; it was told by whoever looked then. */
  signals(rows: readonly SignalRow[], first: boolean): void {
    if (first) for (const id of [...this.#waiting.keys()]) this.#forget(id)
    for (const row of rows) {
      if (!isWaiting(row)) this.#forget(row.id)
      else if (!this.#waiting.has(row.id)) this.#begin(row, !first)
    }
  }

  alert({ severity, source, message }: AlertRow): void {
    if (severity !== 'critical') return
    const { open, show } = this.#options
    show({ title: `Sentinel: ${source}`, body: message, urgent: true, actions: [], open })
  }

  close(): void {
    for (const id of [...this.#waiting.keys()]) this.#forget(id)
  }

  #begin(signal: SignalRow, tell: boolean): void {
    const { clock } = this.#options
    const [now, life] = [clock.now(), signal.expiresAt - signal.createdAt]
    const cancels = REMINDERS.flatMap((share) => {
      const left = signal.createdAt + life * share - now
      if (left <= 0) return []
      const words = `${String(Math.round((life * (1 - share)) / 1_000))} s left`
      return [
        clock.after(left, () => {
          this.#tell(signal, words)
        }),
      ]
    })
    this.#waiting.set(signal.id, { signal, cancels })
    if (tell) this.#announce(signal)
  }

  #forget(id: string): void {
    for (const cancel of this.#waiting.get(id)?.cancels ?? []) cancel()
    this.#waiting.delete(id)
  }

  /** The first at once; what follows on its heels as one number. */
  #announce(signal: SignalRow): void {
    if (this.#inBurst) {
      this.#burst += 1
      return
    }
    this.#inBurst = true
    this.#tell(signal, 'waits for you')
    this.#options.clock.after(BURST, () => {
      const more = this.#burst
      this.#inBurst = false
      this.#burst = 0
      if (more === 0) return
      const { open, show } = this.#options
      const title = `${String(more)} more signal${more === 1 ? '' : 's'}`
      show({ title, body: `${String(this.#waiting.size)} wait for you`, urgent: false, actions: [], open })
    })
  }

  #tell(signal: SignalRow, words: string): void {
    if (!this.#waiting.has(signal.id)) return
    const { approve, locked, open, show } = this.#options
    const act = (): void => {
      if (locked() || !this.#waiting.has(signal.id)) open()
      else approve(signal)
    }
    show({
      title: `${signal.action.toUpperCase()} ${signal.instrument}: ${words}`,
      body: `${signal.quantity} at ${signal.entry}, confidence ${String(Math.round(signal.confidence * 100))} %`,
      urgent: words !== 'waits for you',
      actions: locked()
        ? []
        : [
            { text: 'Approve', act },
            { text: 'Open', act: open },
          ],
      open,
    })
  }
}
