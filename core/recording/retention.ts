import { DAY, type Millis, millis } from '../domain/index.ts'
import type { RetentionCutoffs } from '../ports/index.ts'

/** Days for which each kind of market data is kept. */
export interface Retention {
  readonly candlesDays: number
  readonly tradesDays: number
  readonly booksDays: number
  /** Bins and derived metrics. */
  readonly derivedDays: number
  readonly gapsDays: number
}

/** Whatever happened before its cutoff is to be forgotten; a fact exactly as old as the limit is kept. */
export function retentionCutoffs(now: Millis, keep: Retention): RetentionCutoffs {
  const before = (days: number): Millis => millis(now - days * DAY)
  return {
    candles: before(keep.candlesDays),
    trades: before(keep.tradesDays),
    books: before(keep.booksDays),
    bins: before(keep.derivedDays),
    metrics: before(keep.derivedDays),
    gaps: before(keep.gapsDays),
  }
}
