import type {
  BookBins,
  BookSnapshot,
  Candle,
  DerivedMetrics,
  Gap,
  InstrumentId,
  Millis,
  Timeframe,
  Trade,
} from '../domain/index.ts'

/** Exchange times from (inclusive) to (exclusive); a candle's time is its open. */
export interface MarketRange {
  readonly instrument: InstrumentId
  readonly from: Millis
  readonly to: Millis
}

export interface GapQuery {
  readonly instrument?: InstrumentId
  /** Gaps that reach into [from, to). */
  readonly from?: Millis
  readonly to?: Millis
  /** Only those that nothing repaired yet. */
  readonly open?: boolean
  /** The newest so many. */
  readonly limit: number
}

/** The kinds of market data that are kept. */
export const RECORDED_KINDS = ['trades', 'candles', 'books', 'bins', 'metrics', 'gaps'] as const
export type RecordedKind = (typeof RECORDED_KINDS)[number]

/** The fact behind each kind. */
export interface RecordedFacts {
  readonly trades: Trade
  readonly candles: Candle
  readonly books: BookSnapshot
  readonly bins: BookBins
  readonly metrics: DerivedMetrics
  readonly gaps: Gap
}
export type RecordedFact = RecordedFacts[RecordedKind]

/** What is stored of one kind of one market. */
export interface RecordedSpan {
  readonly instrument: InstrumentId
  readonly kind: RecordedKind
  /** Exchange time of the oldest and the newest row. */
  readonly from: Millis
  readonly to: Millis
  readonly rows: number
}

/** Facts of one kind, oldest first by exchange time, a few thousand at a time, so that a range may be larger than memory. */
export type FactBatches<Fact> = AsyncIterable<readonly Fact[]>

/** Looks at recorded markets, wherever they rest now: recent rows, packed blocks or archived files. Never writes. */
export interface MarketReader {
  spans(): Promise<readonly RecordedSpan[]>
  trades(range: MarketRange): FactBatches<Trade>
  candles(range: MarketRange, timeframe: Timeframe): FactBatches<Candle>
  books(range: MarketRange): FactBatches<BookSnapshot>
  bins(range: MarketRange): FactBatches<BookBins>
  metrics(range: MarketRange): FactBatches<DerivedMetrics>
  gaps(query: GapQuery): Promise<readonly Gap[]>
  close(): Promise<void>
}
