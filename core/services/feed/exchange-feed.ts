import { type CcxtFeed, openCcxtFeed, profileFor } from '../../adapters/ccxt/index.ts'
import type { ChannelRow, ConfigFile } from '../../contract/index.ts'
import {
  type Candle,
  type Channel,
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
  createMarketPipeline,
  CHANNEL_FRESHNESS,
  type Freshness,
  historyFor,
  type MarketPipeline,
  MarketSampler,
  mapperFor,
  type SampledEvent,
  type SamplingOptions,
} from '../../market-data/index.ts'
import type { Clock, Logger, Random } from '../../ports/index.ts'
import { Backfill } from './backfill.ts'
import { loadHistory } from './history.ts'
import { venueHistory } from './venue-history.ts'

export interface ExchangeFeedOptions {
  readonly exchange: ConfigFile['exchanges'][number]
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly listed: (instruments: readonly Instrument[]) => void
  readonly event: (event: MarketEvent) => void
  readonly history: (candles: readonly Candle[]) => void
  readonly bookChanged: (view: BookView) => void
  readonly sampling: SamplingOptions
  /** The samples of one instant of the grid. */
  readonly sampled: (events: readonly SampledEvent[]) => void
  readonly problem: (severity: 'info' | 'warning' | 'critical', message: string) => void
}

export interface ExchangeFeed {
  readonly pipeline: MarketPipeline
  channels(): readonly ChannelRow[]
  /** One-minute bars of a market were recorded until then in an earlier run; those since are fetched unless `known`. */
  recorded(instrument: InstrumentId, until: Millis, known: readonly Candle[]): void
  close(): Promise<void>
}

const RETRY = 5_000
const TICK = 100

