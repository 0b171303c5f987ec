import type { Step } from '../contract/indicator.ts'
import type { BarColumns } from '../contract/bar-columns.ts'
import type { Bar } from '../contract/input.ts'

const rangeOf = (high: number, low: number, before: number): number => Math.max(high, before) - Math.min(low, before)

class TrueRange implements Step<Bar, number> {
  #previousClose = Number.NaN
  #seen = false

  next(bar: Bar): number | undefined {
    const before = this.#previousClose
    this.#previousClose = bar.close
    if (this.#seen) return rangeOf(bar.high, bar.low, before)
    this.#seen = true
    return undefined
  }
}

/**
 * From the lower of low and previous close to the higher of high and previous close (Wilder, 1978).
 * The first bar has no previous close and gives none, as in TA-Lib.
 */
export const trueRange = (): Step<Bar, number> => new TrueRange()

/** The same for each row of a history; none for the first. */
export function trueRanges({ high, low, close }: BarColumns): Float64Array {
  const ranges = new Float64Array(close.length).fill(Number.NaN, 0, 1)
  for (let index = 1; index < ranges.length; index += 1)
    ranges[index] = rangeOf(high[index] as number, low[index] as number, close[index - 1] as number)
  return ranges
}
