import {
  type BookLevel,
  type BookSnapshot,
  type Candle,
  type Gap,
  type InstrumentId,
  type Millis,
  millis,
  type Quote,
  splitInstrumentId,
  type Timeframe,
  type Trade,
  timeframeLength,
  toNumberLossy,
} from '../../domain/index.ts'
import { reusedBar } from '../contract/bar-columns.ts'
import type { BookTop } from '../contract/input.ts'
import { BarMemory } from './bar-memory.ts'
import { FeatureReader, type FeatureValue } from './reader.ts'
import { type FeatureRequest, resolveFeature } from './request.ts'
import { emptySlots, feed, type Origin, openSlot, type ReadableSlot, reset } from './slots.ts'

export interface FeatureEngineOptions {
  readonly instrument: InstrumentId
  readonly timeframe: Timeframe
  readonly requests: readonly FeatureRequest[]
}

const MAX_LEVELS = 50
const sizes = (levels: readonly BookLevel[]): number[] => levels.map((level) => toNumberLossy(level.quantity))
const prices = (levels: readonly BookLevel[]): number[] => levels.map((level) => toNumberLossy(level.price))

/** One reading of a series that no venue sends. `value` is null where the feed says that it has none. */
export interface ExternalFact {
  readonly series: string
  /** Who says so, such as `alternative.me`. */
  readonly source: string
  readonly value: number | null
  /** When the value was true, by its source. */
  readonly exchangeTime: Millis
  readonly receivedTime: Millis
}

/**
 * The features of one instrument and timeframe. Only closed candles enter, each once and in order;
 * spans of time over trades are measured by the clock of receipt.
 */
export class FeatureEngine {
  readonly instrument: InstrumentId
  readonly timeframe: Timeframe
  readonly #slots = emptySlots()
  readonly #readers = new Map<string, FeatureReader>()
  readonly #exchange: string
  readonly #candles: string
  readonly #memory = new BarMemory()
  /** Filled anew for each candle. */
  readonly #bar = reusedBar()
  /** A known bar was corrected: what is built on bars is made anew before it is used. */
  #corrected = false
  #bars = 0
  #top: BookTop | null = null

