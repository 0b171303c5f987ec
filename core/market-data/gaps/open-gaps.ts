import type { Gap, InstrumentId, Millis } from '../../domain/index.ts'

/** Open gaps remembered of one market; beyond it the oldest found is forgotten. */
const MOST = 2_000

/** What a decision depends on: everything in a stretch of venue time, both ends included. */
export interface LookBack {
  readonly from: Millis
  readonly to: Millis
  /** Whether the book counts: then a book that is broken now does, whenever it broke. */
  readonly book: boolean
}

/** The gaps that nothing has repaired, for whoever decides on the data. */
export class OpenGaps {
  readonly #byMarket = new Map<InstrumentId, Map<string, Gap>>()

  /** Takes any telling of a gap; true where it is a new hole, which breaks what is computed over the stream. */
  take(gap: Gap): boolean {
    const gaps = this.#byMarket.get(gap.instrument) ?? new Map<string, Gap>()
    this.#byMarket.set(gap.instrument, gaps)
    const known = gaps.has(gap.id)
    if (gap.repairedBy !== undefined) {
      gaps.delete(gap.id)
      return false
    }
    gaps.set(gap.id, gap)
    for (const oldest of gaps.keys()) {
      if (gaps.size <= MOST) break
      gaps.delete(oldest)
    }
    return !known
  }

  /** Open gaps that reach into the look-back, in the order in which they were found. */
  crossing(instrument: InstrumentId, { from, to, book }: LookBack): readonly Gap[] {
    const gaps = this.#byMarket.get(instrument)
    if (gaps === undefined || gaps.size === 0) return []
    return [...gaps.values()].filter((gap) =>
      gap.channel === 'book' ? book : gap.startTime <= to && gap.endTime >= from && gap.channel !== 'ticker',
    )
  }
}
