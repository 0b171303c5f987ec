import type { Channel, Gap, InstrumentId, MarketEvent, Millis } from '../domain/index.ts'

export interface RecordingOptions {
  /** Least time between two recorded books of an instrument, ms. */
  readonly bookCadenceMs: number
  readonly bookDepth: number
  /**
   * What is kept while the disk refuses, in things of about a hundred bytes: a fact is one and each
   * level of a book is one more. A million unless told. Beyond it the most easily spared are lost, and counted.
   */
  readonly most?: number
}

/** Facts that make a batch worth writing at once; no commit is larger, so that none holds the thread for long. */
export const BATCH = 500
const MOST = 1_000_000
/** Share of the room that is made at once, so that making it is rare. */
const SPARE = 0.1

/** What is lost first when there is no room: pictures that come again, then trades. Gaps and bars go last. */
const SPARED: readonly (readonly MarketEvent['kind'][])[] = [
  ['book-snapshot'],
  ['book-bins', 'metrics'],
  ['trade'],
  ['candle', 'gap', 'quote', 'book-delta'],
]
const CHANNELS: Readonly<Record<MarketEvent['kind'], Channel>> = {
  'book-snapshot': 'book',
  'book-delta': 'book',
  'book-bins': 'book',
  metrics: 'book',
  trade: 'trades',
  candle: 'candles',
  quote: 'ticker',
  gap: 'trades',
}

const weight = (event: MarketEvent): number => {
  if (event.kind === 'book-snapshot') return 1 + event.bids.length + event.asks.length
  return event.kind === 'book-bins' ? 1 + event.bins.length : 1
}

/** What was lost of one stream of one market. */
interface Loss {
  readonly instrument: InstrumentId
  readonly channel: Channel
  count: number
  from: Millis
  to: Millis
}

/** Decides what of the market is kept and holds it until it is written. */
export class Recording {
  readonly #options: RecordingOptions
  readonly #most: number
  readonly #lastBook = new Map<InstrumentId, Millis>()
  #queue: MarketEvent[] = []
  #weight = 0
  #dropped = 0
  #losses = new Map<string, Loss>()

  constructor(options: RecordingOptions) {
    this.#options = options
    this.#most = options.most ?? MOST
  }

  /** Takes a fact if it is to be kept; true when a batch is full. */
  offer(event: MarketEvent): boolean {
    if (event.kind === 'quote' || event.kind === 'book-delta' || (event.kind === 'candle' && !event.closed)) return false
    if (event.kind === 'book-snapshot') {
      const last = this.#lastBook.get(event.instrument)
      if (last !== undefined && event.receivedTime - last < this.#options.bookCadenceMs) return false
      this.#lastBook.set(event.instrument, event.receivedTime)
      const { bookDepth } = this.#options
      this.#add({ ...event, bids: event.bids.slice(0, bookDepth), asks: event.asks.slice(0, bookDepth) })
    } else this.#add(event)
    return this.#queue.length % BATCH === 0
  }

  #add(event: MarketEvent): void {
    this.#queue.push(event)
    this.#weight += weight(event)
    for (const kinds of SPARED) {
      if (this.#weight <= this.#most) return
      this.#spare(kinds)
    }
  }

  /** Loses the oldest facts of these kinds until there is room. */
  #spare(kinds: readonly MarketEvent['kind'][]): void {
    this.#queue = this.#queue.filter((event) => {
      if (this.#weight <= this.#most * (1 - SPARE) || !kinds.includes(event.kind)) return true
      this.#weight -= weight(event)
      this.#dropped += 1
      this.#lose(event)
      return false
    })
  }

  #lose({ instrument, kind, exchangeTime }: MarketEvent): void {
    const channel = CHANNELS[kind]
    const key = `${instrument} ${channel}`
    const loss = this.#losses.get(key)
    if (loss === undefined) this.#losses.set(key, { instrument, channel, count: 1, from: exchangeTime, to: exchangeTime })
    else {
      loss.count += 1
      loss.from = exchangeTime < loss.from ? exchangeTime : loss.from
      loss.to = exchangeTime > loss.to ? exchangeTime : loss.to
    }
  }

  /** The oldest facts that wait to be written; they stay until {@link written}. */
  peek(): readonly MarketEvent[] {
    return this.#queue.slice(0, BATCH)
  }

  written(count: number): void {
    for (let index = 0; index < count; index += 1) {
      const event = this.#queue[index]
      if (event !== undefined) this.#weight -= weight(event)
    }
    this.#queue = this.#queue.slice(count)
  }

  /** Queues what was lost as gaps, once there is room to say so. */
  confess(now: Millis, nextId: () => string): void {
    for (const { instrument, channel, count, from, to } of this.#losses.values()) {
      const gap: Gap = {
        kind: 'gap',
        id: nextId(),
        instrument,
        channel,
        exchangeTime: to,
        receivedTime: now,
        startTime: from,
        endTime: to,
        missingCount: count,
        cause: 'not recorded: the database could not be written',
        recovered: 0,
      }
      this.#add(gap)
    }
    this.#losses.clear()
  }

  get size(): number {
    return this.#queue.length
  }

  get dropped(): number {
    return this.#dropped
  }
}
