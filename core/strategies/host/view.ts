import type { Millis, Stance } from '../../domain/index.ts'
import type { FeatureEngine, FeatureValue } from '../../features/index.ts'
import type { StrategyView } from '../contract/strategy.ts'
import type { PreparedInstance } from './instance.ts'

/** What an instance may look at, found once for all of its steps. */
export interface ViewOf {
  readonly strategyId: string
  readonly engine: FeatureEngine
  /** By alias. */
  readonly features: ReadonlyMap<string, (now: Millis) => FeatureValue>
}

export const viewOf = ({ strategyId, features }: PreparedInstance, engine: FeatureEngine): ViewOf => ({
  strategyId,
  engine,
  features: new Map(Array.from(features, ([alias, key]) => [alias, engine.reader(key)])),
})

export interface Moment {
  readonly at: Millis
  readonly now: Millis
  readonly previous: Stance
}

/** One step's look at the market. */
export class StepView implements StrategyView {
  readonly at: Millis
  readonly close: number | null
  readonly mid: number | null
  readonly previous: Stance
  readonly #of: ViewOf
  readonly #now: Millis

  constructor(of: ViewOf, { at, now, previous }: Moment) {
    const { close, top } = of.engine
    this.at = at
    this.close = close
    this.mid = top === null ? null : (top.bid + top.ask) / 2
    this.previous = previous
    this.#of = of
    this.#now = now
  }

  feature(alias: string): FeatureValue {
    const read = this.#of.features.get(alias)
    if (read === undefined) throw new RangeError(`${this.#of.strategyId} did not declare the feature ${alias}`)
    return read(this.#now)
  }
}
