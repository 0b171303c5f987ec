import type { SequenceRule } from '../contract.ts'

/**
 * OKX: each update names its predecessor (`prevSeqId`). Ids jump, may stand still (a sign of life
 * without changes) and may fall back inside the chain after the venue's maintenance, so only the
 * predecessor decides.
 */
export const okxSequence: SequenceRule = {
  classify(last, delta) {
    if (delta.previousSequence === last) return 'next'
    return delta.lastSequence <= last ? 'old' : 'gap'
  },
  missing(last, delta) {
    return { start: last + 1, end: Math.max(last + 1, delta.previousSequence ?? delta.lastSequence - 1) }
  },
}
