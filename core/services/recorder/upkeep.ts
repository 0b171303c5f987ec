import type { AlertRow } from '../../contract/index.ts'
import { type Millis, millis } from '../../domain/index.ts'
import type { MarketStore } from '../../ports/index.ts'
import { Growth, retentionCutoffs } from '../../recording/index.ts'
import type { ServiceContext } from '../runtime/index.ts'

/** Little and often, so that forgetting never holds up recording. */
const PRUNE_EVERY = 10_000
const PRUNE_ROWS = 2_000
/** One block at a time, and a rest when none is ready. */
const PACK_EVERY = 250
const PACK_REST = 5_000
const TIDY_EVERY = 1_000
/** Share of the cap to which forgetting goes back, so that it does not start again at once. */
const RELIEF = 0.95
const FORGET_STEPS = 50
/** When a person is told before the cap is reached. */
const WARN_SHARE = 0.9
const WARN_DAYS = 3

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`

type Told = '' | 'near' | 'reached' | 'stuck'

/** Keeps the database small: packs, forgets by age and, at the cap, by size; says beforehand when the cap will be reached. */
export class Upkeep {
  readonly #context: ServiceContext
  readonly #store: MarketStore
  readonly #growth = new Growth()
  readonly #busy: () => boolean
  #restUntil = millis(0)
  #told: Told = ''
  #size = { used: 0, free: 0 }

  /** `busy` says that the store refuses: then nothing but its own recovery is asked of it. */
  constructor(context: ServiceContext, store: MarketStore, busy: () => boolean) {
    this.#context = context
    this.#store = store
    this.#busy = busy
  }

  start(): () => void {
    const { clock } = this.#context
    const timers = [
      clock.every(PACK_EVERY, () => {
        this.#attempt('old market data could not be packed', () => {
          this.#pack(clock.now())
        })
      }),
      clock.every(PRUNE_EVERY, () => {
        this.#attempt('old market data could not be removed', () => {
          this.#store.prune(retentionCutoffs(clock.now(), this.#context.config.retention), PRUNE_ROWS)
          this.#capSize(clock.now())
        })
      }),
      clock.every(TIDY_EVERY, () => {
        this.#attempt('the write-ahead log could not be moved into the database', () => {
          this.#store.tidy()
        })
      }),
    ]
    return () => {
      for (const cancel of timers) cancel()
    }
  }

  #attempt(problem: string, work: () => void): void {
    if (this.#busy()) return
    try {
      work()
    } catch (error) {
      this.#context.logger.warn(problem, { reason: String(error) })
    }
  }

  #pack(now: Millis): void {
    if (now < this.#restUntil) return
    if (this.#store.pack(now) === 0) this.#restUntil = millis(now + PACK_REST)
  }

  #capSize(now: Millis): void {
    const { maxBytes } = this.#context.config.recording
    this.#size = this.#store.size()
    this.#growth.add(now, this.#size.used)
    if (this.#size.used > maxBytes) {
      this.#forget(maxBytes)
      return
    }
    const days = this.#growth.daysUntil(maxBytes)
    const near = this.#size.used > maxBytes * WARN_SHARE || (days !== undefined && days < WARN_DAYS)
    // Between relief and cap forgetting is what keeps it there: nothing new to say.
    if (this.#told === 'reached' && this.#size.used > maxBytes * WARN_SHARE) return
    if (near) {
      const when = days === undefined ? '' : `, which is reached in ${days.toFixed(1)} days at the present pace`
      this.#tell('near', 'warning', `market data takes ${gigabytes(this.#size.used)} of ${gigabytes(maxBytes)}${when}`)
    } else if (this.#told !== '') this.#tell('', 'info', 'market data is well below the size it may have again')
  }

  #forget(maxBytes: number): void {
    for (let step = 0; step < FORGET_STEPS && this.#size.used > maxBytes * RELIEF; step += 1) {
      if (this.#store.forgetOldest() === undefined) {
        this.#tell('stuck', 'critical', `market data exceeds ${gigabytes(maxBytes)} and nothing is left that may be forgotten`)
        return
      }
      this.#size = this.#store.size()
    }
    this.#tell(
      'reached',
      'warning',
      `market data has reached ${gigabytes(maxBytes)}: the oldest book snapshots are forgotten first`,
    )
  }

  #tell(state: Told, severity: AlertRow['severity'], message: string): void {
    if (this.#told === state) return
    this.#told = state
    this.#context.alert({ severity, source: 'recorder', message })
  }

  /** Bytes that hold data, bytes a day, and days until the cap; the latter two once they can be said. */
  figures(): { readonly used: number; readonly perDay: number | undefined; readonly daysLeft: number | undefined } {
    const { maxBytes } = this.#context.config.recording
    return { used: this.#size.used, perDay: this.#growth.perDay(), daysLeft: this.#growth.daysUntil(maxBytes) }
  }
}
