import { systemRandom } from '../../adapters/system/index.ts'
import { type BookRow, cacheRows, candleRow, exposeApi, type FeedApi, FeedHub } from '../../contract/index.ts'
import {
  type ClockReading,
  describeJump,
  formatPrice,
  formatQuantity,
  type Instrument,
  type InstrumentId,
  type MarketEvent,
  type Millis,
  splitInstrumentId,
  toWire,
} from '../../domain/index.ts'
import { type BookView, type SampledEvent, snapshotOf } from '../../market-data/index.ts'
import { ClockWatch, metric, percentile } from '../../telemetry/index.ts'
import type { RunningService, ServiceContext } from '../runtime/index.ts'
import { gatherByTurn, MARKET_INTERESTS, type MarketOutlet, marketOutlet, type RecordedUntil } from '../streams/index.ts'
import { DataMonitor } from './data-monitor.ts'
import { type ExchangeFeed, openExchangeFeed } from './exchange-feed.ts'
import { describeGap, GapLog } from './gap-log.ts'
import { LatestMarkets } from './latest-markets.ts'
import { FeedMemory } from './memory.ts'

/** Levels a side that flow to the services behind the feed, and to screens. */
const DEPTH = 25
const SCREEN_DEPTH = 60
const SCREEN_INTERVAL = 40
/** Ages are shown against limits of a second, so they are told more often than that. */
const CHANNEL_INTERVAL = 250

export function bookRow(view: BookView, depth: number): BookRow {
  const { bids, asks } = view.book.top(depth)
  const text = (levels: typeof bids): BookRow['bids'] =>
    levels.map((level) => [formatPrice(level.price), formatQuantity(level.quantity)])
  return {
    instrument: view.instrument,
    exchangeTime: view.exchangeTime,
    receivedTime: view.receivedTime,
    sequence: view.sequence,
    state: view.state === 'live' ? 'live' : 'resyncing',
    bids: text(bids),
    asks: text(asks),
  }
}

