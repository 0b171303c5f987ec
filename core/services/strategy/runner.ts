import type { ConfigFile } from '../../contract/index.ts'
import {
  type CandidateSignal,
  DAY,
  InputError,
  type Instrument,
  type InstrumentId,
  type MarketEvent,
  type SignalGap,
  type StrategyId,
} from '../../domain/index.ts'
import { OpenGaps } from '../../market-data/index.ts'
import type { IdSource } from '../../ports/index.ts'
import { type TrackOptions, type TrackRecord, trackWeight, type WeightedInstance } from '../../signals/index.ts'
import { isBuiltIn, type Strategy, type StrategyStatus, strategyById, strategyCatalog } from '../../strategies/index.ts'
import { lookBacks, type LookBackOf } from './look-back.ts'
import { createStrategyPipeline, type OpenPipeline } from './pipeline.ts'

/** Gaps that a signal names; one is enough to flag it. */
const MOST_GAPS = 10

export interface Proposal {
  readonly candidate: CandidateSignal
  /** A known hole in the data lies inside the look-back of a strategy that voted. */
  readonly gapOpen: boolean
}

type Entry = ConfigFile['strategies'][number]

/** A strategy that came after the start. */
interface Guest {
  readonly strategy: Strategy
  readonly only: readonly InstrumentId[] | undefined
}

/**
 * Every entry on every market it is meant for, as far as listed: exchanges list their markets one after the other, and
 * {@link checkStrategyMarkets} has refused names that none brings.
 */
function instancesFor(entries: readonly Entry[], instruments: readonly Instrument[]): readonly WeightedInstance[] {
  return entries.flatMap((strategy) => {
    return instruments
      .filter((instrument) => strategy.symbols?.includes(instrument.symbol) ?? true)
      .map((instrument) => ({
        strategyId: strategy.strategy,
        params: strategy.params,
        instrument: instrument.id,
        enabled: strategy.enabled,
        ...(strategy.id === undefined ? {} : { id: strategy.id }),
        ...(strategy.timeframe === undefined ? {} : { timeframe: strategy.timeframe }),
      }))
  })
}

/** A user's strategy that the configuration does not mention runs as written, on every market. */
function entriesOf(config: ConfigFile, strategy: string): readonly Entry[] {
  const entries = config.strategies.filter((entry) => entry.strategy === strategy)
  return entries.length > 0 ? entries : [{ strategy, params: {}, enabled: true }]
}

/**
 * Checks the strategies of a configuration before anything runs; of the user's own, `userIds`, only that they are
 * there. Throws InputError.
 */
export function checkStrategies(config: ConfigFile, userIds: readonly string[] = []): void {
  for (const { strategy, params } of config.strategies) {
    if (isBuiltIn(strategy)) strategyById(strategy).configure(params)
    else if (!userIds.includes(strategy)) {
      const known = [...strategyCatalog().map(({ id }) => id), ...userIds]
      throw new InputError({ field: 'strategyId', value: strategy, remedy: `use one of ${known.join(', ')}` })
    }
  }
}

/** Checks that every market a strategy names is one that an exchange of the configuration brings. Throws InputError. */
export function checkStrategyMarkets(config: ConfigFile): void {
  const followed = new Set(config.exchanges.flatMap(({ symbols }) => symbols))
  for (const [index, { symbols = [] }] of config.strategies.entries()) {
    const unknown = symbols.find((symbol) => !followed.has(symbol))
    if (unknown === undefined) continue
    const remedy = `use one of ${[...followed].join(', ')}`
    throw new InputError({ field: `strategies.${String(index)}.symbols`, value: unknown, remedy })
  }
}

/** How records weigh votes, as configured. */
export function trackOptions({ signals: { trackRecord } }: ConfigFile): TrackOptions {
  const { halfLifeDays, ...rest } = trackRecord
  return { ...rest, halfLife: halfLifeDays * DAY }
}

/** Features, strategies and aggregation over the markets that are listed: the same live and in replay. */
export class StrategyRunner {
  readonly #config: ConfigFile
  readonly #ids: IdSource
  readonly #gaps = new OpenGaps()
  readonly #disabled = new Set<string>()
  readonly #guests = new Map<string, Guest>()
  readonly #tracking: TrackOptions
  #records = new Map<StrategyId, TrackRecord>()
  #pipeline: OpenPipeline | undefined
  #instruments: readonly Instrument[] = []
  #lookBackOf: LookBackOf = () => []

