import { DAY, type Millis, millis } from '../domain/index.ts'
import type { RetentionCutoffs } from '../ports/index.ts'

/** Days for which each kind of market data is kept. */
export interface Retention {
  readonly candlesDays: number
  readonly tradesDays: number
  readonly booksDays: number
}

/** Whatever happened before its cutoff is to be forgotten; a fact exactly as old as the limit is kept. */
export const retentionCutoffs = (now: Millis, keep: Retention): RetentionCutoffs => ({
  candles: millis(now - keep.candlesDays * DAY),
  trades: millis(now - keep.tradesDays * DAY),
  books: millis(now - keep.booksDays * DAY),
})
