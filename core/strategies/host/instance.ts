import {
  InputError,
  type Instrument,
  type InstrumentId,
  type StrategyId,
  strategyId,
  TIMEFRAMES,
  type Timeframe,
} from '../../domain/index.ts'
import type { FeatureSource } from '../../features/index.ts'
import type { ConfiguredStrategy, Strategy } from '../contract/strategy.ts'
import { strategyById } from '../registry.ts'

/** One strategy at work on one market. */
export interface StrategyInstance {
  /** The name under which it votes; the strategy's own id by default. */
  readonly id?: string
  readonly strategyId: string
  readonly params?: Readonly<Record<string, unknown>>
  readonly instrument: InstrumentId
  /** The strategy's own timeframe by default. */
  readonly timeframe?: Timeframe
  readonly enabled?: boolean
}

export interface StrategyHostOptions {
  readonly instruments: readonly Instrument[]
  readonly instances: readonly StrategyInstance[]
  /** Stage 2, handed in by whoever composes the stages. */
  readonly features: FeatureSource
  /** What ids mean; the built-ins by default. */
  readonly strategies?: readonly Strategy[]
}

/** An instance after all of its fields were checked. */
export interface PreparedInstance {
  /** `id@instrument@timeframe`, unique in a host. */
  readonly key: string
  readonly id: StrategyId
  readonly strategyId: string
  readonly instrument: Instrument
  readonly timeframe: Timeframe
  readonly enabled: boolean
  readonly configured: ConfiguredStrategy
  /** Alias to feature key. */
  readonly features: ReadonlyMap<string, string>
}

function listed(instrument: InstrumentId, instruments: readonly Instrument[]): Instrument {
  const found = instruments.find((known) => known.id === instrument)
  if (found !== undefined) return found
  const remedy = instruments.length === 0 ? 'no instrument is listed' : `use one of ${instruments.map(({ id }) => id).join(', ')}`
  throw new InputError({ field: 'instrument', value: instrument, remedy })
}

/**
 * Throws InputError for an unknown strategy, instrument, timeframe or parameter and for the same instance twice;
 * `taken` are the keys of those at work already.
 */
export function prepareInstances(
  { instances, instruments, features, strategies }: StrategyHostOptions,
  taken: readonly string[] = [],
): readonly PreparedInstance[] {
  const keys = new Set<string>(taken)
  return instances.map((instance) => {
    const strategy = strategyById(instance.strategyId, strategies)
    const configured = strategy.configure(instance.params)
    const instrument = listed(instance.instrument, instruments)
    const timeframe = instance.timeframe ?? strategy.descriptor.timeframe
    if (!TIMEFRAMES.includes(timeframe))
      throw new InputError({ field: 'timeframe', value: timeframe, remedy: `use one of ${TIMEFRAMES.join(', ')}` })
    const id = instance.id ?? instance.strategyId
    const key = `${id}@${instrument.id}@${timeframe}`
    if (keys.has(key)) throw new InputError({ field: 'instance', value: key, remedy: 'give the second one an id of its own' })
    keys.add(key)
    const aliases = Object.entries(configured.features).map(([alias, request]): [string, string] => [
      alias,
      features.key(request),
    ])
    return {
      key,
      id: strategyId(id),
      strategyId: instance.strategyId,
      instrument,
      timeframe,
      enabled: instance.enabled ?? true,
      configured,
      features: new Map(aliases),
    }
  })
}
