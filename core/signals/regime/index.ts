/**
 * Stage 4, beside the votes. In: closed candles. Out: the regime of each market and timeframe.
 * Invariant: a regime depends only on candles closed by then, and on ratios of prices, never on their scale.
 */
export * from './classifier.ts'
export * from './regimes.ts'
