/**
 * Closed bars of one or several markets, strategies and terms -> fills, funding and equity, decided by the live engine
 * on a simulated clock.
 * Invariant: nothing of a bar is known before its close; the same input gives the same result to the byte.
 */
export * from './backtest.ts'
export { barStrategy, type StrategyChoice } from './bar-signals.ts'
export type { BarEntry, BarFill, BarFunding, SignalCounts } from './bar-trader.ts'
export type { FundingRate } from './funding.ts'
export type { BacktestMarket, InsideCounts } from './market-run.ts'
export * from './no-journal.ts'
export * from './terms.ts'
export type { TraderPorts } from './trading-desk.ts'
export * from './ledger.ts'
export * from './trial.ts'
