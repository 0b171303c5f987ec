import type { SequenceRule } from '../contract.ts'

/** Bybit: `u` counts up by one for each topic on each connection; a snapshot starts anew. */
export const bybitSequence: SequenceRule = {
  classify(last, delta) {
    if (delta.lastSequence <= last) return 'old'
    return delta.firstSequence === last + 1 ? 'next' : 'gap'
  },
  missing(last, delta) {
    return { start: last + 1, end: delta.firstSequence - 1 }
  },
}