/** Public market data for everybody else: connects, validates, keeps books, and passes facts on. */
export async function startFeed(context: ServiceContext): Promise<RunningService> {
  const { clock, config, logger } = context
  const hub = new FeedHub(
    ['market.quotes', 'market.books', 'market.trades', 'market.candles', 'market.channels', 'market.gaps', 'feed.metrics'],
    { clock },
  )
  const outlets = new Set<MarketOutlet>()
  const memory = new FeedMemory()
  const gaps = new GapLog()
  const instruments = new Map<InstrumentId, Instrument>()
  const feeds = new Map<string, ExchangeFeed>()
  /** Told by the recorder before the exchange was there to hear it. */
  const early = new Map<InstrumentId, Millis>()
  const changed = new Set<InstrumentId>()
  const clocks = new Map<string, ClockReading>()
  const watch = new ClockWatch()
  const latest = new LatestMarkets()
  const monitor = new DataMonitor((severity, message) => {
    context.alert({ severity, source: 'feed', message })
  })
  const { binsCadenceMs, ...recording } = config.recording
  const sampling = { ...recording, binsCadenceMs: binsCadenceMs ?? recording.bookCadenceMs }
  let latencies: number[] = []
  let messages = 0

  const leaving = gatherByTurn<MarketEvent>((events) => {
    for (const outlet of outlets) outlet.sendAll(events)
  })
  const take = (event: MarketEvent): void => {
    leaving.add(event)
    memory.keep(event)
    if (event.kind === 'trade' && event.backfilled === true) return
    latest.event(event)
    if (event.kind === 'quote') hub.publish('market.quotes', toWire(event))
    else if (event.kind === 'trade') {
      hub.publish('market.trades', toWire(event))
      latencies.push(event.receivedTime - event.exchangeTime)
      messages += 1
    } else if (event.kind === 'candle' && event.timeframe !== '1s') hub.publish('market.candles', candleRow(event))
    else if (event.kind === 'gap') {
      hub.publish('market.gaps', toWire(event))
      if (gaps.keep(event)) context.alert({ severity: 'warning', source: 'feed', message: describeGap(event) })
    }
  }
  const bookChanged = (view: BookView): void => {
    messages += 1
    changed.add(view.instrument)
    latest.book(view)
    if (view.state !== 'live') return
    for (const outlet of outlets) {
      if (!outlet.wants('books')) continue
      leaving.add(snapshotOf(view, DEPTH))
      return
    }
  }
  const sampled = (events: readonly SampledEvent[]): void => {
    for (const event of events) latest.event(event)
    for (const outlet of outlets) outlet.sample(events)
  }
  const lookAtClock = (): void => {
    const jump = watch.look(clock.now(), clock.elapsed())
    if (jump === null) return
    const message = `${describeJump(jump)}: older signals expire, books are rebuilt, streams are restored, clocks are measured anew`
    context.alert({ severity: 'warning', source: 'feed', message })
    clocks.clear()
    for (const feed of feeds.values()) feed.clockJumped(jump)
  }
  context.onWoken(lookAtClock)
  const bookOf = (instrument: InstrumentId): BookView | undefined => {
    for (const feed of feeds.values()) {
      const view = feed.pipeline.book(instrument)
      if (view !== undefined) return view
    }
    return undefined
  }

  const recordedUntil = (instrument: InstrumentId, until: Millis): void => {
    const feed = feeds.get(splitInstrumentId(instrument).exchange)
    if (feed === undefined) early.set(instrument, until)
    else feed.recorded(instrument, until, memory.candles(instrument))
  }

  const heard = (markets: readonly RecordedUntil[]): void => {
    for (const { instrument, until } of markets) recordedUntil(instrument, until)
  }

  for (const [name, interest] of Object.entries(MARKET_INTERESTS)) {
    context.onPeer(name, (port) => {
      const outlet = marketOutlet(port, interest, heard)
      // It gets the newest of everything below; what is on its way to the others would come twice.
      leaving.flush()
      outlets.add(outlet)
      port.onClose(() => outlets.delete(outlet))
      if (instruments.size > 0) outlet.instruments([...instruments.values()])
      for (const candle of memory.candles()) outlet.send(candle)
      for (const gap of gaps.open()) outlet.send(gap)
      for (const reading of clocks.values()) outlet.clock(reading)
    })
  }
  for (const exchange of config.exchanges) {
    const opened = await openExchangeFeed({
      exchange,
      clock,
      random: systemRandom(),
      logger: logger.child({ exchange: exchange.id }),
      maxClockOffset: config.risk.maxClockOffsetMs,
      lookAtClock,
      event: take,
      bookChanged,
      sampling,
      sampled,
      history: (candles) => {
        for (const candle of candles) {
          memory.keep(candle)
          leaving.add(candle)
        }
      },
      listed: (list) => {
        for (const instrument of list) instruments.set(instrument.id, instrument)
        for (const outlet of outlets) outlet.instruments([...instruments.values()])
      },
      clockMeasured: (reading) => {
        clocks.set(reading.exchange, reading)
        for (const outlet of outlets) outlet.clock(reading)
      },
      problem: (severity, message) => {
        context.alert({ severity, source: 'feed', message })
      },
    })
    feeds.set(exchange.id, opened)
    for (const [instrument, until] of early) recordedUntil(instrument, until)
  }
  const api: FeedApi = {
    instruments: () => Promise.resolve([...instruments.values()].map(toWire)),
    book: (instrument, depth) => {
      const found = latest.bookOf(instrument as InstrumentId, clock.now())
      return Promise.resolve(found === null ? null : { ...bookRow(found.view, depth), ...found.age })
    },
    quote: (instrument) => Promise.resolve(latest.quoteOf(instrument as InstrumentId, clock.now())),
    bookMetrics: (instrument) => Promise.resolve(latest.metricsOf(instrument as InstrumentId, clock.now())),
    channels: () => Promise.resolve([...feeds.values()].flatMap((feed) => feed.channels())),
    cache: () => Promise.resolve(cacheRows(latest.counts())),
  }
  context.onClient((link) => {
    hub.attach(link)
    exposeApi(api, link)
  })
  const timers = [
    clock.every(SCREEN_INTERVAL, () => {
      for (const instrument of changed) {
        const view = hub.wanted('market.books', instrument) ? bookOf(instrument) : undefined
        if (view !== undefined) hub.publish('market.books', bookRow(view, SCREEN_DEPTH))
      }
      changed.clear()
    }),
    clock.every(CHANNEL_INTERVAL, () => {
      for (const feed of feeds.values()) for (const row of feed.channels()) hub.publish('market.channels', row)
    }),
    clock.every(1_000, () => {
      const at = clock.now()
      hub.publish('feed.metrics', metric('feed.latency', percentile(latencies, 0.5), 'ms', at))
      hub.publish('feed.metrics', metric('feed.rate', messages, 'per-second', at))
      const queues = [...outlets].map((outlet) => outlet.counts())
      const ages = [...feeds.values()]
        .flatMap(({ pipeline }) => pipeline.freshness(at))
        .flatMap(({ age }) => (age === null ? [] : [age]))
      const waiting = queues.reduce((sum, queue) => sum + queue.waiting, 0)
      const dropped = queues.reduce((sum, queue) => sum + queue.dropped, 0)
      for (const row of monitor.observe({ ages, waiting, dropped, cache: latest.counts() }, at)) hub.publish('feed.metrics', row)
      for (const feed of feeds.values()) for (const row of feed.metrics()) hub.publish('feed.metrics', row)
      latencies = []
      messages = 0
    }),
  ]
  return {
    stop: async () => {
      for (const cancel of timers) cancel()
      await Promise.all([...feeds.values()].map((feed) => feed.close()))
      hub.close()
    },
  }
}
