import type { Candle, InstrumentId, MarketEvent, Timeframe } from '../../domain/index.ts'

/** Candles kept for each market and timeframe. */
const MOST = 1_000

/** The newest closed candles, so that a strategy that joins later need not wait for its warm-up. */
export class CandleMemory {
  readonly #markets = new Map<InstrumentId, Map<Timeframe, Candle[]>>()

  put(event: MarketEvent): void {
    if (event.kind !== 'candle' || !event.closed) return
    let rings = this.#markets.get(event.instrument)
    if (rings === undefined) this.#markets.set(event.instrument, (rings = new Map<Timeframe, Candle[]>()))
    let ring = rings.get(event.timeframe)
    if (ring === undefined) rings.set(event.timeframe, (ring = []))
    ring.push(event)
    // Cut now and then, not at each candle.
    if (ring.length > 2 * MOST) ring.splice(0, ring.length - MOST)
  }

  /** Oldest first within each market and timeframe. */
  all(): readonly Candle[] {
    return [...this.#markets.values()].flatMap((rings) => [...rings.values()].flatMap((ring) => ring.slice(-MOST)))
  }
}
