import { exposeApi, FeedHub } from '../../contract/index.ts'
import { DAY, type EngineInput, HOUR, type Millis, money, type UnattendedStage } from '../../domain/index.ts'
import { TradingEngine } from '../../engine/index.ts'
import type { Journal, Venue } from '../../ports/index.ts'
import { ClockWatch, metric, percentile } from '../../telemetry/index.ts'
import type { RunningService, ServiceContext } from '../runtime/index.ts'
import { type CandidateMessage, marketInlet, sendSwitch, sendTrackRecords, type StorageMessage } from '../streams/index.ts'
import { Counterfactual } from '../../simulation/counterfactual/index.ts'
import type { LatencyModel, PaperVenue } from '../../simulation/paper/index.ts'
import { traderApi } from './api.ts'
import { followRecords } from './follow-records.ts'
import { OverrideLedger } from './override-ledger.ts'
import { TraderPublisher } from './publisher.ts'
import { tradingConfig } from './trading-config.ts'

export interface TraderParts {
  readonly journal: Journal & { takeCommitTimes(): readonly number[]; settle(): void }
  /** A simulated venue executes against the market and so is told of it; a real one is not. */
  readonly venue: Venue & Partial<Pick<PaperVenue, 'onBook' | 'onTrade'>>
  /** Gives the engine to a venue that reads instruments from it. */
  readonly bind: (engine: TradingEngine) => void
  /** Records and a venue's delays for what would have been; opened when the trader is, and may fail without it. */
  readonly counterfactual: () => { readonly twin: Journal; readonly alone: Journal; readonly latency: () => LatencyModel }
}

const UNATTENDED: Readonly<Record<UnattendedStage, string>> = {
  attended: 'somebody is there',
  escalated: 'signals wait and nobody seems to be there',
  'reduce-only': 'nobody is there: no entries until you re-arm',
  flattened: 'nobody is there: every position is sold',
}

/** The trader of either environment: journal and venue are what differs between paper and live. */
export function startTrader(context: ServiceContext, parts: TraderParts): RunningService {
  const { clock, config, ids, logger } = context
  const { journal, venue } = parts
  const trading = tradingConfig(config)
  const hub = new FeedHub(
    [
      'trading.signals',
      'trading.orders',
      'trading.fills',
      'trading.positions',
      'trading.portfolio',
      'trading.equity',
      'trading.state',
      'trading.journal',
      'trading.metrics',
    ],
    { clock },
  )
  const watch = new ClockWatch()
  const jumped = () => watch.look(clock.now(), clock.elapsed())
  const engine = new TradingEngine(config.environment, trading, { clock, ids, journal, venue, logger, jumped })
  parts.bind(engine)
  engine.open({ currency: config.paper.currency, cash: money(config.paper.startingCash) })
  const publisher = new TraderPublisher(engine, hub, clock, trading)
  publisher.publishAll(journal.lastSequence())
  engine.onStep(publisher.onStep)
  const begin = (): Counterfactual => {
    const { latency, ...own } = parts.counterfactual()
    const horizon = config.overrides.horizonHours * HOUR
    const journals = { real: journal, ...own }
    const guest = new Counterfactual({ real: engine, config: trading, clock, ids, logger, journals, latency, horizon })
    guest.open()
    return guest
  }
  const overrides = new OverrideLedger({
    begin: config.overrides.enabled ? begin : undefined,
    logger,
    alert: (message) => {
      context.alert({ severity: 'warning', source: 'trader', message })
    },
  })
  /** The real trader first: nothing of what would have been may delay what is. */
  const handle = (input: EngineInput): void => {
    engine.handle(input)
    overrides.handle(input)
  }

  engine.onStep((_input, { events }) => {
    for (const event of events) {
      if (event.type !== 'UnattendedStageSet') continue
      const message = `${UNATTENDED[event.stage]}: ${event.reason}`
      context.alert({ severity: event.stage === 'escalated' ? 'warning' : 'critical', source: 'trader', message })
    }
  })
  let signalAges: number[] = []
  let answers: number[] = []
  context.onPeer('feed', (port) => {
    marketInlet(port, {
      instruments: (list) => {
        for (const instrument of list) handle({ type: 'InstrumentListed', instrument })
      },
      clock: (reading) => {
        handle({ type: 'VenueClockMeasured', reading })
      },
      event: (event) => {
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
    for (const strategy of engine.state.disabled) sendSwitch(port, strategy, false)
    port.listen((raw) => {
      const { candidate, gapOpen } = raw as CandidateMessage
      signalAges.push(clock.now() - candidate.createdAt)
      handle({ type: 'CandidateReceived', candidate, gapOpen })
    })
    const stop = engine.onStep((_input, step) => {
      for (const event of step.events) if (event.type === 'StrategyEnabledSet') sendSwitch(port, event.strategy, event.enabled)
    })
    const unfollow = followRecords(engine, config.signals.trackRecord.halfLifeDays * DAY, (records) => {
      sendTrackRecords(port, records)
    })
    port.onClose(() => {
      stop()
      unfollow()
    })
  })
  context.onPeer('recorder', (port) => {
    port.listen((raw) => {
      const { writable } = raw as StorageMessage
      engine.marketDataWritable(writable)
      overrides.marketDataWritable(writable)
    })
  })
  const api = traderApi({ engine, config: trading, journal, clock, overrides, answered: (ms) => answers.push(ms) })
  context.onClient((link) => {
    hub.attach(link)
    exposeApi(api, link)
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
        source: 'trader',
        message: 'the journal is written again; nothing was lost, entries are possible',
      })
    else
      context.alert({
        severity: 'critical',
        source: 'trader',
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
  const timers = [
    clock.every(50, () => {
      publisher.refresh()
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
    stop: () => {
      for (const cancel of timers) cancel()
      hub.close()
      overrides.close()
      journal.close()
      return Promise.resolve()
    },
  }
}
