/**
 * Stage 1. Raw frames of a venue -> validated trades, quotes, candles, gaps, and its live books.
 * Invariant: the same frames give the same facts; a fact is exact to the venue's last digit; a
 * book that is not known to equal the venue's is not live. No I/O: requests go out as calls.
 */
export * from './book/index.ts'
export * from './cache/index.ts'
export * from './candles/index.ts'
export { CandleGaps, type LookBack, type MissingCandles, type MissingTrades, OpenGaps } from './gaps/index.ts'
export { createMarketPipeline, type MarketPipeline } from './pipeline.ts'
export type { BookView, MarketPipelineOptions, MarketSink, MarketStats } from './pipeline-types.ts'
export * from './sampling/index.ts'
export { snapshotOf } from './snapshot.ts'
export * from './quotes/index.ts'
export { scaleText, significantDecimals } from './scaled-text.ts'
export * from './staleness/index.ts'
export * from './validate/index.ts'
export * from './venues/index.ts'
