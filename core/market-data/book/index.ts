/**
 * Snapshots and chained updates of one market -> its order book, gaps, requests for a snapshot.
 * Invariant: a live book is never crossed, never negative and missed no update; otherwise it is
 * not live.
 */
export * from './book-sync.ts'
export type { LevelProblem } from './level-texts.ts'
export { OrderBook } from './order-book.ts'
