/**
 * Stage 2. In: closed candles, trades, book tops and depths, quotes, readings of external series.
 * Out: named numbers with the time and source of the newest datum behind them.
 * Invariant: a value depends only on what had happened by then; what is missing is null, never zero.
 */
export * from './columns.ts'
export { type BarColumns, type CheckedColumns, checkColumns } from './contract/bar-columns.ts'
export * from './contract/indicator.ts'
export * from './contract/input.ts'
export * from './price-levels.ts'
export * from './registry.ts'
export * from './engine/feature-engine.ts'
export type { FeatureValue } from './engine/reader.ts'
export * from './engine/request.ts'
export * from './engine/source.ts'
