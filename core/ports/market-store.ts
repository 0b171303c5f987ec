import type { Candle, InstrumentId, MarketEvent, Millis, Timeframe } from '../domain/index.ts'

export interface CandleQuery {
  readonly instrument: InstrumentId
  readonly timeframe: Timeframe
  readonly from?: Millis
  readonly to?: Millis
  /** The newest `limit` bars of the range. */
  readonly limit: number
}

/** The recorder's database: one writer, many readers. */
export interface MarketStore {
  /** One transaction. */
  write(events: readonly MarketEvent[]): void
  candles(query: CandleQuery): readonly Candle[]
  close(): void
}
