import { DAY } from '../../domain/index.ts'
import { annualGrowth, calmarRatio, sharpeRatio, sortinoRatio } from '../../performance/index.ts'
import type { TrialOutcome } from '../backtest/index.ts'
import type { SampleRange } from '../statistics/index.ts'

/** What a trial is chosen by; for all of them more is better. */
export const OBJECTIVES = ['sharpe', 'sortino', 'calmar', 'return', 'return-drawdown', 'profit-factor', 'expectancy'] as const
export type Objective = (typeof OBJECTIVES)[number]

export interface Aim {
  readonly objective: Objective
  /** A trial with fewer closed trades has no score: of so few nothing can be said. */
  readonly minTrades: number
}

/** Money of a trial over some of its days; curves are read at the ends of days. Null is what cannot be said. */
export interface DayMetrics {
  readonly days: number
  readonly return: number
  readonly sharpe: number | null
  readonly sortino: number | null
  readonly calmar: number | null
  /** Deepest fall from a peak at ends of days, a fraction of it. */
  readonly maxDrawdown: number
  readonly trades: number
  readonly profitFactor: number | null
  /** Mean of the trades' profits over the equity before each. */
  readonly expectancy: number | null
}

/** All days of a trial. */
export const wholeOf = ({ daily }: TrialOutcome): readonly SampleRange[] => [{ from: 0, to: daily.length }]

export function dayMetrics(
  { daily, trades }: Pick<TrialOutcome, 'daily' | 'trades'>,
  ranges: readonly SampleRange[],
): DayMetrics {
  const returns = ranges.flatMap(({ from, to }) => Array.from(daily.subarray(from, to)))
  const inside = trades.filter(({ day }) => ranges.some(({ from, to }) => day >= from && day < to)).map((trade) => trade.return)
  let [equity, peak, maxDrawdown] = [1, 1, 0]
  for (const change of returns) {
    equity *= 1 + change
    peak = Math.max(peak, equity)
    maxDrawdown = Math.max(maxDrawdown, 1 - equity / peak)
  }
  const [gains, losses] = [sumOf(inside.filter((each) => each > 0)), -sumOf(inside.filter((each) => each < 0))]
  return {
    days: returns.length,
    return: equity - 1,
    sharpe: sharpeRatio(returns),
    sortino: sortinoRatio(returns),
    calmar: calmarRatio(annualGrowth(1, equity, returns.length * DAY), maxDrawdown),
    maxDrawdown,
    trades: inside.length,
    profitFactor: losses === 0 ? null : gains / losses,
    expectancy: inside.length === 0 ? null : sumOf(inside) / inside.length,
  }
}

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0)

/** The score of a trial over some of its days; null where nothing can be said. */
export function scoreOf({ objective, minTrades }: Aim, metrics: DayMetrics): number | null {
  if (metrics.trades < minTrades) return null
  switch (objective) {
    case 'sharpe':
      return metrics.sharpe
    case 'sortino':
      return metrics.sortino
    case 'calmar':
      return metrics.calmar
    case 'return':
      return metrics.return
    case 'return-drawdown':
      return metrics.maxDrawdown === 0 ? null : metrics.return / metrics.maxDrawdown
    case 'profit-factor':
      return metrics.profitFactor
    case 'expectancy':
      return metrics.expectancy
  }
}
