import type { Step } from '../contract/indicator.ts'
import type { Bar } from '../contract/input.ts'
import { RollingSum } from '../window/rolling-sum.ts'

/**
 * Volatility per bar, as a fraction, from an unbiased estimate of each bar's own variance: the root of their mean.
 * A bar with a price that is not positive is skipped, since it has no logarithm.
 */
export function rangeEstimator(period: number, varianceOf: (bar: Bar) => number): Step<Bar, number> {
  const variances = new RollingSum(period)
  return {
    next(bar) {
      if (bar.low <= 0 || bar.open <= 0 || bar.close <= 0) return undefined
      variances.push(varianceOf(bar))
      return variances.full ? Math.sqrt(Math.max(variances.mean, 0)) : undefined
    },
  }
}
