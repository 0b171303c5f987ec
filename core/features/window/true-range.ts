import type { Step } from '../contract/indicator.ts'
import type { Bar } from '../contract/input.ts'

class TrueRange implements Step<Bar, number> {
  #previousClose = Number.NaN
  #seen = false

  next(bar: Bar): number | undefined {
    const before = this.#previousClose
    this.#previousClose = bar.close
    if (this.#seen) return Math.max(bar.high, before) - Math.min(bar.low, before)
    this.#seen = true
    return undefined
  }
}

/**
 * From the lower of low and previous close to the higher of high and previous close (Wilder, 1978).
 * The first bar has no previous close and gives none, as in TA-Lib.
 */
export const trueRange = (): Step<Bar, number> => new TrueRange()
