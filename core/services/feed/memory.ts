import type { Candle, InstrumentId, MarketEvent } from '../../domain/index.ts'

/** Closed bars kept per market and timeframe for services that start later. */
const BARS = 1_000

/** What a service that joins late needs to catch up: recent closed candles. */
export class FeedMemory {
  readonly #closed = new Map<string, Map<number, Candle>>()

  keep(event: MarketEvent): void {
    if (event.kind !== 'candle' || !event.closed || event.timeframe === '1s') return
    const key = `${event.instrument}|${event.timeframe}`
    const bars = this.#closed.get(key) ?? new Map<number, Candle>()
    this.#closed.set(key, bars)
    bars.set(event.openTime, event)
    if (bars.size <= BARS) return
    for (const oldest of bars.keys()) {
      bars.delete(oldest)
      return
    }
  }

  /** Oldest first within each market and timeframe. */
  candles(instrument?: InstrumentId): readonly Candle[] {
    const all: Candle[] = []
    for (const [key, bars] of this.#closed) {
      if (instrument === undefined || key.startsWith(`${instrument}|`))
        all.push(...[...bars.values()].sort((a, b) => a.openTime - b.openTime))
    }
    return all
  }
}
