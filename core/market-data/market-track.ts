import {
  type Channel,
  type InstrumentId,
  type Instrument,
  millis,
  type MarketEvent,
  type Millis,
  type Price,
  type Quote,
  type Timeframe,
  type Trade,
} from '../domain/index.ts'
import { type BookGap, type BookState, BookSync } from './book/index.ts'
import { CandleBuilder } from './candles/index.ts'
import { BookGaps, GapLedger, TradeGaps } from './gaps/index.ts'
import type { BookView, MarketSink } from './pipeline-types.ts'
import { QuoteBuilder } from './quotes/index.ts'
import type { TradeIdVerdict } from './validate/index.ts'
import type { RawFrame, TradeFact, VenueMapper } from './venues/index.ts'

/** A snapshot that has not come after this long is asked for again, ms. */
const SNAPSHOT_TIMEOUT = 10_000
/** Two requests for one market are at least so far apart: venues weigh them heavily, ms. */
const SNAPSHOT_SPACING = 1_000
/** A last price older than this bounds nothing any more, ms. */
const GOOD_PRICE_AGE = 60_000

/** Everything the pipeline keeps about one market. */
export class MarketTrack {
  readonly instrument: InstrumentId
  readonly sync: BookSync
  readonly candles: CandleBuilder
  readonly quotes: QuoteBuilder
  readonly view: BookView
  readonly ledger: GapLedger
  quoteCount = 0
  /** Trades fetched later that filled a hole. */
  recovered = 0
  private readonly sink: MarketSink
  private readonly mapper: VenueMapper
  private readonly bookGaps: BookGaps
  private tapeGaps: { readonly series: string; readonly gaps: TradeGaps } | null = null
  private readonly carriers: { trades: string; book: string } = { trades: '', book: '' }
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
    this.ledger = new GapLedger(instrument, emit)
    this.bookGaps = new BookGaps(this.ledger)
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
  see(fact: TradeFact, frame: RawFrame): TradeIdVerdict | null {
    const gaps = this.gapsOf(fact)
    this.carriers.trades = frame.connection
    const { receivedTime } = frame
    const exchangeTime = millis(fact.exchangeTime ?? receivedTime)
    return gaps?.see({ id: fact.id, exchangeTime, receivedTime, history: fact.history === true }) ?? null
  }

  /** A trade came that nobody may use. */
  refusedTrade(fact: TradeFact, at: Millis): void {
    const { exchangeTime = at } = fact
    // A time that makes no sense is no place for a hole.
    if (fact.history !== true) this.gapsOf(fact)?.refused(fact.id, exchangeTime > at ? at : millis(exchangeTime))
  }

  private gapsOf(fact: TradeFact): TradeGaps | undefined {
    const { series } = fact
    this.tapeGaps ??= { series, gaps: new TradeGaps(this.ledger, this.mapper.contiguousTradeIds(series)) }
    return this.tapeGaps.series === series ? this.tapeGaps.gaps : undefined
  }

  /** Numbered or not, the holes in the trades; none before the first trade. */
  get trades(): TradeGaps | undefined {
    return this.tapeGaps?.gaps
  }

  bookOver(connection: string): void {
    this.carriers.book = connection
  }

  connectionLost(connection: string, at: Millis): void {
    if (this.carriers.trades === connection) this.tapeGaps?.gaps.cut()
    if (this.carriers.book === connection) this.bookGaps.cut(at)
  }

  /** Fetched trades, oldest first: those that were missing become facts and correct their bars. */
  backfill(trades: readonly Trade[]): number {
    const taken = this.tapeGaps?.gaps.recover(trades) ?? []
    for (const trade of taken) this.sink.event({ ...trade, backfilled: true })
    if (taken.length > 0) this.candles.amend(taken)
    this.recovered += taken.length
    return taken.length
  }

  goodPrice(price: Price, at: Millis): void {
    this.lastGood = { price, at }
  }

  get referencePrice(): Price | undefined {
    return this.lastGood === null || this.now - this.lastGood.at > GOOD_PRICE_AGE ? undefined : this.lastGood.price
  }

  /**
   * Frames of the connection that carries `channel` are missing, and any of them may have been this
   * market's. The hole is one for all its markets and counted there.
   */
  missedFrames(channel: Channel, missing: { readonly start: number; readonly end: number }, at: Millis): void {
    this.now = at
    if (channel === 'trades') this.tapeGaps?.gaps.missedFrames(missing, at)
    if (channel !== 'book') return
    this.bookGaps.missedFrames(missing, at)
    this.sync.resync('gap')
    this.showState()
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
    this.bookGaps.live(this.sync.exchangeTime)
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
    this.bookGaps.missing(gap)
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
