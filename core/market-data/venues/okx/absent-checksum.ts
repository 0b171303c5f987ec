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
export const takingZeroForAbsent = (mapper: VenueMapper): VenueMapper => ({
  ...mapper,
  map: (frame, emit) => {
    mapper.map(frame, (fact) => {
      emit(withoutZero(fact))
    })
  },
})
