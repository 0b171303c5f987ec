import type { Clock, VenueLink } from '../../ports/index.ts'

export interface LinkWatchOptions {
  readonly clock: Clock
  /** How long the link may be less than live, ms. */
  readonly patience: number
  readonly alert: (severity: 'info' | 'warning', message: string) => void
  readonly disarm: (reason: string) => void
}

/** The account's own stream: its loss is told at once, and ends entries when it lasts. */
export class LinkWatch {
  readonly #options: LinkWatchOptions
  #wasLive = false
  #cancel: (() => void) | undefined

  constructor(options: LinkWatchOptions) {
    this.#options = options
  }

  onLink({ state, reason }: VenueLink): void {
    const { alert, clock, disarm, patience } = this.#options
    if (state === 'live') {
      if (this.#cancel !== undefined) alert('info', "the account's stream is back and nothing is missing")
      this.stop()
      this.#wasLive = true
    } else if (this.#wasLive && this.#cancel === undefined) {
      alert('warning', `the account's stream is lost (${reason}): orders are followed by requests`)
      this.#cancel = clock.after(patience, () => {
        disarm(`the account's stream is away for more than ${String(patience / 1_000)} s`)
      })
    }
  }

  stop(): void {
    this.#cancel?.()
    this.#cancel = undefined
  }
}
