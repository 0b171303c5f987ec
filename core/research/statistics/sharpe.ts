import { InputError } from '../../domain/index.ts'
import { normalCdf } from './normal.ts'
import { centralMoment, checkSeries, isConstant, meanOf, type Series } from './series.ts'

/** A Sharpe ratio per period of its returns (not annualised) and what its error depends on. */
export interface SharpeEstimate {
  /** Mean over sample deviation, riskless rate zero. */
  readonly ratio: number
  readonly standardError: number
  readonly skewness: number
  /** Fourth moment over the squared variance: 3 for a normal distribution. */
  readonly kurtosis: number
  /** Returns it was made of. */
  readonly count: number
}

/**
 * Standard error of a Sharpe ratio per period for returns of any distribution:
 * root of (1 - skewness S + (kurtosis - 1)/4 S^2) / (count - 1)
 * (E. Mertens, Comments on Variance of the IID Estimator in Lo, 2002; as in D. Bailey and M. Lopez de Prado,
 * The Sharpe Ratio Efficient Frontier, Journal of Risk, 2012). Returns that depend on one another make it too small.
 */
export const sharpeStandardError = ({ ratio, skewness, kurtosis, count }: Omit<SharpeEstimate, 'standardError'>): number =>
  // A sample's kurtosis is at least 1 + skewness squared, so the root is of nothing negative but by rounding.
  Math.sqrt(Math.max(0, 1 - skewness * ratio + ((kurtosis - 1) / 4) * ratio ** 2) / (count - 1))

/** Throws InputError for fewer than two returns, one that is not finite, and returns that are all the same. */
export function sharpeEstimate(returns: Series): SharpeEstimate {
  checkSeries('returns', returns, 2)
  if (isConstant(returns))
    throw new InputError({
      field: 'returns',
      value: `${String(returns.length)} times ${String(returns[0])}`,
      remedy: 'returns that never differ have no Sharpe ratio',
    })
  const count = returns.length
  const mean = meanOf(returns)
  const variance = centralMoment(returns, 2, mean)
  const moments = {
    ratio: mean / Math.sqrt((variance * count) / (count - 1)),
    skewness: centralMoment(returns, 3, mean) / variance ** 1.5,
    kurtosis: centralMoment(returns, 4, mean) / variance ** 2,
    count,
  }
  return { ...moments, standardError: sharpeStandardError(moments) }
}

/**
 * Probability that the true Sharpe ratio per period is above `benchmark`: normal CDF of (ratio - benchmark) / standard error
 * (D. Bailey and M. Lopez de Prado, The Sharpe Ratio Efficient Frontier, Journal of Risk, 2012).
 */
export function probabilisticSharpe({ ratio, standardError }: SharpeEstimate, benchmark = 0): number {
  if (standardError > 0) return normalCdf((ratio - benchmark) / standardError)
  return ratio > benchmark ? 1 : ratio < benchmark ? 0 : 0.5
}

/** A ratio per day as one per year of 365 days, which crypto markets trade. */
export const annualSharpe = (perDay: number): number => perDay * Math.sqrt(365)
