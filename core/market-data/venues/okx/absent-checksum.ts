import type { VenueFact, VenueMapper } from '../contract.ts'

/** The same fact; a book's without a checksum of 0. */
function withoutZero(fact: VenueFact): VenueFact {
  if ((fact.kind !== 'book-snapshot' && fact.kind !== 'book-delta') || fact.checksum !== 0) return fact
  const { checksum: _, ...rest } = fact
  return rest
}

/**
 * OKX has stopped counting: every book message of the live feed says `"checksum":0`, which means that
 * there is none. Recordings from before have real ones. Live, the chain of numbers alone tells a loss.
 */
export function takingZeroForAbsent(mapper: VenueMapper): VenueMapper {
  let emitTo: (fact: VenueFact) => void = () => undefined
  const emitWithout = (fact: VenueFact): void => {
    emitTo(withoutZero(fact))
  }
  return {
    ...mapper,
    map(frame, emit) {
      // A frame may come while the facts of another are being taken.
      const outer = emitTo
      emitTo = emit
      try {
        mapper.map(frame, emitWithout)
      } finally {
        emitTo = outer
      }
    },
  }
}