/** One exchange: its connection, its pipeline, and the requests that the pipeline asks for. */
export async function openExchangeFeed(options: ExchangeFeedOptions): Promise<ExchangeFeed> {
  const { exchange, clock, logger } = options
  profileFor(exchange.id)
  const stats = new Map<string, InstrumentCounts>()
  const refused = new Map<string, number>()
  const down = new Set<Channel>()
  let feed: CcxtFeed | undefined
  let backfill: Backfill | undefined
  let listedAt = clock.now()
  let closed = false
  const of = (instrument: string) => {
    const found: InstrumentCounts = stats.get(instrument) ?? {
      latency: 0,
      resyncs: 0,
      trades: 0,
      ticker: 0,
      book: 0,
      candles: 0,
    }
    stats.set(instrument, found)
    return found
  }
  const told = (gap: Gap): void => {
    options.event(gap)
    backfill?.told(gap)
  }
  const candleGaps = new CandleGaps(told)
  const pipeline = createMarketPipeline({
    mapper: mapperFor(exchange.id),
    unknownSymbols: 'refuse',
    sink: {
      event(event) {
        if (event.kind === 'gap') {
          told(event)
          return
        }
        const entry = of(event.instrument)
        if (event.kind === 'trade' && event.backfilled === undefined) {
          entry.latency = event.receivedTime - event.exchangeTime
          entry.trades += 1
          sampler.trade(event)
        } else if (event.kind === 'quote') entry.ticker += 1
        else if (event.kind === 'candle') entry.candles += 1
        options.event(event)
      },
      bookChanged(view) {
        of(view.instrument).book += 1
        options.bookChanged(view)
      },
      quarantined({ connection }) {
        refused.set(connection, (refused.get(connection) ?? 0) + 1)
      },
      snapshotNeeded(instrument, reason) {
        const { symbol } = splitInstrumentId(instrument)
        of(instrument).resyncs += 1
        logger.debug('a book snapshot is asked for', { instrument, reason })
        feed?.requestSnapshot(symbol).catch((error: unknown) => {
          logger.warn('a book snapshot failed', { instrument, reason: String(error) })
        })
      },
      badRate({ on, share }) {
        if (on) options.problem('critical', `${exchange.id}: ${(share * 100).toFixed(1)} % of the messages are bad`)
      },
    },
  })

  const sampler = new MarketSampler(pipeline, options.sampling, options.sampled)

  /** Settled by the first list of markets, by a wrong configuration, or by patience. */
  const first = Promise.withResolvers<void>()

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
      onFrame: (frame) => {
        if (!frame.market) return
        sampler.advance(frame.receivedTime)
        pipeline.push(frame)
      },
      onStatus: (status) => {
        const { channel } = status
        if (status.state === 'connected') {
          logger.info('connected', { channel })
          if (down.delete(channel)) options.problem('info', `${exchange.id} ${channel}: connected again`)
          return
        }
        pipeline.connectionLost(status.connection, status.at)
        // One alert for each loss, however many tries it takes to come back.
        if (!down.has(channel))
          options.problem('warning', `${exchange.id} ${channel}: ${status.reason}; trying again until it is back`)
        down.add(channel)
      },
    })
    feed = opened
    if (closed) {
      await opened.close()
      return
    }
    pipeline.addInstruments(opened.instruments)
    const past = venueHistory(opened, exchange.id)
    if (past !== undefined)
      backfill = new Backfill({ history: past, pipeline, candleGaps, candles: options.history, clock, logger })
    listedAt = clock.now()
    options.listed(opened.instruments)
    first.resolve()
    const mapper = historyFor(exchange.id)
    if (mapper === undefined) {
      logger.info('this exchange has no history here; charts begin now')
      return
    }
    await loadHistory({
      feed: opened,
      mapper,
      instruments: opened.instruments,
      logger,
      closing: () => closed,
      take: (candles) => {
        pipeline.prime(candles)
        options.history(candles)
        candleGaps.take(candles)
      },
    })
  }

  /** The venue may be down when we start: keep trying; only a wrong configuration is final. */
  const keepOpening = async (): Promise<void> => {
    for (;;) {
      try {
        await open()
        return
      } catch (error) {
        if (error instanceof InputError || closed) throw error
        const reason = error instanceof Error ? error.message : String(error)
        options.problem('critical', `${exchange.id} cannot be reached (${reason}); trying again in ${String(RETRY / 1_000)} s`)
        await new Promise<void>((resolve) => clock.after(RETRY, resolve))
        if (closed) return
      }
    }
  }
  const opening = keepOpening().catch((error: unknown) => {
    if (closed) return
    if (error instanceof InputError) first.reject(error)
    else options.problem('critical', String(error))
  })
  // A venue that is down must not keep the terminal from opening.
  const patience = clock.after(3_000, () => {
    first.resolve()
  })
  const ticking = clock.every(TICK, () => {
    const now = clock.now()
    sampler.advance(now)
    pipeline.tick(now)
  })
  try {
    await first.promise
  } finally {
    patience()
  }
  return {
    pipeline,
    channels: () => {
      const now = clock.now()
      return pipeline.freshness(now).map((entry) => {
        const rejected = refused.get(`${exchange.id}.${entry.channel}`) ?? 0
        return {
          ...channelRow(entry, now, of(entry.instrument)),
          exchange: exchange.id,
          rejected,
          gaps: pipeline.gapCount(entry.instrument),
        }
      })
    },
    recorded: (instrument, until, known) => {
      candleGaps.stopped(instrument, until, listedAt)
      candleGaps.take(known)
    },
    close: async () => {
      closed = true
      ticking()
      // What came since the last instant of the grid would never be told.
      sampler.advance(clock.now())
      const filled = backfill?.close()
      await feed?.close()
      await filled
      await Promise.race([opening, new Promise<void>((resolve) => clock.after(2_000, resolve))])
    },
  }
}

interface InstrumentCounts extends Record<Channel, number> {
  latency: number
  resyncs: number
}

/** `rejected` counts the frames of the channel's connection, which its markets share. */
function channelRow(entry: Freshness, now: number, counts: InstrumentCounts): Omit<ChannelRow, 'exchange' | 'rejected' | 'gaps'> {
  return {
    instrument: entry.instrument,
    channel: entry.channel,
    lastReceivedAt: entry.age === null ? 0 : now - entry.age,
    limit: CHANNEL_FRESHNESS[entry.channel],
    messages: counts[entry.channel],
    resyncs: counts.resyncs,
    latency: counts.latency,
  }
}
