import type { Instrument, InstrumentId, MarketEvent, Millis, Price, Timeframe } from '../domain/index.ts'
import type { BookState, OrderBook } from './book/index.ts'
import type { Freshness } from './staleness/index.ts'
import type { BadRateOptions, QuarantinedFrame, ValidationLimits } from './validate/index.ts'
import type { VenueMapper } from './venues/index.ts'

/** A market's live book, read in place: take what is needed at once, it changes with the next frame. */
export interface BookView {
  readonly instrument: InstrumentId
  readonly state: BookState
  readonly sequence: number
  readonly exchangeTime: Millis
  readonly receivedTime: Millis
  readonly book: Pick<OrderBook, 'top' | 'bestBid' | 'bestAsk' | 'writeScaled' | 'decimals' | 'writeTopLossy' | 'version'>
  /** The worst price up to which a side is known whole; undefined where the venue tells every level. */
  wholeTo(side: 'bid' | 'ask'): Price | undefined
}

/** Where the pipeline's results go. Called synchronously, inside `push` and `tick`. */
export interface MarketSink {
  /** Trade, Quote, Candle and Gap facts. */
  event(event: MarketEvent): void
  /** A live book changed. Cheap: nothing is copied until the view is read. */
  bookChanged(view: BookView): void
  /**
   * Get a REST snapshot and push its text back as a frame with its address; where the mapper says that
   * snapshots come over the socket, subscribe the book anew. Asked again while none comes.
   */
  snapshotNeeded(instrument: InstrumentId, reason: string): void
  /** A book became usable, or stopped being so. */
  bookState?(instrument: InstrumentId, state: BookState): void
  freshness?(freshness: Freshness): void
  /** More than the permitted share of messages is bad (`on`), or no longer. */
  badRate?(alert: { readonly on: boolean; readonly share: number }): void
  quarantined?(frame: QuarantinedFrame): void
}

export interface MarketPipelineOptions {
  readonly mapper: VenueMapper
  readonly sink: MarketSink
  readonly instruments?: readonly Instrument[]
  /** What to do with a market that is in no list: derive its name (recordings) or refuse it (live). */
  readonly unknownSymbols?: 'derive' | 'refuse'
  readonly timeframes?: readonly Timeframe[]
  readonly limits?: Partial<ValidationLimits>
  readonly badRate?: BadRateOptions
  /** Pass the venue's own candles on too; off, the ones built from trades are the only ones. */
  readonly venueCandles?: boolean
  /** Clock step inside the stream of frames, ms: forming bars, freshness and repeats of requests follow it. */
  readonly step?: number
}

export interface MarketStats {
  messages: number
  accepted: number
  rejected: number
  /** By `stage:reason`. */
  rejectedByReason: Record<string, number>
  trades: number
  /** Trades fetched later to fill a hole; not in `trades`. */
  recoveredTrades: number
  lateTrades: number
  bookUpdates: number
  bookSnapshots: number
  /** Holes; one in a connection counts once, whatever number of markets it carries. */
  gaps: number
  checksums: { ok: number; failed: number }
  crossed: number
  resyncs: number
  oldUpdates: number
  candles: number
  quotes: number
}
