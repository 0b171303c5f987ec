import { SECOND } from '../../domain/index.ts'

const WINDOW = 60
const NEEDED = 30
/** Seconds of 365 days: these markets never close. */
const SECONDS_A_YEAR = 31_536_000

/** The squared one-second log returns of a mid over the last minute. */
export class MidReturns {
  private readonly squares = new Float64Array(WINDOW).fill(Number.NaN)
  private last: { readonly at: number; readonly mid: number | undefined } | undefined

  /** The mid at a whole second, undefined where there is none: then the returns to and from it are missing. */
  second(at: number, mid: number | undefined): void {
    const { last } = this
    // A clock that was set back knows nothing of the seconds it repeats.
    const passed = last === undefined || at < last.at ? WINDOW : (at - last.at) / SECOND
    if (passed === 0) return
    for (let back = Math.min(passed, WINDOW) - 1; back > 0; back -= 1) this.squares[slot(at - back * SECOND)] = Number.NaN
    const known = passed === 1 && last?.mid !== undefined && mid !== undefined
    this.squares[slot(at)] = known ? Math.log(mid / last.mid) ** 2 : Number.NaN
    this.last = { at, mid }
  }

  /** Annualised; undefined with fewer than 30 returns. */
  volatility(): number | undefined {
    let sum = 0
    let count = 0
    for (const square of this.squares)
      if (!Number.isNaN(square)) {
        sum += square
        count += 1
      }
    return count < NEEDED ? undefined : Math.sqrt((sum / count) * SECONDS_A_YEAR)
  }
}

const slot = (at: number): number => (at / SECOND) % WINDOW
