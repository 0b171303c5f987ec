import {
  type Channel,
  type Gap,
  type InstrumentId,
  type Instrument,
  millis,
  type MarketEvent,
  type Millis,
  type Price,
  type Quote,
  type Timeframe,
} from '../domain/index.ts'
import { type BookGap, type BookState, BookSync } from './book/index.ts'
import { CandleBuilder } from './candles/index.ts'
import type { BookView, MarketSink } from './pipeline-types.ts'
import { QuoteBuilder } from './quotes/index.ts'
import { createTradeIds, type TradeIds, type TradeIdVerdict } from './validate/index.ts'
import type { TradeFact, VenueMapper } from './venues/index.ts'

/** A snapshot that has not come after this long is asked for again, ms. */
const SNAPSHOT_TIMEOUT = 10_000
/** Two requests for one market are at least so far apart: venues weigh them heavily, ms. */
const SNAPSHOT_SPACING = 1_000
/** A last price older than this bounds nothing any more, ms. */
const GOOD_PRICE_AGE = 60_000

/** Everything the pipeline keeps about one market. */
/** A hole as it is found; what it becomes is added where it is told. */
type FoundGap = Omit<Gap, 'kind' | 'instrument' | 'id' | 'startTime' | 'endTime' | 'recovered'>

export class MarketTrack {
  readonly instrument: InstrumentId
  readonly sync: BookSync
  readonly candles: CandleBuilder
  readonly quotes: QuoteBuilder
  readonly view: BookView
  quoteCount = 0
  gapCount = 0
  private readonly sink: MarketSink
  private readonly mapper: VenueMapper
  private tradeIds: { readonly series: string; readonly ids: TradeIds } | null = null
  private lastGood: { readonly price: Price; readonly at: Millis } | null = null
  private shownState: BookState = 'waiting'
  private shownSequence = 0
  private asked: { readonly reason: string; due: number } | null = null
  private lastAsk = Number.NEGATIVE_INFINITY
  private now = millis(0)

  constructor(options: {
    readonly instrument: InstrumentId
    readonly grid: Instrument | undefined
    readonly mapper: VenueMapper
    readonly sink: MarketSink
    readonly timeframes: readonly Timeframe[]
  }) {
    const { instrument, mapper, sink, grid } = options
    this.instrument = instrument
    this.mapper = mapper
    this.sink = sink
    const emit = (event: MarketEvent): void => sink.event(event)
    this.candles = new CandleBuilder({ instrument, timeframes: options.timeframes, emit })
    this.quotes = new QuoteBuilder(instrument, (quote: Quote) => {
      this.quoteCount += 1
      sink.event(quote)
    })
    const listener = {
      updated: (topChanged: boolean) => this.bookUpdated(topChanged),
      gap: (gap: BookGap) => this.bookGap(gap),
      snapshotNeeded: (reason: string) => this.ask(reason),
    }
    this.sync = new BookSync({
      rule: mapper.sequence,
      listener,
      snapshots: mapper.snapshots,
      bookDepths: mapper.bookDepths ?? [],
      ...(mapper.checksum === undefined ? {} : { checksum: mapper.checksum }),
      ...(grid === undefined ? {} : { grid }),
    })
    this.view = viewOf(instrument, this.sync)
  }

  /** The time of the frame at hand, for what happens because of it. */
  at(receivedTime: Millis): void {
    this.now = receivedTime
  }

  /** Null when the trade belongs to another numbering of the same trades than the one in use. */
  see(fact: TradeFact): TradeIdVerdict | null {
    this.tradeIds ??= { series: fact.series, ids: createTradeIds(this.mapper.contiguousTradeIds(fact.series)) }
    return this.tradeIds.series === fact.series ? this.tradeIds.ids.see(fact.id) : null
  }

  goodPrice(price: Price, at: Millis): void {
    this.lastGood = { price, at }
  }

  get referencePrice(): Price | undefined {
    return this.lastGood === null || this.now - this.lastGood.at > GOOD_PRICE_AGE ? undefined : this.lastGood.price
  }

  reportGap(gap: FoundGap): void {
    this.gapCount += 1
    this.tellGap(gap)
  }

  /**
   * Frames of the connection that carries `channel` are missing, and any of them may have been this
   * market's. The hole is one for all its markets and counted there.
   */
  missedFrames(channel: Channel, missing: { readonly start: number; readonly end: number }, at: Millis): void {
    this.now = at
    const { start, end } = missing
    const missingCount = end - start + 1
    const range = { startSequence: start, endSequence: end, missingCount, cause: 'connection' } as const
    this.tellGap({ channel, ...range, exchangeTime: at, receivedTime: at })
    if (channel !== 'book') return
    this.sync.resync('gap')
    this.showState()
  }

  private tellGap(gap: FoundGap): void {
    const { channel, startSequence, exchangeTime, receivedTime } = gap
    const id = [this.instrument, channel, startSequence, receivedTime].join('|')
    this.sink.event({
      kind: 'gap',
      id,
      instrument: this.instrument,
      startTime: exchangeTime,
      endTime: exchangeTime,
      recovered: 0,
      ...gap,
    })
  }

  /** A snapshot came, good or bad: the request is answered. */
  snapshotArrived(): void {
    this.asked = null
  }

  tick(now: Millis): void {
    this.now = now
    if (this.asked !== null && now >= this.asked.due) this.request(this.asked.reason)
  }

  /** Tells the sink when the book became usable or stopped being so. */
  showState(): void {
    if (this.sync.state === this.shownState) return
    this.shownState = this.sync.state
    this.sink.bookState?.(this.instrument, this.sync.state)
  }

  private bookUpdated(topChanged: boolean): void {
    this.showState()
    // A new snapshot may begin at a lower number than the book it replaces.
    if (this.sync.sequence < this.shownSequence) this.quotes.forgetSequence()
    this.shownSequence = this.sync.sequence
    if (topChanged) {
      const bid = this.sync.book.bestBid()
      const ask = this.sync.book.bestAsk()
      if (bid !== undefined && ask !== undefined) this.quotes.top(bid, ask, this.sync)
    }
    this.sink.bookChanged(this.view)
  }

  private bookGap(gap: BookGap): void {
    if (gap.cause === 'regression') this.quotes.forgetSequence()
    this.reportGap({ channel: 'book', ...gap })
  }

  private ask(reason: string): void {
    if (this.asked !== null) return
    const earliest = this.lastAsk + SNAPSHOT_SPACING
    if (this.now < earliest) this.asked = { reason, due: earliest }
    else this.request(reason)
  }

  private request(reason: string): void {
    this.lastAsk = this.now
    this.asked = { reason, due: this.now + SNAPSHOT_TIMEOUT }
    this.sink.snapshotNeeded(this.instrument, reason)
  }
}

const viewOf = (instrument: InstrumentId, sync: BookSync): BookView => ({
  instrument,
  book: sync.book,
  wholeTo: (side) => sync.wholeTo(side),
  get state() {
    return sync.state
  },
  get sequence() {
    return sync.sequence
  },
  get exchangeTime() {
    return sync.exchangeTime
  },
  get receivedTime() {
    return sync.receivedTime
  },
})