  /** Throws InputError for a request that names nothing known. */
  constructor({ instrument, timeframe, requests }: FeatureEngineOptions) {
    this.instrument = instrument
    this.timeframe = timeframe
    this.#exchange = splitInstrumentId(instrument).exchange
    this.#candles = `${this.#exchange} candles ${timeframe}`
    const opened = new Map<string, ReadableSlot>()
    for (const request of requests) {
      const feature = resolveFeature(request)
      const slot = opened.get(feature.run) ?? openSlot(feature, this.#slots)
      opened.set(feature.run, slot)
      this.#readers.set(feature.key, new FeatureReader(slot, { ...feature, exchange: this.#exchange }))
    }
  }

  get keys(): readonly string[] {
    return [...this.#readers.keys()]
  }

  /** Closed candles taken so far. */
  get bars(): number {
    return this.#bars
  }

  /** The newest closed candle's close; null before the first. */
  get close(): number | null {
    const { newest } = this.#memory
    return newest === undefined ? null : toNumberLossy(newest.close)
  }

  /** The newest best bid and ask, from the book or the quotes; null before the first and after a hole in the book. */
  get top(): BookTop | null {
    return this.#top
  }

  /**
   * True where the candle was a new closed bar of this timeframe; open and repeated ones are ignored. A late
   * or corrected one is no news either, but whatever is read from here on knows it.
   */
  onCandle(candle: Candle): boolean {
    if (!candle.closed || candle.timeframe !== this.timeframe) return false
    const { newest } = this.#memory
    if (newest !== undefined && candle.openTime <= newest.openTime) {
      const outcome = this.#memory.correct(candle)
      if (outcome === 'added') this.#bars += 1
      this.#corrected ||= outcome !== false
      return false
    }
    this.#settle()
    this.#memory.keep(candle)
    this.#bars += 1
    this.#feedBar(candle)
    return true
  }

  #feedBar(candle: Candle): void {
    const bar = this.#bar
    bar.openTime = candle.openTime
    bar.open = toNumberLossy(candle.open)
    bar.high = toNumberLossy(candle.high)
    bar.low = toNumberLossy(candle.low)
    bar.close = toNumberLossy(candle.close)
    bar.volume = toNumberLossy(candle.volume)
    const asOf = millis(candle.openTime + timeframeLength(this.timeframe))
    const origin = { source: this.#candles, asOf, received: candle.receivedTime }
    feed(this.#slots.close, bar, origin)
    feed(this.#slots.bar, bar, origin)
  }

  /** Once for any number of corrections. */
  #settle(): void {
    if (!this.#corrected) return
    this.#corrected = false
    reset(this.#slots.close)
    reset(this.#slots.bar)
    for (const candle of this.#memory.list()) this.#feedBar(candle)
  }

  onBook(book: BookSnapshot): void {
    const origin = this.#origin('order book', book.exchangeTime, book.receivedTime)
    const [bid, ask] = [book.bids[0], book.asks[0]]
    if (bid !== undefined && ask !== undefined)
      this.#onTop(
        {
          time: book.receivedTime,
          bid: toNumberLossy(bid.price),
          bidSize: toNumberLossy(bid.quantity),
          ask: toNumberLossy(ask.price),
          askSize: toNumberLossy(ask.quantity),
        },
        origin,
      )
    if (this.#slots.depth.length === 0) return
    const bids = book.bids.slice(0, MAX_LEVELS)
    const asks = book.asks.slice(0, MAX_LEVELS)
    feed(
      this.#slots.depth,
      {
        time: book.receivedTime,
        bidPrices: prices(bids),
        bidSizes: sizes(bids),
        askPrices: prices(asks),
        askSizes: sizes(asks),
      },
      origin,
    )
  }

  onQuote(quote: Quote): void {
    const top = {
      time: quote.receivedTime,
      bid: toNumberLossy(quote.bid),
      bidSize: toNumberLossy(quote.bidSize),
      ask: toNumberLossy(quote.ask),
      askSize: toNumberLossy(quote.askSize),
    }
    this.#onTop(top, this.#origin('quotes', quote.exchangeTime, quote.receivedTime))
  }

  onTrade(trade: Trade): void {
    if (this.#slots.trade.length === 0) return
    const tick = {
      time: trade.receivedTime,
      price: toNumberLossy(trade.price),
      quantity: toNumberLossy(trade.quantity),
      buy: trade.aggressor === 'buy',
    }
    feed(this.#slots.trade, tick, this.#origin('trades', trade.exchangeTime, trade.receivedTime))
  }

  /** A reading of an external series; one that nobody asked for is ignored. Throws RangeError for NaN or an infinity. */
  onExternal({ series, source, value, exchangeTime, receivedTime }: ExternalFact): void {
    const readers = this.#slots.external.get(series)
    if (readers === undefined) return
    feed(readers, { time: receivedTime, value }, { source: `${source} ${series}`, asOf: exchangeTime, received: receivedTime })
  }

  /** What is built from the broken stream goes missing until data flows again. Candles are refilled from history. */
  onGap(gap: Gap): void {
    if (gap.channel === 'book') {
      this.#top = null
      reset(this.#slots.top)
      reset(this.#slots.depth)
    } else if (gap.channel === 'trades') reset(this.#slots.trade)
  }

  /** The value as of `now`, by the clock of receipt. Throws RangeError for a key that was not requested. */
  read(key: string, now: Millis): FeatureValue {
    return this.reader(key)(now)
  }

  /** As {@link read}, with the key looked up once. */
  reader(key: string): (now: Millis) => FeatureValue {
    const reader = this.#readers.get(key)
    if (reader === undefined) throw new RangeError(`feature ${key} was not requested for ${this.instrument} ${this.timeframe}`)
    return (now) => {
      this.#settle()
      return reader.read(now)
    }
  }

  snapshot(now: Millis): readonly FeatureValue[] {
    return this.keys.map((key) => this.read(key, now))
  }

  #onTop(top: BookTop, origin: Origin): void {
    if (this.#top !== null && top.time < this.#top.time) return
    this.#top = top
    feed(this.#slots.top, top, origin)
  }

  #origin(stream: string, asOf: Millis, received: Millis): Origin {
    return { source: `${this.#exchange} ${stream}`, asOf, received }
  }
}
