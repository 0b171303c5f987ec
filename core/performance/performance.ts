import { dailyReturns, type EquityCurve } from './curve.ts'
import { drawdownOf } from './drawdown.ts'
import { annualGrowth, calmarRatio, sharpeRatio, sortinoRatio } from './ratios.ts'
import { type LedgerEntry, roundTripsOf, tripStatistics } from './round-trips.ts'

export interface PerformanceInput {
  readonly curve: EquityCurve
  /** Equity and time before the first point. */
  readonly start: { readonly equity: number; readonly time: number }
  /** Fills and funding in time order. */
  readonly entries: readonly LedgerEntry[]
  /** Points of the curve at which a position was open. */
  readonly pointsHeld: number
}

/** Fractions of 1 where nothing else is said. Null is what cannot be said. */
export interface PerformanceMetrics {
  readonly totalReturn: number
  readonly annualReturn: number | null
  readonly sharpe: number | null
  readonly sortino: number | null
  readonly calmar: number | null
  readonly maxDrawdown: number
  /** Longest time under a peak, ms. */
  readonly longestDrawdown: number
  readonly trades: number
  readonly winRate: number | null
  readonly profitFactor: number | null
  /** Mean profit of a closed trade, quote currency. */
  readonly expectancy: number | null
  readonly averageWin: number | null
  readonly averageLoss: number | null
  /** Share of the bars at whose close a position was open. */
  readonly exposure: number
  /** Fees of all fills, quote currency. */
  readonly fees: number
  /** Sum of all funding, below zero where more was paid than received; absent where there was none. */
  readonly funding?: number
}

export function performanceOf({ curve, start, entries, pointsHeld }: PerformanceInput): PerformanceMetrics {
  const end = curve.equity.at(-1) ?? start.equity
  const endTime = curve.times.at(-1) ?? start.time
  const daily = dailyReturns(curve, start.equity)
  const { depth, longest } = drawdownOf(curve, start.equity)
  const annualReturn = annualGrowth(start.equity, end, endTime - start.time)
  const { count, ...trips } = tripStatistics(roundTripsOf(entries))
  const funding = entries.flatMap((entry) => ('funding' in entry ? [entry.funding] : []))
  return {
    totalReturn: end / start.equity - 1,
    annualReturn,
    sharpe: sharpeRatio(daily),
    sortino: sortinoRatio(daily),
    calmar: calmarRatio(annualReturn, depth),
    maxDrawdown: depth,
    longestDrawdown: longest,
    trades: count,
    ...trips,
    exposure: curve.times.length === 0 ? 0 : pointsHeld / curve.times.length,
    fees: entries.reduce((sum, entry) => ('fee' in entry ? sum + entry.fee : sum), 0),
    ...(funding.length === 0 ? {} : { funding: funding.reduce((sum, each) => sum + each, 0) }),
  }
}
