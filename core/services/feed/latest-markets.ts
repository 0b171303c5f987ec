import type { AgedRow, BookMetricsRow, QuoteRow } from '../../contract/index.ts'
import {
  type BookBins,
  type DerivedMetrics,
  type FreshnessTier,
  type InstrumentId,
  type MarketEvent,
  type Millis,
  type Quote,
  toWire,
} from '../../domain/index.ts'
import { type Aged, type BookView, type CacheCounts, SnapshotCache } from '../../market-data/index.ts'

type Latest = {
  readonly price: Quote
  readonly book: BookView
  readonly metrics: BookBins | DerivedMetrics
}

const aged = ({ age, fresh }: Aged<unknown>): AgedRow => ({ age, fresh })

/** What is newest of every market, for who asks for it: with its age, and marked stale beyond its tier. */
export class LatestMarkets {
  readonly #cache = new SnapshotCache<Latest>()

  event(event: MarketEvent): void {
    if (event.kind === 'quote') this.#cache.put('price', event.instrument, { value: event, at: event.receivedTime })
    else if (event.kind === 'book-bins' || event.kind === 'metrics') {
      this.#cache.put('metrics', `${event.kind}|${event.instrument}`, { value: event, at: event.receivedTime })
    }
  }

  book(view: BookView): void {
    this.#cache.put('book', view.instrument, { value: view, at: view.receivedTime })
  }

  /** The live book; it is not fresh while it is being rebuilt. */
  bookOf(instrument: InstrumentId, now: Millis): { readonly view: BookView; readonly age: AgedRow } | null {
    const found = this.#cache.get('book', instrument, now)
    if (found === undefined) return null
    return { view: found.value, age: { age: found.age, fresh: found.fresh && found.value.state === 'live' } }
  }

  quoteOf(instrument: InstrumentId, now: Millis): (QuoteRow & AgedRow) | null {
    const found = this.#cache.get('price', instrument, now)
    return found === undefined ? null : { ...toWire(found.value), ...aged(found) }
  }

  metricsOf(instrument: InstrumentId, now: Millis): BookMetricsRow {
    const [bins, metrics] = [
      this.#cache.get('metrics', `book-bins|${instrument}`, now),
      this.#cache.get('metrics', `metrics|${instrument}`, now),
    ]
    return {
      instrument,
      bins: bins?.value.kind === 'book-bins' ? { ...toWire(bins.value), ...aged(bins) } : null,
      metrics: metrics?.value.kind === 'metrics' ? { ...toWire(metrics.value), ...aged(metrics) } : null,
    }
  }

  counts(): ReadonlyMap<FreshnessTier, CacheCounts> {
    return this.#cache.counts()
  }
}
