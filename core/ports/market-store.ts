import type { Candle, InstrumentId, MarketEvent, Millis, Timeframe } from '../domain/index.ts'

export interface CandleQuery {
  readonly instrument: InstrumentId
  readonly timeframe: Timeframe
  readonly from?: Millis
  readonly to?: Millis
  /** The newest `limit` bars of the range. */
  readonly limit: number
}

/** Exchange times before which a kind of data is forgotten. */
export interface RetentionCutoffs {
  readonly candles: Millis
  readonly trades: Millis
  readonly books: Millis
}

/** The recorder's database: one writer, many readers. */
export interface MarketStore {
  /** One transaction. */
  write(events: readonly MarketEvent[]): void
  /** Forgets what is older than its kind's cutoff, at most `limit` rows a kind. Returns the rows removed. */
  prune(cutoffs: RetentionCutoffs, limit: number): number
  candles(query: CandleQuery): readonly Candle[]
  close(): void
}
