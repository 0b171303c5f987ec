import { type Candle, type InstrumentId, type Millis, millis, type Timeframe, timeframeLength } from '../../domain/index.ts'
import type { FeatureEngine, FeatureSource, FeatureValue } from '../../features/index.ts'
import type { BarView, ConfiguredStrategy } from '../contract/strategy.ts'

export interface BarMarket {
  readonly instrument: InstrumentId
  readonly timeframe: Timeframe
  readonly features: FeatureSource
}

/** What a strategy on the cadence of bars sees, bar for bar, as the host shows it where there is no book. */
export class BarViews {
  readonly #engine: FeatureEngine
  readonly #keys: readonly (readonly [alias: string, key: string])[]
  #now: Millis = millis(0)

  /** Throws InputError for a feature that names nothing known. */
  constructor({ features: requests }: Pick<ConfiguredStrategy, 'features'>, { features, instrument, timeframe }: BarMarket) {
    this.#engine = features.open({ instrument, timeframe, requests: Object.values(requests) })
    this.#keys = Object.entries(requests).map(([alias, request]) => [alias, features.key(request)])
  }

  /** The view at the close of a bar; undefined for one that is open, late or of another timeframe. */
  close(bar: Candle): BarView | undefined {
    this.#now = millis(Math.max(this.#now, bar.receivedTime))
    if (!this.#engine.onCandle(bar)) return undefined
    const features: Record<string, FeatureValue> = {}
    for (const [alias, key] of this.#keys) features[alias] = this.#engine.read(key, this.#now)
    return { at: millis(bar.openTime + timeframeLength(bar.timeframe)), close: this.#engine.close, features }
  }
}
