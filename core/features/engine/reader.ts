import type { Millis } from '../../domain/index.ts'
import type { Origin, ReadableSlot } from './slots.ts'

/** A named number. `value` is null while it is missing: warming up, no data yet, or a hole in the stream. */
export interface FeatureValue {
  readonly feature: string
  readonly value: number | null
  /** Venue and stream, such as `binance candles 1m`. */
  readonly source: string
  /** Time of the newest datum behind the value, by the venue's clock; the time of reading where there is none. */
  readonly asOf: Millis
  /** Ms since that datum was received; null where there is none. */
  readonly age: number | null
}

export interface ReadFeature {
  readonly key: string
  readonly output: string
  /** The source of a value that no datum is behind. */
  readonly exchange: string
}

/** Reads one output of a running indicator. Until a datum comes or time passes, the answer is the same object. */
export class FeatureReader {
  readonly #slot: ReadableSlot
  readonly #of: ReadFeature
  #origin: Origin | null = null
  #now: Millis | undefined
  #value: FeatureValue | undefined

  constructor(slot: ReadableSlot, of: ReadFeature) {
    this.#slot = slot
    this.#of = of
  }

  /** As of `now`, by the clock of receipt. */
  read(now: Millis): FeatureValue {
    const { origin } = this.#slot
    // Each datum brings an origin of its own.
    if (this.#value !== undefined && origin === this.#origin && now === this.#now) return this.#value
    this.#origin = origin
    this.#now = now
    this.#value = this.#make(origin, now)
    return this.#value
  }

  #make(origin: Origin | null, now: Millis): FeatureValue {
    const { key, output, exchange } = this.#of
    if (origin === null) return { feature: key, value: null, source: exchange, asOf: now, age: null }
    const { run } = this.#slot
    run.advance(now)
    const value = run.output(output)
    return {
      feature: key,
      value: value !== undefined && Number.isFinite(value) ? value : null,
      source: origin.source,
      asOf: origin.asOf,
      age: Math.max(now - origin.received, 0),
    }
  }
}
