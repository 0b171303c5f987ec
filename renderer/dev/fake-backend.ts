import {
  type BookHistoryRequest,
  exposeApi,
  FeedHub,
  type IndicatorRequest,
  type Link,
  type ServiceName,
  type ShadowRequest,
  TOPICS,
  type Topic,
} from '../../core/contract/index.ts'
import type { Clock } from '../engine-client/index.ts'
import { fakeBook, fakeBookHistory, fakeBookMetrics, publishQueue } from './fake-books.ts'
import { FAKE_CATALOG } from './fake-catalog.ts'
import { FAKE_CACHE, publishHealth } from './fake-health.ts'
import { FAKE_INDICATORS, fakeIndicator } from './fake-indicators.ts'
import { FakeLogs } from './fake-logs.ts'
import { FAKE_TIMEFRAMES, type FakeMarket, type FakeTimeframe, fakeHistory, fakeMarkets, stepMarkets } from './fake-market.ts'
import { FakeMode } from './fake-mode.ts'
import { FakeResearch } from './fake-research.ts'
import { fakeShadow } from './fake-shadow.ts'
import { publishStrategies } from './fake-strategies.ts'
import { FakeTrader } from './fake-trader.ts'
import { LoopTransport } from './loop-transport.ts'
import { seeded } from './random.ts'

export interface FakeBackendOptions {
  readonly clock: Clock
  readonly random: () => number
  readonly environment?: 'paper' | 'live'
}

export interface FakeBackend {
  readonly hub: FeedHub
  readonly trader: FakeTrader
  readonly research: FakeResearch
  readonly logs: FakeLogs
  readonly markets: readonly FakeMarket[]
  readonly transport: LoopTransport
  accept(service: ServiceName, link: Link): void
  /** One step of markets, marks and measurements. */
  step(): void
  close(): void
}

const isTimeframe = (text: string): text is FakeTimeframe => FAKE_TIMEFRAMES.some((timeframe) => timeframe === text)

function publishMeasurements(hub: FeedHub, clock: Clock, random: () => number): void {
  const at = clock.now()
  hub.publish('feed.metrics', { name: 'feed.latency', value: 34 + random() * 8, unit: 'ms', at })
  hub.publish('feed.metrics', { name: 'feed.rate', value: 180 + random() * 60, unit: 'per-second', at })
  hub.publish('trading.metrics', { name: 'strategy.latency', value: 1.6 + random(), unit: 'ms', at })
  hub.publish('trading.metrics', { name: 'order.latency', value: 0.5 + random(), unit: 'ms', at })
  hub.publish('trading.metrics', { name: 'journal.commit.p95', value: 0.3 + random() * 0.2, unit: 'ms', at })
  hub.publish('recorder.metrics', { name: 'recorder.commit.p95', value: 0.4 + random() * 0.2, unit: 'ms', at })
  hub.publish('recorder.metrics', { name: 'recorder.queue', value: Math.floor(random() * 3), unit: 'count', at })
  for (const service of ['feed', 'strategy', 'trader', 'recorder', 'research'] as const) {
    hub.publish('system.services', {
      service,
      state: 'running',
      restarts: service === 'feed' ? 1 : 0,
      heartbeatAt: at,
      loopLag: 0.6 + random(),
      memory: 4e7 + random() * 2e7,
    })
  }
}

