import {
  type BookSnapshot,
  type Candle,
  type Channel,
  exchangeId,
  type Instrument,
  type InstrumentId,
  instrumentId,
  type Millis,
  millis,
  type Timeframe,
  type Trade,
} from '../domain/index.ts'
import { acceptFact, type FactContext, REPEATED_FRAME } from './accept-fact.ts'
import { NumberedConnections } from './connections.ts'
import { MarketTrack } from './market-track.ts'
import type { MissingTrades } from './gaps/index.ts'
import type { BookView, MarketPipelineOptions, MarketStats } from './pipeline-types.ts'
import { snapshotOf } from './snapshot.ts'
import { type Freshness, FreshnessTracker, VenueClock } from './staleness/index.ts'
import { BadRate, DEFAULT_LIMITS, Quarantine, type QuarantinedFrame, type Rejection } from './validate/index.ts'
import type { RawFrame, VenueFact } from './venues/index.ts'

const DEFAULT_TIMEFRAMES: readonly Timeframe[] = ['1s', '1m', '5m', '15m', '1h']

/** One venue's market data from raw text to market facts; live, replay and bench run this same object. */
export interface MarketPipeline {
  /** Takes one raw frame: a socket message or the text of a REST depth reply. Never throws for bad input. */
  push(frame: RawFrame): void
  /** Lets time pass without a frame: closes bars, ages channels, repeats requests. */
  tick(now: Millis): void
  /** A socket broke: what it carried is down until it speaks again. */
  connectionLost(connection: string, now: Millis): void
  /** Distrusts one book (a silent stream, a person's wish) and asks for a snapshot. */
  resync(instrument: InstrumentId, reason: string): void
  addInstruments(instruments: readonly Instrument[]): void
  /** Starts the forming candles from the venue's history, oldest first. */
  prime(candles: readonly Candle[]): void
  /** Holes in a market's trades that may still be fetched, oldest first. */
  missingTrades(instrument: InstrumentId): readonly MissingTrades[]
  /**
   * Takes trades fetched from the venue's history, oldest first. Those that were missing become facts
   * marked `backfilled`, correct their bars, and their gaps are told again. Returns how many they were.
   */
  backfill(instrument: InstrumentId, trades: readonly Trade[]): number
  /** All that the venue's history holds of a gap without numbers was handed to {@link backfill}. */
  settleGap(instrument: InstrumentId, gap: string): void
  /** Holes found in a market so far. */
  gapCount(instrument: InstrumentId): number
  book(instrument: InstrumentId): BookView | undefined
  books(): readonly BookView[]
  /** The best `depth` levels as a fact of its own, or null while the book is not live. */
  bookSnapshot(instrument: InstrumentId, depth: number): BookSnapshot | null
  freshness(now: Millis): readonly Freshness[]
  freshnessOf(instrument: InstrumentId, channel: Channel, now: Millis): Freshness
  /** Smallest delay between the venue's clock and this one lately, ms. */
  clockDelay(): number | null
  quarantine(): readonly QuarantinedFrame[]
  stats(): MarketStats
}

class Pipeline implements MarketPipeline {
  private readonly options: MarketPipelineOptions
  private readonly timeframes: readonly Timeframe[]
  private readonly step: number
  private readonly grids = new Map<string, Instrument>()
  private readonly byVenueSymbol = new Map<string, MarketTrack>()
  private readonly byId = new Map<InstrumentId, MarketTrack>()
  private readonly freshnessTracker: FreshnessTracker
  private readonly clock = new VenueClock()
  private readonly connections = new NumberedConnections()
  private readonly ring = new Quarantine()
  private readonly badRate: BadRate
  private readonly rejectedByReason: Record<string, number> = {}
  private readonly context: FactContext
  private counts = { messages: 0, rejected: 0 }
  private frame: RawFrame = { connection: '', text: '', receivedTime: millis(0) }
  private rejection: Rejection | null = null
  private lastStep = 0
  private readonly take = (fact: VenueFact): void => {
    if (this.rejection === REPEATED_FRAME) return
    const rejection = acceptFact(fact, this.frame, this.context)
    if (rejection !== null) this.rejection ??= rejection
  }

  constructor(options: MarketPipelineOptions) {
    this.options = options
    this.timeframes = options.timeframes ?? DEFAULT_TIMEFRAMES
    this.step = options.step ?? 250
    this.badRate = new BadRate(options.badRate)
    this.freshnessTracker = new FreshnessTracker((freshness) => options.sink.freshness?.(freshness))
    this.context = {
      sink: options.sink,
      limits: { ...DEFAULT_LIMITS, ...options.limits },
      venueCandles: options.venueCandles ?? false,
      clock: this.clock,
      freshness: this.freshnessTracker,
      connections: this.connections,
      counts: { trades: 0, venueCandles: 0 },
      trackOf: (venueSymbol) => this.trackOf(venueSymbol),
      onlyTrack: () => (this.byId.size === 1 ? this.byId.values().next().value : undefined),
    }
    this.addInstruments(options.instruments ?? [])
  }

  push(frame: RawFrame): void {
    this.counts.messages += 1
    this.frame = frame
    this.rejection = null
    this.options.mapper.map(frame, this.take)
    const rejection = this.rejected()
    if (rejection !== null) this.refuse(frame, rejection)
    if (this.badRate.count(rejection !== null, frame.receivedTime))
      this.options.sink.badRate?.({ on: this.badRate.alert, share: this.badRate.share })
    if (frame.receivedTime - this.lastStep >= this.step) this.tick(frame.receivedTime)
  }

