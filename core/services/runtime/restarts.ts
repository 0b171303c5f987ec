import type { AlertRow } from '../../contract/index.ts'
import type { Millis } from '../../domain/index.ts'

const FIRST_DELAY = 250
const LONGEST_DELAY = 15_000
/** A service that ends this often within the window is left down and reported. */
const MOST_RESTARTS = 8
const RESTART_WINDOW = 600_000

/** A service that says nothing for so long, ms, hangs: it is ended and started again. */
export const SILENT_AFTER = 10_000
/** How long a service may take to flush and end, ms. */
export const STOP_PATIENCE = 10_000
/** Sources first, so that what they still send is taken by those who keep it. */
export const STOP_ORDER = ['feed', 'strategy', 'research', 'trader-live', 'trader', 'recorder'] as const

/** When a service that keeps ending is started again. */
export class Restarts {
  #ends: readonly number[] = []

  /** How long to wait before the next start, ms; null: it is left down. */
  ended(now: Millis): number | null {
    this.#ends = [...this.#ends.filter((time) => time > now - RESTART_WINDOW), now]
    const tries = this.#ends.length
    return tries > MOST_RESTARTS ? null : Math.min(FIRST_DELAY * 2 ** (tries - 1), LONGEST_DELAY)
  }

  /** Whether it ended by itself before. */
  get any(): boolean {
    return this.#ends.length > 0
  }
}

/** What people are told of a service that ended by itself. */
export const lostService = (service: string, at: Millis, comesBack: boolean): AlertRow => ({
  id: `${service}-${String(at)}`,
  at,
  source: service,
  severity: 'critical',
  message: comesBack
    ? `${service} stopped unexpectedly and is being restarted`
    : `${service} keeps failing and is left down; restart the program`,
})
