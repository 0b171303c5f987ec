/**
 * Orders and the displayed market -> reports, as a venue would have given them.
 * Invariant: never a fill better than the book or the trades allowed, and displayed liquidity is
 * taken once only.
 */
export * from './models.ts'
export * from './paper-book.ts'
export * from './paper-venue.ts'
export * from './queue.ts'
export type * from './queued-orders.ts'
