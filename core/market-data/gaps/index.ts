/**
 * What is missing of one market's streams -> gaps, told when they are found and again as they are repaired.
 * Invariant: missing minus recovered is what never came; only a whole repair says repairedBy.
 */
export { BookGaps } from './book-gaps.ts'
export { CandleGaps, type MissingCandles } from './candle-gaps.ts'
export { type FoundGap, GapLedger } from './gap-ledger.ts'
export { type LookBack, OpenGaps } from './open-gaps.ts'
export { type MissingTrades, TradeGaps } from './trade-gaps.ts'
