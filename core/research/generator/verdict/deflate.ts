import { deflatedSharpe, isConstant, type Series, sharpeEstimate } from '../../statistics/index.ts'

/**
 * Deflated Sharpe of daily returns that were the best of so many independent trials. The trials' deviation is that of ratios whose
 * true value is zero, 1 / root(days - 1): measured over all trials it would mostly say how differently they lose to fees, and the
 * bound holds whatever they lose. Positive skewness is not credited: in some weeks it is as often luck as nature.
 * 0 for returns that never differ.
 */
export function deflate(daily: Series, trials: number): number {
  if (daily.length < 3 || isConstant(daily)) return 0
  const estimate = sharpeEstimate(daily)
  const plain = 1 / Math.sqrt(daily.length - 1)
  const standardError = Math.max(estimate.standardError, plain)
  return deflatedSharpe({ ...estimate, standardError }, { count: Math.max(1, trials), deviation: plain }).probability
}
