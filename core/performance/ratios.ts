import { DAY } from '../domain/index.ts'

/** Crypto markets trade every day of the year. */
const DAYS_A_YEAR = 365

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null)
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

/**
 * Sharpe ratio of daily returns over a riskless rate of zero, annualised by the root of 365: their mean over their sample
 * standard deviation (W. F. Sharpe, The Sharpe Ratio, Journal of Portfolio Management, 1994). Null below two days or without deviation.
 */
export function sharpeRatio(daily: readonly number[]): number | null {
  if (daily.length < 2) return null
  const average = mean(daily)
  const variance = daily.reduce((sum, value) => sum + (value - average) ** 2, 0) / (daily.length - 1)
  return finite((average / Math.sqrt(variance)) * Math.sqrt(DAYS_A_YEAR))
}

/**
 * Sortino ratio of daily returns with a target of zero, annualised by the root of 365: their mean over the root of the mean
 * squared shortfall over all days (F. A. Sortino and L. N. Price, Performance Measurement in a Downside Risk Framework,
 * Journal of Investing, 1994). Null below two days or without a loss.
 */
export function sortinoRatio(daily: readonly number[]): number | null {
  if (daily.length < 2) return null
  const shortfall = Math.sqrt(mean(daily.map((value) => Math.min(value, 0) ** 2)))
  return finite((mean(daily) / shortfall) * Math.sqrt(DAYS_A_YEAR))
}

/** Compound growth a year of 365 days: (end / start) ^ (year / span) - 1. Null for a span below a day, which says nothing of a year. */
export const annualGrowth = (start: number, end: number, span: number): number | null =>
  span < DAY ? null : finite((end / start) ** ((DAYS_A_YEAR * DAY) / span) - 1)

/** Annual growth over the deepest drawdown (T. W. Young, Calmar Ratio: A Smoother Tool, Futures, 1991), here over the whole span. Null without either. */
export const calmarRatio = (growth: number | null, depth: number): number | null =>
  growth === null ? null : finite(growth / depth)
