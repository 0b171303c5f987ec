import type { SequenceRule } from '../contract.ts'

/**
 * Coinbase numbers the frames of a connection, not the updates of a book: a hole is found on the
 * connection, and a book only has to refuse what it has already.
 */
export const coinbaseSequence: SequenceRule = {
  classify(last, delta) {
    return delta.lastSequence <= last ? 'old' : 'next'
  },
  missing(last, delta) {
    return { start: last + 1, end: delta.firstSequence - 1 }
  },
}
