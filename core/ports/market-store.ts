import type { Candle, InstrumentId, MarketEvent, Millis, Timeframe, Trade } from '../domain/index.ts'
import type { RecordedKind } from './market-reader.ts'

export interface CandleQuery {
  readonly instrument: InstrumentId
  readonly timeframe: Timeframe
  readonly from?: Millis
  readonly to?: Millis
  /** The newest `limit` bars of the range. */
  readonly limit: number
}

/** Exchange times before which a kind of data is forgotten. A candle's time is its open, a gap's its end. */
export type RetentionCutoffs = Readonly<Record<RecordedKind, Millis>>

/** How bars are made of what is stored. Pure. */
export interface BarRules {
  /** The bars in which the trades, oldest first, fall. */
  fromTrades(trades: readonly Trade[], timeframe: Timeframe): readonly Candle[]
  /** The bar that these shorter ones, oldest first, make up; none while one of them is missing. */
  fromBars(parts: readonly Candle[], timeframe: Timeframe): Candle | undefined
}

/** Bytes of the database. */
export interface StoreSize {
  /** Holding data. */
  readonly used: number
  /** In the file and free to be used again. */
  readonly free: number
}

/** The recorder's database: one writer, many readers. */
export interface MarketStore {
  /** One transaction. Late trades correct the bars they belong to. */
  write(events: readonly MarketEvent[]): void
  /** Forgets what is older than its kind's cutoff, at most `limit` rows or blocks of a kind and market. Returns how many. */
  prune(cutoffs: RetentionCutoffs, limit: number): number
  /** Packs one block of settled rows. Returns its rows, zero when nothing is ready. */
  pack(now: Millis): number
  /** Forgets the oldest of what is most easily spared: books, then bins and metrics, then trades. Says of which. */
  forgetOldest(): RecordedKind | undefined
  /** Puts what was written ahead into the file and gives a little free space back. For moments in which nothing waits. */
  tidy(): void
  size(): StoreSize
  candles(query: CandleQuery): readonly Candle[]
  close(): void
}
