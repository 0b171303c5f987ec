import type { Bar } from '../contract/input.ts'

/**
 * The greatest of high - low, |high - previous close| and |low - previous close| (Wilder, 1978).
 * The first bar has no previous close and gives none, as in TA-Lib.
 */
export function trueRange(): (bar: Bar) => number | undefined {
  let previousClose: number | undefined
  return (bar) => {
    const before = previousClose
    previousClose = bar.close
    if (before === undefined) return undefined
    return Math.max(bar.high - bar.low, Math.abs(bar.high - before), Math.abs(bar.low - before))
  }
}
