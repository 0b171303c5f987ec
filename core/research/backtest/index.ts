/**
 * Closed bars, a strategy and terms -> fills and equity, decided by the live engine on a simulated clock.
 * Invariant: nothing of a bar is known before its close; the same input gives the same result to the byte.
 */
export * from './backtest.ts'
export { barStrategy, type StrategyChoice } from './bar-signals.ts'
export type { BarFill, SignalCounts, TraderPorts } from './bar-trader.ts'
export * from './no-journal.ts'
export * from './terms.ts'
