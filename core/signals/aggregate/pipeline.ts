import {
  type CandidateSignal,
  InputError,
  type Instrument,
  type InstrumentId,
  type MarketEvent,
  type Millis,
  type Opinion,
  type Regime,
  SECOND,
  type StrategyId,
  type Timeframe,
} from '../../domain/index.ts'
import type { IdSource } from '../../ports/index.ts'
import type { StrategyHost, StrategyInstance } from '../../strategies/index.ts'
import { Regimes } from '../regime/index.ts'
import { Aggregator, type EntryQuote, type Standing } from './aggregator.ts'
import type { AggregateOptions } from './options.ts'

export interface WeightedInstance extends StrategyInstance {
  /** Of its vote, above zero, 1 by default; only the ratio to the others matters. */
  readonly weight?: number
}

export interface SignalPipelineOptions {
  /** Stage 3 with features inside, made from these very instances, in this order. */
  readonly host: StrategyHost
  readonly instruments: readonly Instrument[]
  readonly instances: readonly WeightedInstance[]
  readonly ids: IdSource
  readonly aggregate?: AggregateOptions
  /** What a strategy's record makes of its vote, times the instance's own weight; 1 by default. Above zero. */
  readonly weigh?: Weigh
}

export type Weigh = (strategy: StrategyId, regime: Regime | undefined, now: Millis) => number

/** How an instance's vote would count now. */
export interface VotingTerms {
  readonly weight: number
  readonly regime: Regime | undefined
}

export interface StrategyPipeline {
  /** Feeds one fact; returns the proposals that it led to, in practice none or one. */
  onMarketEvent(event: MarketEvent): readonly CandidateSignal[]
  /** Opinions that stand now. */
  opinions(instrument?: InstrumentId): readonly Opinion[]
  features: StrategyHost['features']
  strategies: StrategyHost['strategies']
  setEnabled: StrategyHost['setEnabled']
  votingTerms(instance: { readonly key: string } & Voter): VotingTerms
}

interface Voter {
  readonly id: StrategyId
  readonly instrument: InstrumentId
  readonly timeframe: Timeframe
}

function weightsOf(host: StrategyHost, instances: readonly WeightedInstance[]): ReadonlyMap<string, number> {
  return new Map(
    host.strategies().map(({ key }, index): [string, number] => {
      const weight = instances[index]?.weight ?? 1
      if (!Number.isFinite(weight) || weight <= 0)
        throw new InputError({ field: `${key}.weight`, value: String(weight), remedy: 'give a number above 0' })
      return [key, weight]
    }),
  )
}

/** The quote that a fact carries; null where the fact makes the known one worthless. */
function quoteOf(event: MarketEvent): EntryQuote | null | undefined {
  if (event.kind === 'quote') return { bid: event.bid, ask: event.ask, receivedTime: event.receivedTime }
  if (event.kind === 'gap') return event.channel === 'book' ? null : undefined
  if (event.kind !== 'book-snapshot') return undefined
  const [bid, ask] = [event.bids[0], event.asks[0]]
  return bid === undefined || ask === undefined ? null : { bid: bid.price, ask: ask.price, receivedTime: event.receivedTime }
}

/**
 * Features, strategies and aggregation behind one call. Consensus is looked at when an opinion is
 * made, when a quote comes after a silence, and otherwise once a second of event time, since
 * quotes move and opinions run out.
 * Throws InputError for a weight or an option that is not valid.
 */
export function createSignalPipeline(options: SignalPipelineOptions): StrategyPipeline {
  const { host } = options
  const aggregator = new Aggregator(options.ids, options.aggregate)
  const weights = weightsOf(host, options.instances)
  const instruments = new Map(options.instruments.map((instrument) => [instrument.id, instrument]))
  const quotes = new Map<InstrumentId, EntryQuote>()
  const looked = new Map<InstrumentId, number>()

  const regimes = new Regimes()

  const termsOf = (key: string, { id, instrument, timeframe }: Voter): VotingTerms => {
    const regime = regimes.of(instrument, timeframe)
    return { regime, weight: (weights.get(key) ?? 1) * (options.weigh?.(id, regime, host.now) ?? 1) }
  }
  const standing = (instrument: InstrumentId): readonly Standing[] =>
    host.opinions(instrument).map((entry) => {
      const { strategy, timeframe } = entry.opinion
      return { ...entry, ...termsOf(entry.instance, { id: strategy, instrument, timeframe }) }
    })

  return {
    onMarketEvent(event) {
      const instrument = instruments.get(event.instrument)
      if (instrument === undefined) return []
      regimes.onMarketEvent(event)
      const quote = quoteOf(event)
      const known = quotes.get(instrument.id)
      if (quote === null) quotes.delete(instrument.id)
      else if (quote !== undefined) quotes.set(instrument.id, quote)
      const awaited =
        quote !== null && quote !== undefined && (known === undefined || quote.receivedTime - known.receivedTime >= SECOND)
      const made = host.onMarketEvent(event)
      const second = Math.floor(host.now / SECOND)
      if (made.length === 0 && !awaited && looked.get(instrument.id) === second) return []
      looked.set(instrument.id, second)
      const candidate = aggregator.consider({
        instrument,
        opinions: standing(instrument.id),
        quote: quotes.get(instrument.id),
        now: host.now,
      })
      return candidate === null ? [] : [candidate]
    },
    opinions: (instrument) => host.opinions(instrument).map(({ opinion }) => opinion),
    features: (instrument) => host.features(instrument),
    strategies: () => host.strategies(),
    setEnabled: (id, enabled) => {
      host.setEnabled(id, enabled)
    },
    votingTerms: (instance) => termsOf(instance.key, instance),
  }
}
