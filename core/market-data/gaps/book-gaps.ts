import type { Millis } from '../../domain/index.ts'
import type { BookGap } from '../book/index.ts'
import { type FoundGap, type GapLedger, later } from './gap-ledger.ts'

/** The holes of one market's book: open from the loss to the moment the book is the venue's again. */
export class BookGaps {
  readonly #ledger: GapLedger
  /** The gap of a cut whose missing numbers are not known yet. */
  #cut: string | null = null
  /** Venue time of the newest book that was right; 0 before the first. */
  #lastGood = 0 as Millis
  /** Asked on each update of the book, so it is not looked up. */
  #open = false

  constructor(ledger: GapLedger) {
    this.#ledger = ledger
  }

  /** The connection of a live book broke. Told at once: from now on nobody knows the book. */
  cut(at: Millis): void {
    if (this.#cut !== null || this.#lastGood === 0) return
    // What is broken already ends with the same snapshot.
    if (this.#open) return
    this.#open = true
    const time = this.#lastGood
    this.#cut = this.#ledger.found({
      channel: 'book',
      startTime: time,
      endTime: time,
      cause: 'connection',
      exchangeTime: time,
      receivedTime: at,
    }).id
  }

  missing(gap: BookGap): void {
    this.#open = true
    const { startSequence, endSequence, missingCount, exchangeTime } = gap
    const cut = this.#cut
    this.#cut = null
    if (cut !== null && gap.cause === 'sequence') {
      const open = this.#ledger.get(cut)
      if (open !== undefined) {
        this.#ledger.change(cut, { startSequence, endSequence, missingCount, endTime: later(open.startTime, exchangeTime) })
        return
      }
    }
    const startTime = this.#lastGood === 0 || this.#lastGood > exchangeTime ? exchangeTime : this.#lastGood
    this.#ledger.found({ channel: 'book', ...gap, startTime, endTime: exchangeTime })
  }

  /** Frames of the connection are missing, any of which may have been this book's. */
  missedFrames(missing: { readonly start: number; readonly end: number }, at: Millis): void {
    const { start, end } = missing
    const gap: FoundGap = {
      channel: 'book',
      startSequence: start,
      endSequence: end,
      missingCount: end - start + 1,
      startTime: this.#lastGood === 0 ? at : this.#lastGood,
      endTime: later(this.#lastGood, at),
      cause: 'connection',
      exchangeTime: at,
      receivedTime: at,
    }
    this.#open = true
    this.#ledger.found(gap, { counted: false })
  }

  /** The book is the venue's as of this venue time; every hole before it no longer matters. */
  live(at: Millis): void {
    this.#lastGood = at
    if (!this.#open) return
    this.#open = false
    for (const { id, startTime, missingCount } of this.#ledger.open('book')) {
      // A cut that lost nothing: the next update followed on.
      const none = id === this.#cut && missingCount === undefined ? { missingCount: 0 } : {}
      this.#ledger.change(id, { ...none, endTime: later(startTime, at), repairedBy: 'snapshot' })
    }
    this.#cut = null
  }
}
