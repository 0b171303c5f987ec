import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { countedIds, silentLogger } from '../../adapters/memory/index.ts'
import { systemClock } from '../../adapters/system/index.ts'
import {
  API_METHODS,
  type ConfigInput,
  connectApi,
  type Link,
  linkPair,
  parseConfig,
  type TraderApi,
} from '../../contract/index.ts'
import { type CommandResult, millis } from '../../domain/index.ts'
import type { Clock, Stopwatch } from '../../ports/index.ts'
import { type BitstampStub, startBitstampStub } from '../../testing/bitstamp-stub.ts'
import { portPair } from '../../testing/port-pair.ts'
import { binanceVenue, startVenueServer, type VenueServer } from '../../testing/venue-server/index.ts'
import type { Port, RunningService, ServiceContext, StartService } from '../runtime/index.ts'
import { startPaperTrader } from '../trader-paper/index.ts'
import { openExchangeFeed } from './exchange-feed.ts'
import { startFeed } from './feed.ts'
import { KEYLESS } from '../../testing/service-context.ts'

const MINUTES = 60_000
const snapshotOf = (update: number): string =>
  `{"lastUpdateId":${String(update)},"bids":[["61000.10000000","0.50000000"]],"asks":[["61000.20000000","0.25000000"]]}`

let folder: string
let running: { stop(): Promise<unknown> }[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sentinel-feed-'))
  running = []
})

