import {
  InputError,
  type InstrumentId,
  type MarketEvent,
  type Millis,
  millis,
  type StrategyId,
  type Timeframe,
  timeframeLength,
} from '../../domain/index.ts'
import type { FeatureValue } from '../../features/index.ts'
import type { StrategyView } from '../contract/strategy.ts'
import { type PreparedInstance, prepareInstances, type StrategyHostOptions } from './instance.ts'
import { FeatureEngines } from './market.ts'
import { lifeOf, opinionOf, type StandingOpinion } from './opinion.ts'

/** Plain data about one instance, for screens and health. */
export interface StrategyStatus {
  readonly key: string
  readonly id: StrategyId
  readonly strategyId: string
  readonly instrument: InstrumentId
  readonly timeframe: Timeframe
  readonly parameters: Readonly<Record<string, number>>
  readonly enabled: boolean
  /** Closed candles that it needs and that it has. */
  readonly warmUp: number
  readonly bars: number
  readonly steps: number
  /** Why it was stopped; null while it is well. */
  readonly error: { readonly message: string; readonly at: Millis } | null
}

interface Running {
  readonly instance: PreparedInstance
  enabled: boolean
  steps: number
  error: { readonly message: string; readonly at: Millis } | null
  standing: StandingOpinion | null
  /** Number of the newest span of the book's cadence in which it stepped. */
  span: number
}

/**
 * Runs strategies over market facts. Time is the greatest time of receipt seen, so the same facts
 * give the same opinions. A strategy that throws is disabled with its error; the others go on.
 */
export class StrategyHost {
  readonly #engines: FeatureEngines
  readonly #running: readonly Running[]
  readonly #byInstrument = new Map<InstrumentId, Running[]>()
  #now = millis(0)

  /** Throws InputError for an instance that cannot run. */
  constructor(options: StrategyHostOptions) {
    const prepared = prepareInstances(options)
    this.#engines = new FeatureEngines(prepared, options.features)
    this.#running = prepared.map((instance) => ({
      instance,
      enabled: instance.enabled,
      steps: 0,
      error: null,
      standing: null,
      span: -1,
    }))
    for (const running of this.#running) {
      const { id } = running.instance.instrument
      this.#byInstrument.set(id, [...(this.#byInstrument.get(id) ?? []), running])
    }
  }

  /** Time as the facts tell it. */
  get now(): Millis {
    return this.#now
  }

  /** Feeds one fact and returns the opinions that it led to, in the order of the instances. */
  onMarketEvent(event: MarketEvent): readonly StandingOpinion[] {
    this.#now = millis(Math.max(this.#now, event.receivedTime))
    const closed = this.#engines.feed(event)
    const made: StandingOpinion[] = []
    for (const running of this.#byInstrument.get(event.instrument) ?? []) {
      if (!running.enabled || !this.#isDue(running, event, closed)) continue
      const standing = this.#step(running, this.#stepTime(running, event))
      if (standing !== null) made.push(standing)
    }
    return made
  }

  /** The opinions that stand now, also the neutral ones. */
  opinions(instrument?: InstrumentId): readonly StandingOpinion[] {
    return this.#running.flatMap(({ standing }) => {
      if (standing === null || standing.expiresAt <= this.#now) return []
      return instrument === undefined || standing.opinion.instrument === instrument ? [standing] : []
    })
  }

  /** Every feature that the market's strategies use, with the timeframe it is computed on. */
  features(instrument: InstrumentId): readonly (FeatureValue & { readonly timeframe: Timeframe })[] {
    return this.#engines
      .of(instrument)
      .flatMap((engine) => engine.snapshot(this.#now).map((value) => ({ ...value, timeframe: engine.timeframe })))
  }

  strategies(): readonly StrategyStatus[] {
    return this.#running.map(({ instance, enabled, steps, error }) => ({
      key: instance.key,
      id: instance.id,
      strategyId: instance.strategyId,
      instrument: instance.instrument.id,
      timeframe: instance.timeframe,
      parameters: instance.configured.parameters,
      enabled,
      warmUp: instance.configured.warmUp,
      bars: this.#engines.get(instance.instrument.id, instance.timeframe).bars,
      steps,
      error,
    }))
  }

  /** Switches every instance of a strategy (by the name it votes under), or one by its key. Throws InputError for an unknown id. */
  setEnabled(id: string, enabled: boolean): void {
    const chosen = this.#running.filter(({ instance }) => instance.id === id || instance.key === id)
    if (chosen.length === 0) {
      const ids = [...new Set(this.#running.map(({ instance }) => instance.id))].join(', ')
      throw new InputError({ field: 'strategy', value: id, remedy: ids === '' ? 'no strategy runs' : `use one of ${ids}` })
    }
    for (const running of chosen) {
      running.enabled = enabled
      running.standing = null
      if (enabled) running.error = null
    }
  }

  #isDue(running: Running, event: MarketEvent, closed: Timeframe | undefined): boolean {
    const { cadence } = running.instance.configured
    if (cadence.on === 'bar') return closed === running.instance.timeframe
    if (event.kind !== 'book-snapshot' && event.kind !== 'quote' && event.kind !== 'trade') return false
    const span = Math.floor(this.#now / cadence.every)
    if (span <= running.span) return false
    running.span = span
    return true
  }

  #stepTime(running: Running, event: MarketEvent): Millis {
    if (running.instance.configured.cadence.on === 'book' || event.kind !== 'candle') return this.#now
    return millis(event.openTime + timeframeLength(event.timeframe))
  }

  #step(running: Running, at: Millis): StandingOpinion | null {
    const { instance, standing } = running
    const engine = this.#engines.get(instance.instrument.id, instance.timeframe)
    const feature = (alias: string): FeatureValue => {
      const key = instance.features.get(alias)
      if (key === undefined) throw new RangeError(`${instance.strategyId} did not declare the feature ${alias}`)
      return engine.read(key, this.#now)
    }
    const { top } = engine
    const view: StrategyView = {
      at,
      close: engine.close,
      mid: top === null ? null : (top.bid + top.ask) / 2,
      previous: standing === null || standing.expiresAt <= at ? 'neutral' : standing.opinion.stance,
      feature,
    }
    running.steps += 1
    try {
      const opinion = opinionOf(instance.configured.step(view), instance, at, feature)
      const life = lifeOf(instance.configured.cadence, instance)
      running.standing = { instance: instance.key, opinion, expiresAt: millis(at + life) }
    } catch (error) {
      running.enabled = false
      running.standing = null
      running.error = { message: error instanceof Error ? error.message : String(error), at }
    }
    return running.standing
  }
}