/** All services in one page, with scripted data that looks alive. For development and tests only. */
export function createFakeBackend({ clock, random, environment = 'paper' }: FakeBackendOptions): FakeBackend {
  const hub = new FeedHub(Object.keys(TOPICS) as Topic[], { clock })
  const markets = fakeMarkets()
  stepMarkets(markets, hub, clock, () => 0.5)
  const trader = new FakeTrader({ hub, clock, markets, random, environment })
  const mode = new FakeMode(hub, clock, environment)
  const research = new FakeResearch({ hub, clock })
  const logs = new FakeLogs(hub, clock)
  publishStrategies(hub, markets, clock, random)
  const histories = new Map<string, ReturnType<typeof fakeHistory>>()
  const history = (instrument: string, timeframe: string): ReturnType<typeof fakeHistory> => {
    const key = `${instrument}|${timeframe}`
    const market = markets.find((item) => item.instrument.id === instrument)
    if (market === undefined || !isTimeframe(timeframe)) return []
    const known =
      histories.get(key) ??
      fakeHistory(market, timeframe, clock.now(), seeded(market.start * 100 + FAKE_TIMEFRAMES.indexOf(timeframe)))
    histories.set(key, known)
    return known
  }
  const bookOf = (instrument: string) => hub.rows('market.books').find((row) => row.instrument === instrument)
  const marketOf = (instrument: string) => markets.find((market) => market.instrument.id === instrument)
  const accept = (service: ServiceName, link: Link): void => {
    hub.attach(link)
    if (service === 'trader') exposeApi(trader.api, link)
    else if (service === 'trader-live') {
      const command = (raw: { readonly key: string }) => {
        mode.settle(raw.key)
        return Promise.resolve({ ok: true, commandId: 'x', sequence: 1, orderIds: [], message: 'settled' })
      }
      exposeApi({ command, shadow: (query: ShadowRequest) => Promise.resolve(fakeShadow(query, clock.now(), markets)) }, link)
    } else if (service === 'feed') {
      exposeApi(
        {
          instruments: () => Promise.resolve(markets.map(({ instrument }) => instrument)),
          book: (instrument: string, depth: number) => {
            const row = bookOf(instrument)
            const market = marketOf(instrument)
            if (row === undefined || market === undefined) return Promise.resolve(null)
            return Promise.resolve({ ...row, ...fakeBook(market, market.price, clock.now(), depth), age: 0, fresh: true })
          },
          bookMetrics: (instrument: string) => {
            const market = marketOf(instrument)
            if (market === undefined) return Promise.reject(new Error(`no market ${instrument}`))
            return Promise.resolve(fakeBookMetrics(market, bookOf(instrument), clock.now()))
          },
          cache: () => Promise.resolve(FAKE_CACHE),
        },
        link,
      )
    } else if (service === 'recorder') {
      exposeApi(
        {
          candles: ({
            instrument,
            timeframe,
            to,
            limit,
          }: {
            instrument: string
            timeframe: string
            to?: number
            limit: number
          }) =>
            Promise.resolve(
              history(instrument, timeframe)
                .filter(({ openTime }) => to === undefined || openTime <= to)
                .slice(-limit),
            ),
          gaps: () => Promise.resolve(hub.rows('market.gaps')),
          indicators: () => Promise.resolve(FAKE_INDICATORS),
          // Async, so that a refusal is an answer.
          indicator: async (request: IndicatorRequest) =>
            Promise.resolve(fakeIndicator(request, history(request.instrument, request.timeframe))),
          bookHistory: (request: BookHistoryRequest) => {
            const market = marketOf(request.instrument)
            return Promise.resolve(market === undefined ? [] : fakeBookHistory(market, request, clock.now()))
          },
          cache: () => Promise.resolve([]),
        },
        link,
      )
    } else if (service === 'research') exposeApi(research.api, link)
    else if (service === 'strategy')
      exposeApi({ catalog: () => Promise.resolve(FAKE_CATALOG), cache: () => Promise.resolve([]) }, link)
    else if (service === 'host') {
      const status = {
        version: '0.1.0',
        environment,
        startedAt: clock.now(),
        uptime: 0,
        source: 'demo market',
        sourceNote: 'Book simulated around recorded candles',
        services: [],
        exchanges: [],
        dataDir: '',
      }
      exposeApi({ status: () => Promise.resolve(status), ...mode.api }, link)
    }
  }
  const defer = (task: () => void): void => {
    clock.after(0, task)
  }
  return {
    hub,
    trader,
    research,
    logs,
    markets,
    transport: new LoopTransport({ defer, accept }),
    accept,
    step() {
      stepMarkets(markets, hub, clock, random)
      trader.step()
      publishQueue(hub)
      publishMeasurements(hub, clock, random)
      publishHealth(hub, clock, random)
      logs.step()
    },
    close() {
      hub.close()
    },
  }
}