afterEach(async () => {
  for (const each of running.reverse()) await each.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** Binance on loopback, with a clock of its own. */
async function binance(depth: () => string): Promise<VenueServer & { setClockOffset(offset: number): void }> {
  let offset = 0
  const server = await startVenueServer(binanceVenue({ depth }), { now: () => Date.now() + offset })
  return {
    ...server,
    setClockOffset: (next) => {
      offset = next
    },
  }
}

/** The machine's clock, which the test can set: the stopwatch and the timers do not notice. */
function settableClock() {
  const real = systemClock()
  let shift = 0
  return { ...real, now: () => millis(real.now() + shift), setBy: (by: number) => void (shift += by) }
}

/** Timers that wait a fiftieth of their time. */
const fiftyTimesFaster = (): Clock & Stopwatch => {
  const real = systemClock()
  return { ...real, after: (delay, task) => real.after(delay / 50, task), every: (period, task) => real.every(period / 50, task) }
}

/** Feed and paper trader in one thread, as the host joins them, against a venue on loopback. */
async function terminal(config: Partial<ConfigInput> = {}) {
  let update = 100
  const stub = await binance(() => snapshotOf(update))
  running.push({ stop: () => stub.close() })
  const clock = settableClock()
  const parsed = parseConfig({ exchanges: [{ id: 'binance', symbols: ['BTC/USDT'], endpoint: stub.origin }], ...config })
  const alerts: string[] = []
  const wakers: (() => void)[] = []
  const [feedEnd, traderEnd] = portPair()
  const start = async (service: StartService, peers: Readonly<Record<string, Port>>): Promise<Link> => {
    const [near, far] = linkPair((task) => {
      queueMicrotask(task)
    })
    const context: ServiceContext = {
      config: { ...parsed, dataDir: folder, environment: 'paper' },
      clock,
      ids: countedIds(),
      logger: silentLogger(),
      onUserStrategies: () => undefined,
      ...KEYLESS,
      onWoken: (listener) => {
        wakers.push(listener)
      },
      onPeer: (name, listener) => {
        const port = peers[name]
        if (port !== undefined) listener(port)
      },
      onClient: (listener) => {
        listener(far)
      },
      alert: ({ severity, message }) => alerts.push(`${severity}: ${message}`),
    }
    const service_: RunningService = await service(context)
    running.push(service_)
    return near
  }
  const trader = connectApi<TraderApi>(API_METHODS.trader, await start(startPaperTrader, { feed: traderEnd }), { clock })
  await start(startFeed, { trader: feedEnd })
  /** A new best bid and ask of now. */
  const quote = (): void => {
    update += 1
    const bids = [['61000.10000000', String(update / 1_000)]]
    stub.send(
      'btcusdt@depth@100ms',
      JSON.stringify({ e: 'depthUpdate', E: clock.now(), s: 'BTCUSDT', U: update, u: update, b: bids, a: [] }),
    )
  }
  let commands = 0
  const buy = (): Promise<CommandResult> => {
    commands += 1
    const order = { instrument: 'binance:BTC/USDT', side: 'buy', orderType: 'limit', quantity: '0.001', limitPrice: '60000' }
    return trader.command({ type: 'SubmitOrder', id: `c${String(commands)}`, ...order }, 'user')
  }
  /** Quotes until a purchase meets with what is expected. */
  const bought = (check: (result: CommandResult) => void): Promise<void> =>
    vi.waitFor(
      async () => {
        quote()
        await new Promise((resolve) => setTimeout(resolve, 20))
        check(await buy())
      },
      { timeout: 8_000, interval: 30 },
    )
  const count = (part: string): number => stub.paths.filter((path) => path.includes(part)).length
  const wake = (): void => {
    for (const each of wakers) each()
  }
  return { stub, clock, alerts, trader, buy, bought, count, quote, wake }
}

describe('the feed and the trader behind it', () => {
  it('blocks entries in words while the venue`s clock is too far away, and alerts once', async () => {
    const { stub, bought, alerts, clock } = await terminal()
    await vi.waitFor(() => expect(stub.subscribed.length).toBe(3))
    await bought((result) => expect(result).toMatchObject({ ok: true }))
    stub.setClockOffset(4_000)
    // What makes it measure anew.
    clock.setBy(1_500)
    await bought((result) =>
      expect(result.message).toMatch(/^clock: ours is 2[45]\d\d ms behind binance's \(± \d+ ms\), limit 1000 ms$/),
    )
    expect(alerts.filter((alert) => alert.startsWith('critical: binance: our clock is')).length).toBe(1)
  })

  it('after a sleep of twenty minutes restores streams and books, measures the clock, and buys only with data of now', async () => {
    const { stub, bought, buy, alerts, clock, count } = await terminal()
    await bought((result) => expect(result).toMatchObject({ ok: true }))
    // A measurement is five readings; the first is enough to buy.
    await vi.waitFor(() => expect(count('/time')).toBe(5), { timeout: 5_000 })
    const before = { subscribed: stub.subscribed.length, depth: count('/depth'), time: count('/time') }
    stub.setClockOffset(20 * MINUTES)
    clock.setBy(20 * MINUTES)
    // Nothing of before the sleep is of use, also before the watch on the clock has looked.
    expect((await buy()).message).toMatch(/fresh-price: \d{7} ms/)
    await vi.waitFor(() => expect(stub.subscribed.length).toBe(before.subscribed + 3), { timeout: 5_000 })
    await bought((result) => expect(result).toMatchObject({ ok: true }))
    expect(count('/time')).toBe(before.time + 5)
    expect(count('/depth')).toBeGreaterThan(before.depth)
    const told = alerts.filter((alert) => alert.includes('1200.0 s: older signals expire'))
    expect(told).toEqual([
      'warning: the machine slept or its clock was set ahead, by 1200.0 s: older signals expire, books are rebuilt, streams are restored, clocks are measured anew',
    ])
    expect(alerts.filter((alert) => alert.startsWith('warning: binance: ')).length).toBe(3)
  })

  it('told by its host that the machine slept, looks at the clock at once', async () => {
    const { stub, bought, alerts, clock, wake } = await terminal()
    await bought((result) => expect(result).toMatchObject({ ok: true }))
    const slept = (): number => alerts.filter((alert) => alert.includes('older signals expire')).length
    wake()
    expect(slept()).toBe(0)
    stub.setClockOffset(20 * MINUTES)
    clock.setBy(20 * MINUTES)
    wake()
    expect(slept()).toBe(1)
  })
})

describe('one exchange', () => {
  const opened = async (
    exchange: { id: string; symbols: string[]; endpoint: string },
    clock: Clock & Stopwatch = systemClock(),
  ) => {
    const problems: string[] = []
    const parsedConfig = parseConfig({ exchanges: [exchange] })
    const [parsed] = parsedConfig.exchanges
    if (parsed === undefined) throw new Error('one exchange was given')
    const feed = await openExchangeFeed({
      exchange: parsed,
      clock,
      random: { next: () => 0.5 },
      logger: silentLogger(),
      maxClockOffset: 1_000,
      lookAtClock: () => undefined,
      listed: () => undefined,
      event: () => undefined,
      sampling: { ...parsedConfig.recording, binsCadenceMs: 1_000 },
      sampled: () => undefined,
      history: () => undefined,
      bookChanged: () => undefined,
      clockMeasured: () => undefined,
      problem: (severity, message) => problems.push(`${severity}: ${message}`),
    })
    running.push({ stop: () => feed.close() })
    return { feed, problems }
  }

  it('without a profile says of each channel that nothing checks its sequence', async () => {
    const stub: BitstampStub = await startBitstampStub()
    running.push({ stop: () => stub.close() })
    const { feed } = await opened({ id: 'bitstamp', symbols: ['BTC/USD'], endpoint: stub.origin })
    await vi.waitFor(() => {
      stub.trade('btcusd', Math.floor(Math.random() * 1e9), '60000', '1')
      expect(feed.channels().map(({ channel }) => channel)).toEqual(expect.arrayContaining(['trades', 'ticker']))
    })
    expect(feed.channels().every(({ sequenceCheck, clockOffset }) => !sequenceCheck && clockOffset === null)).toBe(true)
    expect(feed.metrics().map(({ name }) => name)).toContain('feed.budget.used.bitstamp')
  })

  it('with one shows its clock and its budget', async () => {
    const stub = await binance(() => snapshotOf(100))
    running.push({ stop: () => stub.close() })
    stub.setClockOffset(300)
    const { feed } = await opened({ id: 'binance', symbols: ['BTC/USDT'], endpoint: stub.origin })
    await vi.waitFor(() => {
      stub.send(
        'btcusdt@trade',
        JSON.stringify({ e: 'trade', E: Date.now(), s: 'BTCUSDT', t: Date.now(), p: '61000', q: '1', T: Date.now(), m: true }),
      )
      const [row] = feed.channels()
      expect(row?.sequenceCheck).toBe(true)
      expect(Math.abs((row?.clockOffset ?? 0) - 300)).toBeLessThan(100)
    })
    const used = feed.metrics().find(({ name }) => name === 'feed.budget.used.binance')
    expect(used?.value).toBeGreaterThan(20)
  })

  it('that cannot be reached is told once, however often it is tried, and once when it can', async () => {
    const stub = await binance(() => snapshotOf(100))
    running.push({ stop: () => stub.close() })
    stub.failNext(1_000)
    const { problems } = await opened({ id: 'binance', symbols: ['BTC/USDT'], endpoint: stub.origin }, fiftyTimesFaster())
    // Three tries each time.
    await vi.waitFor(() => expect(stub.paths.length).toBeGreaterThanOrEqual(9), { timeout: 5_000 })
    expect(problems.length).toBe(1)
    expect(problems[0]).toMatch(/^critical: binance: cannot be reached/)
    stub.failNext(0)
    await vi.waitFor(() => expect(problems.slice(1)).toEqual(['info: binance: reached']), { timeout: 5_000 })
  })

  it('tells once that a tenth of the messages is bad, and once that they are good again', async () => {
    const stub = await binance(() => snapshotOf(100))
    running.push({ stop: () => stub.close() })
    const { feed, problems } = await opened({ id: 'binance', symbols: ['BTC/USDT'], endpoint: stub.origin }, fiftyTimesFaster())
    await vi.waitFor(() => expect(stub.subscribed.length).toBe(3))
    let id = 0
    const trades = async (count: number, price: string): Promise<void> => {
      for (let made = 0; made < count; made += 1) {
        id += 1
        const now = Date.now()
        stub.send('btcusdt@trade', JSON.stringify({ e: 'trade', E: now, s: 'BTCUSDT', t: id, p: price, q: '1', T: now, m: true }))
      }
      await vi.waitFor(() => expect(feed.pipeline.stats().messages).toBeGreaterThanOrEqual(id))
    }
    await trades(30, '61000')
    await trades(30, '0')
    await trades(600, '61000')
    await vi.waitFor(() => expect(problems.length).toBe(2))
    expect(problems[0]).toMatch(/^critical: binance: 1\d\.\d % of the messages are bad$/)
    expect(problems[1]).toMatch(/^info: binance: the messages are good again/)
  })

  it('refuses an id that ccxt does not know', async () => {
    await expect(opened({ id: 'moonbase', symbols: ['BTC/USD'], endpoint: 'http://127.0.0.1:9' })).rejects.toThrow(
      /exchange: moonbase: use binance/,
    )
  })
})
