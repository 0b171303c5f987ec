import { countedIds, memoryJournal } from '../../adapters/memory/index.ts'
import type { CaptureRecord } from '../../adapters/captures/index.ts'
import type { ConfigFile } from '../../contract/index.ts'
import {
  type Command,
  type EngineInput,
  formatPrice,
  formatQuantity,
  InputError,
  type Instrument,
  HOUR,
  type InstrumentId,
  type MarketEvent,
  money,
  type Signal,
} from '../../domain/index.ts'
import { TradingEngine } from '../../engine/index.ts'
import { type BookView, createMarketPipeline, type MarketPipeline, mapperFor, snapshotOf } from '../../market-data/index.ts'
import type { Logger } from '../../ports/index.ts'
import { simulatedClock, type SimulatedClock } from '../../simulation/clock/index.ts'
import { type AccountComparison, Counterfactual, type OverrideRow } from '../../simulation/counterfactual/index.ts'
import { PaperVenue, QUEUE_MODELS, seededRandom, tailedLatency } from '../../simulation/paper/index.ts'
import type { Strategy } from '../../strategies/index.ts'
import { StrategyRunner, trackOptions } from '../strategy/index.ts'
import { followRecords } from '../trader/follow-records.ts'
import { tradingConfig } from '../trader/trading-config.ts'
import type { DecisionLog } from './decision-log.ts'
import { deriveInstrument } from './derive-instrument.ts'

const DEPTH = 25
const REPORT_DEPTH = 10

export interface ReplayReport {
  readonly exchange: string
  readonly messages: number
  readonly accepted: number
  readonly rejected: Readonly<Record<string, number>>
  readonly trades: number
  readonly bookUpdates: number
  readonly gaps: number
  readonly checksums: { readonly ok: number; readonly failed: number }
  readonly crossed: number
  readonly resyncs: number
  /** By symbol; levels best first as [price, quantity]. */
  readonly books: Readonly<
    Record<
      string,
      {
        readonly sequence: number
        readonly bids: readonly (readonly [string, string])[]
        readonly asks: readonly (readonly [string, string])[]
      }
    >
  >
  readonly candles: number
  readonly signals: number
  readonly orders: number
  readonly fills: number
  readonly decisionHash: string
  readonly seconds: number
}

export interface ReplayOptions {
  readonly exchange: string
  readonly config: ConfigFile
  readonly logger: Logger
  readonly log: DecisionLog
  readonly strategies: readonly Strategy[]
  /** Somebody who looks at each signal that waits, as soon as it is there; nobody unless given. */
  readonly person?: (signal: Signal) => Command | undefined
}

export interface ReplayOverrides {
  readonly comparison: AccountComparison
  readonly rows: readonly OverrideRow[]
}

/**
 * The whole program on one thread and a simulated clock, fed with recorded frames: the same
 * pipeline, strategies, engine and paper venue as live. The same frames give the same decisions.
 */
export class ReplaySession {
  readonly #options: ReplayOptions
  readonly #pipeline: MarketPipeline
  readonly #runner: StrategyRunner
  readonly #instruments = new Map<InstrumentId, Instrument>()
  #clock: SimulatedClock | undefined
  #engine: TradingEngine | undefined
  #venue: PaperVenue | undefined
  #counterfactual: Counterfactual | undefined

