/**
 * What every view of an order book shares: exact levels, own orders beside them, the state of the book.
 * Invariant: sizes and sums are exact; doubles are made of them only for pixels.
 */
export * from './book-levels.ts'
export * from './book-state.ts'
export * from './own-orders.ts'
export * from './surface-pointer.ts'
export * from './new-trades.ts'
export * from './touch.tsx'