  constructor(config: ConfigFile, ids: IdSource) {
    this.#config = config
    this.#ids = ids
    this.#tracking = trackOptions(config)
  }

  get pipeline(): OpenPipeline | undefined {
    return this.#pipeline
  }

  get instruments(): readonly Instrument[] {
    return this.#instruments
  }

  /** Starts over on a changed list; the same list again changes nothing. */
  list(instruments: readonly Instrument[]): void {
    const names = (list: readonly Instrument[]): string => list.map(({ id, tickSize }) => `${id}@${String(tickSize)}`).join()
    if (this.#pipeline !== undefined && names(instruments) === names(this.#instruments)) return
    this.#instruments = instruments
    this.#pipeline = createStrategyPipeline({
      instruments,
      instances: instancesFor(
        this.#config.strategies.filter(({ strategy }) => isBuiltIn(strategy)),
        instruments,
      ),
      ids: this.#ids,
      aggregate: { minConfidence: this.#config.signals.minConfidence },
      weigh: (strategy, regime, now) => trackWeight(this.#records.get(strategy), regime, now, this.#tracking),
    })
    for (const guest of this.#guests.values()) this.#seat(guest)
    this.#settled()
  }

  /**
   * Puts a user's strategy to work, or its new version in place of the old one, while the others go on. Throws
   * InputError for settings that do not fit it; then the old version goes on.
   * `only`: on no other markets than these.
   */
  install(strategy: Strategy, only?: readonly InstrumentId[]): void {
    const { id } = strategy.descriptor
    for (const { params } of entriesOf(this.#config, id)) strategy.configure(params)
    const guest = { strategy, only }
    this.#seat(guest)
    this.#guests.set(id, guest)
    this.#settled()
  }

  remove(strategyId: string): void {
    this.#guests.delete(strategyId)
    this.#pipeline?.remove(strategyId)
  }

  instancesOf(strategyId: string): readonly StrategyStatus[] {
    return this.#pipeline?.strategies().filter((status) => status.strategyId === strategyId) ?? []
  }

  #seat({ strategy, only }: Guest): void {
    const markets = this.#instruments.filter(({ id }) => only?.includes(id) ?? true)
    this.#pipeline?.install(strategy, instancesFor(entriesOf(this.#config, strategy.descriptor.id), markets))
  }

  #settled(): void {
    if (this.#pipeline !== undefined) this.#lookBackOf = lookBacks(this.#pipeline)
    for (const id of this.#disabled) this.#switch(id, false)
  }

  onMarketEvent(event: MarketEvent): readonly Proposal[] {
    // Told again, a gap breaks nothing; a trade fetched later is no news.
    if (event.kind === 'gap' && !this.#gaps.take(event)) return []
    if (event.kind === 'trade' && event.backfilled === true) return []
    return (this.#pipeline?.onMarketEvent(event) ?? []).map((candidate) => this.#flagged(candidate))
  }

  #flagged(candidate: CandidateSignal): Proposal {
    const gaps = new Map<string, SignalGap>()
    for (const lookBack of this.#lookBackOf(candidate))
      for (const { id, channel, cause, startTime, endTime, missingCount, recovered } of this.#gaps.crossing(
        candidate.instrument,
        lookBack,
      )) {
        const count = missingCount === undefined ? {} : { missingCount }
        gaps.set(id, { id, channel, cause, startTime, endTime, recovered, ...count })
      }
    if (gaps.size === 0) return { candidate, gapOpen: false }
    return { candidate: { ...candidate, gaps: [...gaps.values()].slice(0, MOST_GAPS) }, gapOpen: true }
  }

  /** Every record there is: those of the trader's environment, in place of all known before. */
  track(records: readonly TrackRecord[]): void {
    this.#records = new Map(records.map((record) => [record.strategy, record]))
  }

  recordOf(strategy: StrategyId): TrackRecord | undefined {
    return this.#records.get(strategy)
  }

  setEnabled(id: string, enabled: boolean): void {
    if (enabled) this.#disabled.delete(id)
    else this.#disabled.add(id)
    this.#switch(id, enabled)
  }

  /** A name from an older configuration is not an error: it has nothing to switch. */
  #switch(id: string, enabled: boolean): void {
    if (this.#pipeline?.strategies().some((status) => status.id === id) === true) this.#pipeline.setEnabled(id, enabled)
  }
}
