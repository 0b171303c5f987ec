import { type AgedRow, type CacheRow, cacheRows, type FeatureRow } from '../../contract/index.ts'
import type { InstrumentId, MarketEvent, Millis } from '../../domain/index.ts'
import { SnapshotCache } from '../../market-data/index.ts'

/** The indicators of each market as its newest fact left them, with that fact's age: when the feed falls silent they go stale. */
export class LatestIndicators {
  readonly #cache = new SnapshotCache<{ indicator: readonly FeatureRow[] }>()
  readonly #heard = new Map<string, Millis>()

  event({ instrument, receivedTime }: MarketEvent): void {
    this.#heard.set(instrument, receivedTime)
  }

  put(instrument: InstrumentId, rows: readonly FeatureRow[]): void {
    const at = this.#heard.get(instrument)
    if (at !== undefined) this.#cache.put('indicator', instrument, { value: rows, at })
  }

  /** Null before the first fact of the market. */
  of(instrument: string, now: Millis): (AgedRow & { readonly indicators: readonly FeatureRow[] }) | null {
    const found = this.#cache.get('indicator', instrument, now)
    return found === undefined ? null : { age: found.age, fresh: found.fresh, indicators: found.value }
  }

  rows(): readonly CacheRow[] {
    return cacheRows(this.#cache.counts())
  }
}