  tick(now: Millis): void {
    this.lastStep = now
    const venueTime = this.clock.venueTime(now)
    for (const track of this.byId.values()) {
      track.tick(now)
      track.candles.tick(venueTime)
    }
    this.freshnessTracker.tick(now)
  }

  connectionLost(connection: string, now: Millis): void {
    this.freshnessTracker.cut(connection, now)
    this.connections.forget(connection)
    for (const track of this.byId.values()) track.connectionLost(connection, now)
  }

  missingTrades(instrument: InstrumentId): readonly MissingTrades[] {
    return this.byId.get(instrument)?.trades?.missing() ?? []
  }

  backfill(instrument: InstrumentId, trades: readonly Trade[]): number {
    return this.byId.get(instrument)?.backfill(trades) ?? 0
  }

  settleGap(instrument: InstrumentId, gap: string): void {
    this.byId.get(instrument)?.trades?.settle(gap)
  }

  gapCount(instrument: InstrumentId): number {
    return this.byId.get(instrument)?.ledger.count ?? 0
  }

  resync(instrument: InstrumentId, reason: string): void {
    const track = this.byId.get(instrument)
    track?.sync.resync(reason)
    track?.showState()
  }

  addInstruments(instruments: readonly Instrument[]): void {
    for (const instrument of instruments) this.grids.set(this.keyOf(instrument), instrument)
  }

  prime(candles: readonly Candle[]): void {
    for (const candle of candles) {
      const known = [...this.grids.values()].find(({ id }) => id === candle.instrument)
      const track = this.byId.get(candle.instrument) ?? (known === undefined ? undefined : this.trackOf(this.keyOf(known)))
      track?.candles.prime(candle)
    }
  }

  book(instrument: InstrumentId): BookView | undefined {
    return this.byId.get(instrument)?.view
  }

  books(): readonly BookView[] {
    return [...this.byId.values()].filter(({ sync }) => sync.state !== 'waiting').map(({ view }) => view)
  }

  bookSnapshot(instrument: InstrumentId, depth: number): BookSnapshot | null {
    const view = this.book(instrument)
    return view?.state === 'live' ? snapshotOf(view, depth) : null
  }

  freshness(now: Millis): readonly Freshness[] {
    return this.freshnessTracker.list(now)
  }

  freshnessOf(instrument: InstrumentId, channel: Channel, now: Millis): Freshness {
    return this.freshnessTracker.of(instrument, channel, now)
  }

  clockDelay(): number | null {
    return this.clock.delay
  }

  quarantine(): readonly QuarantinedFrame[] {
    return this.ring.list()
  }

  stats(): MarketStats {
    const { messages, rejected } = this.counts
    const stats: MarketStats = {
      messages,
      accepted: messages - rejected,
      rejected,
      rejectedByReason: { ...this.rejectedByReason },
      trades: this.context.counts.trades,
      recoveredTrades: 0,
      lateTrades: 0,
      bookUpdates: 0,
      bookSnapshots: 0,
      gaps: this.connections.gaps,
      checksums: { ok: 0, failed: 0 },
      crossed: 0,
      resyncs: 0,
      oldUpdates: 0,
      candles: this.context.counts.venueCandles,
      quotes: 0,
    }
    for (const { sync, candles, quoteCount, ledger, recovered } of this.byId.values()) {
      stats.lateTrades += candles.late
      stats.bookUpdates += sync.counts.updates
      stats.bookSnapshots += sync.counts.snapshots
      stats.gaps += ledger.count
      stats.recoveredTrades += recovered
      stats.crossed += sync.counts.crossed
      stats.resyncs += sync.counts.resyncs
      stats.oldUpdates += sync.counts.old
      stats.checksums.ok += sync.counts.checksumsOk
      stats.checksums.failed += sync.counts.checksumsFailed
      stats.candles += candles.built
      stats.quotes += quoteCount
    }
    return stats
  }

  /** A method, so that the type checker does not assume that nothing was refused meanwhile. */
  private rejected(): Rejection | null {
    return this.rejection
  }

  private refuse(frame: RawFrame, rejection: Rejection): void {
    this.counts.rejected += 1
    const key = `${rejection.stage}:${rejection.reason}`
    this.rejectedByReason[key] = (this.rejectedByReason[key] ?? 0) + 1
    const { connection, receivedTime, text } = frame
    const quarantined = { ...rejection, connection, receivedTime, text }
    this.ring.add(quarantined)
    this.options.sink.quarantined?.(quarantined)
  }

  private keyOf(instrument: Instrument): string {
    return this.options.mapper.keyOf?.(instrument) ?? instrument.venueSymbol
  }

  private trackOf(venueSymbol: string): MarketTrack | undefined {
    const known = this.byVenueSymbol.get(venueSymbol)
    if (known !== undefined) return known
    const grid = this.grids.get(venueSymbol)
    const instrument = grid?.id ?? this.derive(venueSymbol)
    if (instrument === undefined) return undefined
    const { mapper, sink } = this.options
    const track = new MarketTrack({ instrument, grid, mapper, sink, timeframes: this.timeframes })
    this.byVenueSymbol.set(venueSymbol, track)
    this.byId.set(instrument, track)
    return track
  }

  private derive(venueSymbol: string): InstrumentId | undefined {
    if (this.options.unknownSymbols === 'refuse') return undefined
    const symbol = this.options.mapper.symbolOf(venueSymbol)
    return symbol === null ? undefined : instrumentId(exchangeId(this.options.mapper.exchange), symbol)
  }
}

export const createMarketPipeline = (options: MarketPipelineOptions): MarketPipeline => new Pipeline(options)
