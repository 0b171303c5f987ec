/** Which stretch of an account's life; each bound is included. */
export interface PerformanceQuery {
  /** Epoch ms; the opening of the account unless told. */
  readonly from?: number
  /** Epoch ms; the newest row of the journal unless told. */
  readonly to?: number
  /** Points of the equity at most, 4 to 5,000; 1,000 unless told. The lowest and the highest are always among them. */
  readonly points?: number
}

/** Amounts as text with every digit, after what the name says; ratios as doubles, null where nothing can be said. */
export interface PerformanceFigures {
  readonly fills: number
  /** Closed round trips. */
  readonly trades: number
  readonly realisedPnl: string
  readonly fees: string
  /** Absent where there was none. */
  readonly funding?: string
  /** Realised, less the fees, with the funding. */
  readonly netPnl: string
  /** Of the last equity over the first, less one. */
  readonly totalReturn: number
  readonly annualReturn: number | null
  readonly sharpe: number | null
  readonly sortino: number | null
  readonly calmar: number | null
  /** The deepest fall from a peak, as a fraction of it. */
  readonly maxDrawdown: number
  /** Share of the time with a position open. */
  readonly exposure: number
  readonly winRate: number | null
  readonly profitFactor: number | null
  /** Mean profit of a closed trade. */
  readonly expectancy: number | null
  readonly averageWin: number | null
  readonly averageLoss: number | null
}

export interface PerformanceSlice extends PerformanceFigures {
  /** The strategy (`manual` for orders by hand), the market, or the day as `2026-11-21`, UTC. */
  readonly key: string
}

export interface EquityPoint {
  readonly at: number
  readonly equity: string
  /** The fall from the highest equity so far, 0 to 1. */
  readonly drawdown: number
}

/** How an account did in a stretch of time. What `portfolio --json` prints of the whole is the same to the last digit. */
export interface PerformanceRow {
  readonly environment: 'paper' | 'live'
  readonly currency: string
  readonly openedAt: number
  /** The stretch that was asked for, within the account's life. */
  readonly from: number
  readonly to: number
  /** The newest row of the journal that is in it. */
  readonly sequence: number
  /** Share of the journal that was read, 0 to 1; below 1 the figures are those of its beginning, to be asked for again. */
  readonly read: number
  readonly startEquity: string
  /** The last on record. */
  readonly equity: string
  /** Between the two: with what is not realised. */
  readonly equityChange: string
  readonly account: PerformanceFigures
  /** Why a figure is null. */
  readonly missing: Readonly<Record<string, string>>
  readonly byStrategy: readonly PerformanceSlice[]
  readonly bySymbol: readonly PerformanceSlice[]
  readonly byDay: readonly PerformanceSlice[]
  readonly curve: readonly EquityPoint[]
}
