import type { InstrumentId, MarketEvent, Millis } from '../domain/index.ts'

export interface RecordingOptions {
  /** Least time between two recorded books of an instrument, ms. */
  readonly bookCadenceMs: number
  readonly bookDepth: number
}

/** Facts that make a batch worth writing at once. */
const BATCH = 2_000
/** Facts kept while the disk refuses; beyond it the oldest are lost and counted. */
const MOST = 500_000

/** Decides what of the market is kept and holds it until it is written. */
export class Recording {
  readonly #options: RecordingOptions
  readonly #lastBook = new Map<InstrumentId, Millis>()
  #queue: MarketEvent[] = []
  #dropped = 0

  constructor(options: RecordingOptions) {
    this.#options = options
  }

  /** Takes a fact if it is to be kept; true when a batch is full. */
  offer(event: MarketEvent): boolean {
    if (
      event.kind === 'quote' ||
      event.kind === 'book-delta' ||
      (event.kind === 'candle' && (!event.closed || event.timeframe === '1s'))
    )
      return false
    if (event.kind === 'book-snapshot') {
      const last = this.#lastBook.get(event.instrument)
      if (last !== undefined && event.receivedTime - last < this.#options.bookCadenceMs) return false
      this.#lastBook.set(event.instrument, event.receivedTime)
      const { bookDepth } = this.#options
      this.#queue.push({ ...event, bids: event.bids.slice(0, bookDepth), asks: event.asks.slice(0, bookDepth) })
    } else this.#queue.push(event)
    if (this.#queue.length > MOST) {
      this.#queue.shift()
      this.#dropped += 1
    }
    return this.#queue.length % BATCH === 0
  }

  /** What waits to be written, oldest first; it stays until {@link written}. */
  peek(): readonly MarketEvent[] {
    return this.#queue
  }

  written(count: number): void {
    this.#queue = this.#queue.slice(count)
  }

  get size(): number {
    return this.#queue.length
  }

  get dropped(): number {
    return this.#dropped
  }
}
