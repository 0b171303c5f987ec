import type { Step } from '../contract/indicator.ts'

/**
 * Wilder's smoothing (New Concepts in Technical Trading Systems, 1978): the mean of the first
 * `period` numbers, then (previous x (period - 1) + number) / period.
 */
export function wilder(period: number): Step<number, number> {
  let count = 0
  let average = 0
  return {
    next(value) {
      count += 1
      if (count <= period) {
        average += value
        if (count < period) return undefined
        average /= period
      } else average = (average * (period - 1) + value) / period
      return average
    },
  }
}