  constructor(options: ReplayOptions) {
    this.#options = options
    const ids = countedIds()
    this.#runner = new StrategyRunner(options.config, ids)
    for (const strategy of options.strategies) this.#runner.install(strategy)
    this.#pipeline = createMarketPipeline({
      mapper: mapperFor(options.exchange),
      unknownSymbols: 'derive',
      sink: {
        event: (event) => {
          this.#onEvent(event)
        },
        bookChanged: (view) => {
          this.#onBook(view)
        },
        // A recording holds the snapshots that were asked for; nothing more can be fetched.
        snapshotNeeded: () => undefined,
      },
    })
  }

  push(record: CaptureRecord): void {
    // A new connection: what its predecessor numbered is over.
    if (record.kind === 'connect') this.#pipeline.connectionLost(record.connection, record.receivedTime)
    if (record.kind !== 'recv' && record.kind !== 'http') return
    const clock = this.#clock ?? this.#begin(record)
    clock.advanceTo(record.receivedTime)
    this.#pipeline.push(record)
  }

  /** Throws InputError that says when and on which market one of the given strategies failed. */
  checkStrategies(): void {
    for (const { descriptor } of this.#options.strategies) {
      const failed = this.#runner.instancesOf(descriptor.id).find(({ error }) => error !== null)
      if (failed === undefined || failed.error === null) continue
      const { message, at } = failed.error
      const remedy = `it failed on ${failed.instrument} at ${new Date(at).toISOString()}: ${message}`
      throw new InputError({ field: 'strategy', value: descriptor.id, remedy })
    }
  }

  /** What would have come of the signals that were not taken as proposed; undefined before the first frame, and where nobody decides. */
  overrides(): ReplayOverrides | undefined {
    const counterfactual = this.#counterfactual
    return counterfactual === undefined ? undefined : { comparison: counterfactual.comparison(), rows: counterfactual.rows() }
  }

  report(seconds: number): ReplayReport {
    const stats = this.#pipeline.stats()
    const { log, exchange } = this.#options
    const books: Record<string, ReplayReport['books'][string]> = {}
    for (const view of this.#pipeline.books()) {
      const { bids, asks } = view.book.top(REPORT_DEPTH)
      const text = (levels: typeof bids) =>
        levels.map((level) => [formatPrice(level.price), formatQuantity(level.quantity)] as const)
      books[view.instrument.slice(exchange.length + 1)] = { sequence: view.sequence, bids: text(bids), asks: text(asks) }
    }
    const { messages, accepted, trades, bookUpdates, gaps, checksums, crossed, resyncs, candles } = stats
    const { signals, orders, fills } = log.counts
    return {
      exchange,
      messages,
      accepted,
      rejected: stats.rejectedByReason,
      trades,
      bookUpdates,
      gaps,
      checksums,
      crossed,
      resyncs,
      books,
      candles,
      signals,
      orders,
      fills,
      decisionHash: log.digest(),
      seconds,
    }
  }

  #begin(record: CaptureRecord): SimulatedClock {
    const { config, log, logger } = this.#options
    const clock = simulatedClock(record.receivedTime)
    const ids = countedIds()
    const { latencyMs, seed, startingCash, currency } = config.paper
    const queue = QUEUE_MODELS[config.paper.queue]
    const latency = () => tailedLatency(latencyMs, latencyMs / 4, seededRandom(seed))
    const venue = new PaperVenue({
      clock,
      ids,
      latency: latency(),
      queue,
      instrument: (id) => this.#instruments.get(id),
    })
    const trading = tradingConfig(config)
    const engine = new TradingEngine('paper', trading, { clock, ids, journal: log, venue, logger })
    engine.open({ currency, cash: money(startingCash) })
    followRecords(engine, trackOptions(config).halfLife, (records) => {
      this.#runner.track(records)
    })
    if (this.#options.person !== undefined) {
      this.#counterfactual = new Counterfactual({
        real: engine,
        config: trading,
        clock,
        // Ids of its own: the trader's must not depend on whether somebody looks.
        ids: countedIds(),
        logger,
        journals: { real: log, twin: memoryJournal(), alone: memoryJournal() },
        latency,
        queue,
        horizon: config.overrides.horizonHours * HOUR,
      })
      this.#counterfactual.open()
    }
    clock.every(1_000, () => {
      this.#give({ type: 'ClockTicked' })
    })
    this.#clock = clock
    this.#engine = engine
    this.#venue = venue
    return clock
  }

  #onBook(view: BookView): void {
    if (view.state !== 'live') return
    const book = snapshotOf(view, DEPTH)
    if (!this.#instruments.has(view.instrument)) this.#list(deriveInstrument(view.instrument, [...book.bids, ...book.asks]))
    this.#onEvent(book)
  }

  #list(instrument: Instrument): void {
    this.#instruments.set(instrument.id, instrument)
    this.#give({ type: 'InstrumentListed', instrument })
    this.#runner.list([...this.#instruments.values()])
  }

  #onEvent(event: MarketEvent): void {
    if (event.kind === 'book-snapshot') {
      this.#engine?.bookSeen(event.instrument, event.receivedTime, event)
      this.#venue?.onBook(event)
      this.#counterfactual?.onBook(event)
    } else if (event.kind === 'trade') {
      this.#venue?.onTrade(event)
      this.#counterfactual?.onTrade(event)
    } else if (event.kind === 'quote') this.#give({ type: 'QuoteReceived', quote: event })
    for (const { candidate, gapOpen } of this.#runner.onMarketEvent(event)) {
      this.#give({ type: 'CandidateReceived', candidate, gapOpen })
    }
  }

  #give(input: EngineInput): void {
    this.#engine?.handle(input)
    this.#counterfactual?.handle(input)
    if (input.type === 'CandidateReceived') this.#ask()
  }

  #ask(): void {
    const { person } = this.#options
    const engine = this.#engine
    if (person === undefined || engine === undefined) return
    for (const id of [...engine.state.pending]) {
      const signal = engine.state.signals.get(id)
      const command = signal === undefined ? undefined : person(signal)
      if (command !== undefined) engine.command(command, 'user')
    }
  }
}
