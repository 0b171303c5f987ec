/**
 * Columns of closed bars + rules over them -> ledgers of trades.
 * Invariant: a bar's signal uses nothing after its close and fills at the next open; a ledger is the
 * one a bar-by-bar reading of the rule would give.
 */
export * from './backtest/index.ts'
export * from './columns/bits.ts'
export * from './columns/ema-cross.ts'
export * from './columns/extremes.ts'
export * from './columns/simulate.ts'
export * from './lookahead/index.ts'
export type * from './rules/run.ts'
export * from './universe/index.ts'
