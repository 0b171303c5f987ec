import { type Api, exposeApi, FeedHub, type WhyRow } from '../../contract/index.ts'
import {
  commandId,
  type EngineInput,
  type Environment,
  HOUR,
  type InstrumentId,
  type Millis,
  type Money,
  type UnattendedStage,
} from '../../domain/index.ts'
import { TradingEngine } from '../../engine/index.ts'
import type { Journal, TaskPool, Venue } from '../../ports/index.ts'
import { ClockWatch, metric, percentile } from '../../telemetry/index.ts'
import type { RunningService, ServiceContext } from '../runtime/index.ts'
import { type CandidateMessage, marketInlet, type StorageMessage } from '../streams/index.ts'
import { Counterfactual } from '../../simulation/counterfactual/index.ts'
import type { LatencyModel, PaperVenue, QueueModel } from '../../simulation/paper/index.ts'
import { AccountFigures } from './account-figures.ts'
import { traderApi } from './api.ts'
import { traderControl } from './control.ts'
import { OverrideLedger } from './override-ledger.ts'
import { TraderPublisher } from './publisher.ts'
import { QueueRows } from './queue-rows.ts'
import { Snapshots } from './snapshots.ts'
import { tellStrategies } from './tell-strategies.ts'
import { tradingConfig } from './trading-config.ts'

export interface TraderParts {
  readonly environment: Environment
  /** Whose its alerts are. */
  readonly source: 'trader' | 'trader-live'
  /** What the account holds when its journal is empty. */
  readonly account: { readonly currency: string; readonly cash: Money }
  readonly journal: Journal & { takeCommitTimes(): readonly number[]; settle(): void }
  /** Tells what this journal knows of an id; closed with the trader. */
  readonly stories: TaskPool<string, WhyRow>
  /** A simulated venue executes against the market and so is told of it; a real one is not. */
  readonly venue: Venue & Partial<Pick<PaperVenue, 'onBook' | 'onTrade' | 'queued'>>
  /** Gives the engine to a venue that reads instruments from it. */
  readonly bind: (engine: TradingEngine) => void
  /** Records and a venue's delays for what would have been; opened when the trader is, and may fail without it. */
  readonly counterfactual?: () => {
    readonly twin: Journal
    readonly alone: Journal
    readonly latency: () => LatencyModel
    readonly queue?: QueueModel
  }
  /** Which markets it trades; all of them unless told. */
  readonly trades?: (instrument: InstrumentId) => boolean
  /** What it answers beside what every trader does. */
  readonly api?: Api
  /** How much the venue has of this program that the books do not. */
  readonly doubtful?: () => number
}

export interface RunningTrader extends RunningService {
  readonly engine: TradingEngine
  /** What is no input of the market; taken as those are. */
  readonly handle: (input: EngineInput) => void
}

const UNATTENDED: Readonly<Record<UnattendedStage, string>> = {
  attended: 'somebody is there',
  escalated: 'signals wait and nobody seems to be there',
  'reduce-only': 'nobody is there: no entries until you re-arm',
  flattened: 'nobody is there: every position is sold',
}

