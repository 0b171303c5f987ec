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
export * from './columns/trade-tape.ts'
export * from './generator/index.ts'
export * from './lookahead/index.ts'
export * from './optimise/index.ts'
export * from './rules/evaluate.ts'
export * from './rules/history.ts'
export type * from './rules/run.ts'
export * from './rules/runner.ts'
export * from './rules/tasks.ts'
export * from './statistics/index.ts'
export * from './universe/index.ts'
export * from './walk-forward/index.ts'
