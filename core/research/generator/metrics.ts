import { sharpeRatio } from '../../performance/index.ts'
import type { RuleOutcome } from '../rules/run.ts'

/** What one window says of a strategy; what cannot be said is null. */
export interface Metrics {
  /** Final equity over starting cash, less one. */
  readonly totalReturn: number
  /** Of daily returns, annualised by the root of 365. */
  readonly sharpe: number | null
  /** Fraction of the peak. */
  readonly maxDrawdown: number
  /** Closed round trips. */
  readonly trades: number
  readonly winRate: number | null
  /** Gross profit over gross loss; null without a loss. */
  readonly profitFactor: number | null
  /** Notional of all fills over the starting cash, a day. */
  readonly turnoverPerDay: number
  readonly exposure: number
  readonly fees: number
  readonly days: number
}

export function metricsOf(outcome: RuleOutcome, cash: number): Metrics {
  const { closed, wins, grossProfit, grossLoss } = outcome
  const days = outcome.daily.length
  return {
    totalReturn: outcome.equity / cash - 1,
    sharpe: sharpeRatio([...outcome.daily]),
    maxDrawdown: outcome.maxDrawdown,
    trades: closed,
    winRate: closed === 0 ? null : wins / closed,
    profitFactor: grossLoss === 0 ? null : grossProfit / grossLoss,
    turnoverPerDay: days === 0 ? 0 : outcome.turnover / days,
    exposure: outcome.exposure,
    fees: outcome.fees,
    days,
  }
}

/** Return over each of so many even stretches of the days, compounded. */
export function partReturns(daily: ArrayLike<number>, parts: number): readonly number[] {
  return Array.from({ length: parts }, (_, part) => {
    let grown = 1
    const to = Math.floor(((part + 1) * daily.length) / parts)
    for (let day = Math.floor((part * daily.length) / parts); day < to; day += 1) grown *= 1 + (daily[day] ?? 0)
    return grown - 1
  })
}
