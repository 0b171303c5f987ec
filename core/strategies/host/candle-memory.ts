import type { Candle, MarketEvent } from '../../domain/index.ts'

/** Candles kept for each market and timeframe. */
const MOST = 1_000

/** The newest closed candles, so that a strategy that joins later need not wait for its warm-up. */
export class CandleMemory {
  readonly #rings = new Map<string, Candle[]>()

  put(event: MarketEvent): void {
    if (event.kind !== 'candle' || !event.closed) return
    const key = `${event.instrument}@${event.timeframe}`
    const ring = this.#rings.get(key) ?? []
    this.#rings.set(key, ring)
    ring.push(event)
    // Cut now and then, not at each candle.
    if (ring.length > 2 * MOST) ring.splice(0, ring.length - MOST)
  }

  /** Oldest first within each market and timeframe. */
  all(): readonly Candle[] {
    return [...this.#rings.values()].flatMap((ring) => ring.slice(-MOST))
  }
}
