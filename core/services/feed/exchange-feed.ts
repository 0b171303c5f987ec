import { backoffDelay, type CcxtFeed, type CcxtFeedOptions, feedKindOf, openCcxtFeed, pause } from '../../adapters/ccxt/index.ts'
import type { ChannelRow, ConfigFile, MetricRow } from '../../contract/index.ts'
import {
  type Candle,
  type ClockJump,
  type ClockReading,
  describeJump,
  type Gap,
  InputError,
  type Instrument,
  type InstrumentId,
  type MarketEvent,
  type Millis,
  splitInstrumentId,
} from '../../domain/index.ts'
import {
  type BookView,
  CandleGaps,
  createGenericMapper,
  createMarketPipeline,
  genericKlines,
  historyFor,
  type MarketPipeline,
  MarketSampler,
  mapperFor,
  type SampledEvent,
  type SamplingOptions,
} from '../../market-data/index.ts'
import type { Clock, Logger, Random, Stopwatch } from '../../ports/index.ts'
import { Backfill } from './backfill.ts'
import { type ClockMeter, keepClockMeasured } from './clock-meter.ts'
import { Conditions, type Severity } from './conditions.ts'
import { loadHistory } from './history.ts'
import { MarketCounts } from './market-counts.ts'
import { venueHistory } from './venue-history.ts'
import { venueMetrics, watchBudget } from './venue-metrics.ts'

export interface ExchangeFeedOptions {
  readonly exchange: ConfigFile['exchanges'][number]
  readonly clock: Clock & Stopwatch
  readonly random: Random
  readonly logger: Logger
  /** Furthest the venue's clock may be from ours before it alerts, ms. */
  readonly maxClockOffset: number
  /** Looks whether our clock jumped, before anything is stamped with it; leads to {@link ExchangeFeed.clockJumped}. */
  readonly lookAtClock: () => void
  readonly listed: (instruments: readonly Instrument[]) => void
  readonly event: (event: MarketEvent) => void
  readonly history: (candles: readonly Candle[]) => void
  readonly bookChanged: (view: BookView) => void
  readonly sampling: SamplingOptions
  /** The samples of one instant of the grid. */
  readonly sampled: (events: readonly SampledEvent[]) => void
  readonly clockMeasured: (reading: ClockReading) => void
  readonly problem: (severity: Severity, message: string) => void
}

export interface ExchangeFeed {
  readonly pipeline: MarketPipeline
  channels(): readonly ChannelRow[]
  /** One-minute bars of a market were recorded until then in an earlier run; those since are fetched unless `known`. */
  recorded(instrument: InstrumentId, until: Millis, known: readonly Candle[]): void
  /** The venue's clock and rate budget, as of now. */
  metrics(): readonly MetricRow[]
  /** Distrusts everything that was stamped before: books, ages, the offset to the venue, the connections. */
  clockJumped(jump: ClockJump): void
  close(): Promise<void>
}

/** Between two tries to reach a venue that is down at the start, ms. */
const RETRY = { base: 5_000, max: 60_000 }
const TICK = 100
/** The terminal opens after so long without the venue, ms. */
const PATIENCE = 3_000
const CLOSE_TIMEOUT = 2_000

