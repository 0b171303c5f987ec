import type { SequenceRule } from '../contract.ts'

/**
 * Binance's documented rules for a local order book. Spot: drop what ends at or before the book,
 * the next must start at or before last + 1. Futures: ids jump, so each update names its
 * predecessor (`pu`), which must not lie beyond the book. Levels are absolute, so an update that
 * overlaps the book is safe to apply; that is also the rule for the first one after a snapshot.
 */
export const binanceSequence: SequenceRule = {
  classify(last, delta) {
    if (delta.lastSequence <= last) return 'old'
    const reaches = delta.previousSequence ?? delta.firstSequence - 1
    return reaches <= last ? 'next' : 'gap'
  },
  missing(last, delta) {
    return { start: last + 1, end: delta.previousSequence ?? delta.firstSequence - 1 }
  },
}
