import {
  type Candle,
  type CandidateSignal,
  InputError,
  type Instrument,
  type Opinion,
  type Price,
  type SignalAction,
  type Timeframe,
} from '../../domain/index.ts'
import { featureSource, indicatorById } from '../../features/index.ts'
import type { IdSource } from '../../ports/index.ts'
import { Aggregator } from '../../signals/index.ts'
import { type Strategy, StrategyHost, strategyById } from '../../strategies/index.ts'

export interface StrategyChoice {
  readonly id: string
  readonly params: Readonly<Record<string, unknown>>
  /** What ids mean; the built-ins by default. */
  readonly known?: readonly Strategy[]
}

export interface BarSignalsOptions {
  readonly strategy: StrategyChoice
  readonly instrument: Instrument
  readonly timeframe: Timeframe
  readonly ids: IdSource
  readonly minConfidence: number
  /** As {@link BacktestTerms.repeatAfter}. */
  readonly repeatAfter?: number
}

/** The least that an ask can be above a bid: the aggregator takes no locked market, and bars have one price. */
const ATOM = 1n
const CANDLE_INPUTS: readonly string[] = ['bar', 'close']

/**
 * The configured strategy. Its warm-up is at least its longest parameter in bars: an average that starts at the first close
 * has a value at once, which says more about that close than about the market.
 * Throws InputError for a strategy that bars alone can never make step.
 */
export function barStrategy({ id, params, known }: StrategyChoice) {
  const strategy = strategyById(id, known)
  const configured = strategy.configure(params)
  if (configured.cadence.on !== 'bar')
    throw new InputError({ field: 'strategy', value: id, remedy: 'it reads the order book, which candles do not have' })
  const blind = Object.values(configured.features).find(
    ({ indicator }) => !CANDLE_INPUTS.includes(indicatorById(indicator).input),
  )
  if (blind !== undefined) {
    const remedy = `its feature ${blind.indicator} is fed by ${indicatorById(blind.indicator).descriptor.sees}, not by candles`
    throw new InputError({ field: 'strategy', value: id, remedy })
  }
  const spans = Object.entries(strategy.descriptor.parameters).map(([name, spec]) =>
    spec.kind !== 'choice' && spec.unit === 'bars' ? Number(configured.parameters[name] ?? 0) : 0,
  )
  return { ...configured, warmUp: Math.max(configured.warmUp, ...spans) }
}

/** Features, the strategy and the aggregator as live has them, fed with closed bars: at most one proposal a close. */
export class BarSignals {
  /** The bars that only warm the strategy up: what it says at their closes is no change of view. */
  readonly warmUp: number
  readonly #options: BarSignalsOptions
  readonly #host: StrategyHost
  readonly #aggregator: Aggregator
  #bars = 0
  #opinion: Opinion | undefined
  #side: SignalAction | undefined

  /** Throws InputError for a strategy or a parameter that is not valid. */
  constructor(options: BarSignalsOptions) {
    const { strategy, instrument, timeframe, ids, minConfidence, repeatAfter } = options
    this.warmUp = barStrategy(strategy).warmUp
    this.#options = options
    this.#host = new StrategyHost({
      features: featureSource,
      instruments: [instrument],
      instances: [{ strategyId: strategy.id, params: strategy.params, instrument: instrument.id, timeframe }],
      ...(strategy.known === undefined ? {} : { strategies: strategy.known }),
    })
    // Without a time of repeat every close is looked at, and the change of side is found here.
    this.#aggregator = new Aggregator(
      ids,
      repeatAfter === undefined ? { minConfidence, rearm: 1_000, minInterval: 0 } : { minConfidence, rearm: repeatAfter },
    )
  }

  /** What the close of a bar leads to. Throws InputError for a strategy that failed. */
  close(bar: Candle): CandidateSignal | undefined {
    this.#bars += 1
    const standing = this.#host.onMarketEvent(bar)[0]
    if (standing === undefined) throw this.#stopped()
    const repeats = this.#options.repeatAfter !== undefined
    const before = this.#opinion
    this.#opinion = standing.opinion
    if (!repeats && before !== undefined && saysTheSame(before, standing.opinion)) return undefined
    const { instrument } = this.#options
    const { now } = this.#host
    const candidate = this.#aggregator.consider({
      instrument,
      opinions: [{ ...standing, weight: 1 }],
      quote: { bid: bar.close, ask: (bar.close + ATOM) as Price, receivedTime: now },
      now,
    })
    const side = candidate?.action
    const changed = side !== this.#side
    this.#side = side
    return candidate === null || this.#bars <= this.warmUp || !(repeats || changed) ? undefined : candidate
  }

  #stopped(): InputError {
    const [status] = this.#host.strategies()
    return new InputError({
      field: 'strategy',
      value: this.#options.strategy.id,
      remedy: `it failed on bar ${String(this.#bars)}: ${status?.error?.message ?? 'no step'}`,
    })
  }
}

/** The same consensus follows from both, whatever the price does in between. */
const saysTheSame = (a: Opinion, b: Opinion): boolean =>
  a.stance === b.stance && (a.stance === 'neutral' || (a.confidence === b.confidence && !hasLevels(a) && !hasLevels(b)))

const hasLevels = ({ stop, target }: Opinion): boolean => stop !== undefined || target !== undefined
