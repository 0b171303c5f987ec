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
import type { ExternalFact, FeatureValue } from '../../features/index.ts'
import type { Cadence, Strategy } from '../contract/strategy.ts'
import { CandleMemory } from './candle-memory.ts'
import { type PreparedInstance, prepareInstances, type StrategyHostOptions, type StrategyInstance } from './instance.ts'
import { FeatureEngines } from './market.ts'
import { lifeOf, opinionOf, type StandingOpinion } from './opinion.ts'
import { StepView, type ViewOf, viewOf } from './view.ts'

/** Plain data about one instance, for screens and health. */
export interface StrategyStatus {
  readonly key: string
  readonly id: StrategyId
  readonly strategyId: string
  readonly instrument: InstrumentId
  readonly timeframe: Timeframe
  readonly parameters: Readonly<Record<string, number | string>>
  readonly enabled: boolean
  /** Closed candles that it needs and that it has. */
  readonly warmUp: number
  readonly bars: number
  readonly cadence: Cadence
  readonly steps: number
  /** Why it was stopped; null while it is well. */
  readonly error: { readonly message: string; readonly at: Millis } | null
}

interface Running {
  readonly instance: PreparedInstance
  readonly engines: FeatureEngines
  readonly sees: ViewOf
  /** How long an opinion stands, ms. */
  readonly life: number
  enabled: boolean
  steps: number
  error: { readonly message: string; readonly at: Millis } | null
  standing: StandingOpinion | null
  /** Number of the newest span of the book's cadence in which it stepped. */
  span: number
}

/** Most facts lead to no opinion, and most of the others to one. */
const NONE: readonly StandingOpinion[] = []

/**
 * Runs strategies over market facts. Time is the greatest time of receipt seen, so the same facts
 * give the same opinions. A strategy that throws is disabled with its error; the others go on.
 */
export class StrategyHost {
  readonly #options: StrategyHostOptions
  readonly #memory = new CandleMemory()
  /** Those of the first instances, and one set for each strategy that joined later. */
  readonly #engines = new Map<string, FeatureEngines>()
  #running: readonly Running[] = []
  readonly #byInstrument = new Map<InstrumentId, Running[]>()
  #now = millis(0)

  /** Throws InputError for an instance that cannot run. */
  constructor(options: StrategyHostOptions) {
    this.#options = options
    this.#join('', prepareInstances(options))
  }

  /**
   * Puts a strategy to work beside the others, or in the place of its former version; the others do not notice.
   * Its features are made from the newest closed candles. Throws InputError for an instance that cannot run, and then
   * nothing has changed.
   */
  install(strategy: Strategy, instances: readonly StrategyInstance[]): void {
    const { id } = strategy.descriptor
    const others = this.#running.filter(({ instance }) => instance.strategyId !== id).map(({ instance }) => instance.key)
    const prepared = prepareInstances({ ...this.#options, strategies: [strategy], instances }, others)
    this.remove(id)
    const engines = this.#join(id, prepared)
    for (const candle of this.#memory.all()) engines.feed(candle)
  }

  /** Takes away a strategy that was installed. */
  remove(strategyId: string): void {
    const engines = this.#engines.get(strategyId)
    if (engines === undefined) return
    this.#engines.delete(strategyId)
    this.#index(this.#running.filter(({ instance }) => instance.strategyId !== strategyId))
  }

  #join(owner: string, prepared: readonly PreparedInstance[]): FeatureEngines {
    const engines = new FeatureEngines(prepared, this.#options.features)
    this.#engines.set(owner, engines)
    const joined = prepared.map((instance) => ({
      instance,
      engines,
      sees: viewOf(instance, engines.get(instance.instrument.id, instance.timeframe)),
      life: lifeOf(instance.configured.cadence, instance),
      enabled: instance.enabled,
      steps: 0,
      error: null,
      standing: null,
      span: -1,
    }))
    this.#index([...this.#running, ...joined])
    return engines
  }

  #index(running: readonly Running[]): void {
    this.#running = running
    this.#byInstrument.clear()
    for (const each of running) {
      const { id } = each.instance.instrument
      this.#byInstrument.set(id, [...(this.#byInstrument.get(id) ?? []), each])
    }
  }

  /** Time as the facts tell it. */
  get now(): Millis {
    return this.#now
  }

  /** Feeds one fact and returns the opinions that it led to, in the order of the instances. */
  onMarketEvent(event: MarketEvent): readonly StandingOpinion[] {
    this.#now = millis(Math.max(this.#now, event.receivedTime))
    this.#memory.put(event)
    for (const engines of this.#engines.values()) engines.feed(event)
    let made: readonly StandingOpinion[] = NONE
    for (const running of this.#byInstrument.get(event.instrument) ?? []) {
      if (!running.enabled || !this.#isDue(running, event)) continue
      const standing = this.#step(running, this.#stepTime(running, event))
      if (standing !== null) made = made.length === 0 ? [standing] : [...made, standing]
    }
    return made
  }

  /** A reading of a series from outside the venue, of one market or of all. It steps nothing: it is seen at the next step. */
  onExternal(fact: ExternalFact, instrument?: InstrumentId): void {
    this.#now = millis(Math.max(this.#now, fact.receivedTime))
    for (const engines of this.#engines.values()) engines.external(fact, instrument)
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
    const found = new Map<string, FeatureValue & { readonly timeframe: Timeframe }>()
    for (const engines of this.#engines.values())
      for (const engine of engines.of(instrument))
        for (const value of engine.snapshot(this.#now)) {
          const key = `${engine.timeframe} ${value.feature}`
          // The one that has been at work longest has seen most.
          if (!found.has(key)) found.set(key, { ...value, timeframe: engine.timeframe })
        }
    return [...found.values()]
  }

  strategies(): readonly StrategyStatus[] {
    return this.#running.map(({ instance, engines, enabled, steps, error }) => ({
      key: instance.key,
      id: instance.id,
      strategyId: instance.strategyId,
      instrument: instance.instrument.id,
      timeframe: instance.timeframe,
      parameters: instance.configured.parameters,
      enabled,
      warmUp: instance.configured.warmUp,
      cadence: instance.configured.cadence,
      bars: engines.get(instance.instrument.id, instance.timeframe).bars,
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

  #isDue(running: Running, event: MarketEvent): boolean {
    const { cadence } = running.instance.configured
    if (cadence.on === 'bar') return running.engines.closed === running.instance.timeframe
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
    const { instance, standing, life } = running
    const previous = standing === null || standing.expiresAt <= at ? 'neutral' : standing.opinion.stance
    const view = new StepView(running.sees, { at, now: this.#now, previous })
    running.steps += 1
    try {
      const opinion = opinionOf(instance.configured.step(view), instance, view)
      running.standing = { instance: instance.key, opinion, expiresAt: millis(at + life) }
    } catch (error) {
      running.enabled = false
      running.standing = null
      running.error = { message: error instanceof Error ? error.message : String(error), at }
    }
    return running.standing
  }
}
