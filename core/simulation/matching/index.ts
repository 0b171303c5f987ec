/**
 * Order requests -> trades, order outcomes and book level changes, for one instrument.
 * MatchingEngine owns its book; ReplayedBook matches against a recorded one that cannot react.
 * Invariant: the book is never crossed, no quantity or cash appears or is lost, earlier orders at
 * a price trade first. Pure: no clock, no randomness.
 */
export { MatchingEngine, type MatchingEngineOptions } from './matching-engine.ts'
export type * from './order.ts'
export { type PriceLevel, PriceLevels } from './price-levels.ts'
export { ReplayedBook, type ReplayedBookOptions } from './replayed-book.ts'