/** One exchange: its connection, its pipeline, and the requests that the pipeline asks for. */
export async function openExchangeFeed(options: ExchangeFeedOptions): Promise<ExchangeFeed> {
  const { exchange, clock, logger } = options
  const generic = feedKindOf(exchange.id) === 'generic'
  const counts = new MarketCounts()
  const conditions = new Conditions(clock, (severity, message) => {
    options.problem(severity, `${exchange.id}: ${message}`)
  })
  const closing = new AbortController()
  let feed: CcxtFeed | undefined
  let backfill: Backfill | undefined
  let listedAt = clock.now()
  let reading: ClockReading | undefined
  let meter: ClockMeter | undefined
  const told = (gap: Gap): void => {
    options.event(gap)
    backfill?.told(gap)
  }
  const candleGaps = new CandleGaps(told)
  const pipeline = createMarketPipeline({
    mapper: generic ? createGenericMapper(exchange.id) : mapperFor(exchange.id),
    unknownSymbols: 'refuse',
    sink: {
      event(event) {
        if (event.kind === 'gap') {
          told(event)
          return
        }
        if (event.kind !== 'trade' || event.backfilled === undefined) counts.event(event)
        if (event.kind === 'trade' && event.backfilled === undefined) sampler.trade(event)
        options.event(event)
      },
      bookChanged(view) {
        counts.book(view.instrument)
        options.bookChanged(view)
      },
      quarantined({ connection, reason }) {
        counts.refused(connection, reason)
      },
      snapshotNeeded(instrument, reason) {
        counts.resync(instrument)
        logger.debug('a book snapshot is asked for', { instrument, reason })
        feed?.requestSnapshot(splitInstrumentId(instrument).symbol).catch((error: unknown) => {
          logger.warn('a book snapshot failed', { instrument, reason: String(error) })
        })
      },
      badRate({ on, share }) {
        const percent = (share * 100).toFixed(1)
        if (on) conditions.raise('bad messages', 'critical', `${percent} % of the messages are bad`)
        else conditions.clear('bad messages', `the messages are good again (${percent} % bad)`)
      },
    },
  })

  const sampler = new MarketSampler(pipeline, options.sampling, options.sampled)

  /** Settled by the first list of markets, by a wrong configuration, or by patience. */
  const first = Promise.withResolvers<void>()

  const onFrame: CcxtFeedOptions['onFrame'] = (frame) => {
    if (!frame.market) return
    options.lookAtClock()
    sampler.advance(frame.receivedTime)
    pipeline.push(frame)
  }
  const onStatus: CcxtFeedOptions['onStatus'] = (status) => {
    const { channel } = status
    if (status.state === 'connected') {
      logger.info('connected', { channel })
      conditions.clear(channel, `${channel}: connected again`)
      return
    }
    pipeline.connectionLost(status.connection, status.at)
    conditions.raise(channel, 'warning', `${channel}: ${status.reason}; trying again until it is back`)
  }

  const open = async (): Promise<void> => {
    const opened = await openCcxtFeed({
      exchange: exchange.id,
      symbols: exchange.symbols,
      // Candles are built from trades, so there is nothing to subscribe for them.
      channels: exchange.channels.filter((channel) => channel !== 'candles'),
      ...(exchange.endpoint === undefined ? {} : { endpoint: exchange.endpoint }),
      clock,
      random: options.random,
      logger,
      onFrame,
      onStatus,
      signal: closing.signal,
    })
    feed = opened
    if (closing.signal.aborted) {
      await opened.close()
      return
    }
    pipeline.addInstruments(opened.instruments)
    const past = generic ? undefined : venueHistory(opened, exchange.id)
    if (past !== undefined)
      backfill = new Backfill({ history: past, pipeline, candleGaps, candles: options.history, clock, logger })
    listedAt = clock.now()
    options.listed(opened.instruments)
    first.resolve()
    conditions.clear('unreachable', 'reached')
    meter = keepClockMeasured({
      exchange: exchange.id,
      read: () => opened.readClock(),
      clock,
      logger,
      conditions,
      limit: options.maxClockOffset,
      measured: (measured) => {
        reading = measured
        options.clockMeasured(measured)
      },
    })
    const mapper = generic ? genericKlines : historyFor(exchange.id)
    if (mapper === undefined) {
      logger.info('this exchange has no history here; charts begin now')
      return
    }
    await loadHistory({
      feed: opened,
      mapper,
      instruments: opened.instruments,
      logger,
      closing: () => closing.signal.aborted,
      take: (candles) => {
        pipeline.prime(candles)
        options.history(candles)
        candleGaps.take(candles)
      },
    })
  }

  /** The venue may be down when we start: keep trying; only a wrong configuration is final. */
  const keepOpening = async (): Promise<void> => {
    for (let attempt = 0; ; attempt += 1) {
      try {
        await open()
        return
      } catch (error) {
        if (error instanceof InputError || closing.signal.aborted) throw error
        const reason = error instanceof Error ? error.message : String(error)
        conditions.raise('unreachable', 'critical', `cannot be reached (${reason}); trying again until it can`)
        await pause(clock, backoffDelay(attempt, options.random, RETRY), closing.signal)
        if (closing.signal.aborted) return
      }
    }
  }
  const opening = keepOpening().catch((error: unknown) => {
    if (closing.signal.aborted) return
    first.reject(error)
    // Nobody waits for it any more when the venue took its time to answer.
    options.problem('critical', `${exchange.id}: ${error instanceof Error ? error.message : String(error)}`)
  })
  // A venue that is down must not keep the terminal from opening.
  const patience = clock.after(PATIENCE, () => {
    first.resolve()
  })
  const timers = [
    clock.every(TICK, () => {
      options.lookAtClock()
      const now = clock.now()
      sampler.advance(now)
      pipeline.tick(now)
    }),
    clock.every(
      1_000,
      watchBudget(conditions, () => feed?.budget()),
    ),
  ]
  const stopTimers = (): void => {
    for (const stop of timers) stop()
  }
  try {
    await first.promise
  } catch (error) {
    stopTimers()
    throw error
  } finally {
    patience()
  }
  return {
    pipeline,
    channels: () => {
      const now = clock.now()
      const clocks = { clockOffset: reading?.offset ?? null, clockOffsetLimit: options.maxClockOffset }
      const of = { exchange: exchange.id, sequenceCheck: !generic, ...clocks }
      return pipeline.freshness(now).map((entry) => counts.row(entry, now, { ...of, gaps: pipeline.gapCount(entry.instrument) }))
    },
    metrics: () => venueMetrics(exchange.id, clock.now(), { budget: feed?.budget(), reading }),
    clockJumped: (jump) => {
      const reason = describeJump(jump)
      logger.warn('the clock jumped', { kind: jump.kind, by: jump.by })
      reading = undefined
      feed?.reconnect(reason)
      pipeline.clockJumped(clock.now())
      meter?.again()
    },
    recorded: (instrument, until, known) => {
      candleGaps.stopped(instrument, until, listedAt)
      candleGaps.take(known)
    },
    close: async () => {
      closing.abort()
      stopTimers()
      meter?.stop()
      conditions.close()
      // What came since the last instant of the grid would never be told.
      sampler.advance(clock.now())
      const filled = backfill?.close()
      await feed?.close()
      await filled
      await Promise.race([opening, new Promise<void>((resolve) => clock.after(CLOSE_TIMEOUT, resolve))])
    },
  }
}
