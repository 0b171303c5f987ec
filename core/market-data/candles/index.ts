/**
 * Trades and the clock -> forming and closed candles of several lengths.
 * Invariant: a closed candle never changes; every trade is in exactly one bar of a length, or
 * counted as late.
 */
export { aggregateCandles } from './aggregate.ts'
export { CandleBuilder, type CandleBuilderOptions } from './candle-builder.ts'