/** The trader of either environment: journal and venue are what differs between paper and live. */
export function startTrader(context: ServiceContext, parts: TraderParts): RunningTrader {
  const { clock, config, ids, logger } = context
  const { journal, stories, venue, environment, source, counterfactual, trades = () => true } = parts
  const trading = tradingConfig(config, environment)
  const hub = new FeedHub(
    [
      'trading.signals',
      'trading.orders',
      'trading.fills',
      'trading.schedules',
      'trading.positions',
      'trading.portfolio',
      'trading.equity',
      'trading.state',
      'trading.queue',
      'trading.journal',
      'trading.metrics',
    ],
    { clock },
  )
  const watch = new ClockWatch()
  const jumped = () => watch.look(clock.now(), clock.elapsed())
  const engine = new TradingEngine(environment, trading, { clock, ids, journal, venue, logger, jumped })
  parts.bind(engine)
  engine.open(parts.account)
  if (!context.mayArm && engine.state.armed !== undefined)
    engine.command({ type: 'Disarm', id: commandId(ids.next('disarm')), reason: 'live is armed' }, 'host')
  if (trading.execution.restProtection && !venue.capabilities.types.includes('stop'))
    context.alert({
      severity: 'warning',
      source,
      message: 'this venue keeps no stops: they act only while this program runs',
    })
  const snapshots = [new Snapshots({ engine, journal, logger })]
  const publisher = new TraderPublisher(engine, hub, clock, trading)
  publisher.publishAll(journal.lastSequence())
  engine.onStep(publisher.onStep)
  const follow = (make: NonNullable<TraderParts['counterfactual']>) => (): Counterfactual => {
    const { latency, queue, ...own } = make()
    const horizon = config.overrides.horizonHours * HOUR
    const journals = { real: journal, ...own }
    const guest = new Counterfactual({ real: engine, config: trading, clock, ids, logger, journals, latency, queue, horizon })
    guest.open()
    for (const shadow of guest.shadows()) snapshots.push(new Snapshots({ ...shadow, logger }))
    return guest
  }
  const overrides = new OverrideLedger({
    begin: config.overrides.enabled && counterfactual !== undefined ? follow(counterfactual) : undefined,
    logger,
    alert: (message) => {
      context.alert({ severity: 'warning', source, message })
    },
  })
  /** The real trader first: nothing of what would have been may delay what is. */
  const handle = (input: EngineInput): void => {
    engine.handle(input)
    overrides.handle(input)
  }

  engine.onStep((_input, { events }) => {
    for (const event of events) {
      if (event.type === 'ProtectionLocal')
        context.alert({
          severity: 'warning',
          source,
          message: `${event.instrument}: the stop acts in this program only, not at the venue: ${event.reason}`,
        })
      if (event.type !== 'UnattendedStageSet') continue
      const message = `${UNATTENDED[event.stage]}: ${event.reason}`
      context.alert({ severity: event.stage === 'escalated' ? 'warning' : 'critical', source, message })
    }
  })
  let signalAges: number[] = []
  let answers: number[] = []
  context.onPeer('feed', (port) => {
    marketInlet(port, {
      instruments: (list) => {
        for (const instrument of list) if (trades(instrument.id)) handle({ type: 'InstrumentListed', instrument })
      },
      clock: (reading) => {
        handle({ type: 'VenueClockMeasured', reading })
      },
      event: (event) => {
        if (!trades(event.instrument)) return
        if (event.kind === 'quote') {
          handle({ type: 'QuoteReceived', quote: event })
          publisher.quoted(event.instrument)
        } else if (event.kind === 'book-snapshot') {
          engine.bookSeen(event.instrument, event.receivedTime, event)
          venue.onBook?.(event)
          overrides.onBook(event)
        } else if (event.kind === 'trade') {
          venue.onTrade?.(event)
          overrides.onTrade(event)
        }
      },
    })
  })
  context.onPeer('strategy', (port) => {
    tellStrategies(port, engine, config.signals.trackRecord.halfLifeDays)
    port.listen((raw) => {
      const { candidate, gapOpen } = raw as CandidateMessage
      if (!trades(candidate.instrument)) return
      signalAges.push(clock.now() - candidate.createdAt)
      handle({ type: 'CandidateReceived', candidate, gapOpen })
    })
  })
  context.onPeer('recorder', (port) => {
    port.listen((raw) => {
      const { writable } = raw as StorageMessage
      engine.marketDataWritable(writable)
      overrides.marketDataWritable(writable)
    })
  })
  const figures = new AccountFigures({ journal, environment, clock })
  const api = traderApi({
    engine,
    config: trading,
    journal,
    clock,
    overrides,
    figures,
    stories,
    answered: (ms) => answers.push(ms),
  })
  context.onClient((link) => {
    hub.attach(link)
    exposeApi({ ...api, ...parts.api }, link)
  })
  const control = traderControl(engine, parts.doubtful ?? (() => 0))
  context.onControl((link) => {
    exposeApi(control, link)
  })

  const measure = (at: Millis): void => {
    const commits = journal.takeCommitTimes()
    if (commits.length > 0) hub.publish('trading.metrics', metric('journal.commit.p95', percentile(commits, 0.95), 'ms', at))
    if (signalAges.length > 0) hub.publish('trading.metrics', metric('strategy.latency', percentile(signalAges, 0.5), 'ms', at))
    if (answers.length > 0) hub.publish('trading.metrics', metric('order.latency', percentile(answers, 0.5), 'ms', at))
    signalAges = []
    answers = []
  }
  let writable = true
  const watchJournal = (): void => {
    const now = engine.state.journalWritable
    if (now === writable) return
    writable = now
    if (now)
      context.alert({
        severity: 'info',
        source,
        message: 'the journal is written again; nothing was lost, entries are possible',
      })
    else
      context.alert({
        severity: 'critical',
        source,
        message: 'the journal cannot be written: no entries leave; cancels and exits still do',
      })
  }
  const settleJournal = (): void => {
    try {
      journal.settle()
    } catch (error) {
      logger.warn('the journal cannot be moved from its log; nothing is lost, it is tried again', { reason: String(error) })
    }
  }
  // Every input looks at the clock first.
  context.onWoken(() => {
    handle({ type: 'ClockTicked' })
  })
  const queues = new QueueRows(hub, () => venue.queued?.() ?? [])
  const timers = [
    clock.every(50, () => {
      publisher.refresh()
      for (const each of snapshots) each.work()
      queues.refresh()
    }),
    clock.every(1_000, () => {
      handle({ type: 'ClockTicked' })
      watchJournal()
      publisher.refresh(true)
      measure(clock.now())
      settleJournal()
    }),
  ]
  return {
    engine,
    handle,
    stop: async () => {
      for (const cancel of timers) cancel()
      hub.close()
      for (const each of snapshots) each.finish()
      overrides.close()
      journal.close()
      await stories.close()
    },
  }
}
