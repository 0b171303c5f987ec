import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { formatMoney, formatPrice, formatQuantity, formatRate } from '../../domain/index.ts'
import { createMarketPipeline, mapperFor } from '../../market-data/index.ts'
import type { Logger } from '../../ports/index.ts'
import { installSocketGuard, type SocketGuard } from '../../testing/socket-guard.ts'
import { binanceVenue, startVenueServer, type VenueServer } from '../../testing/venue-server/index.ts'
import { systemClock } from '../system/index.ts'
import { type CcxtFeed, type CcxtFeedOptions, type FeedFrame, type FeedStatus, openCcxtFeed } from './index.ts'

const silent: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => silent,
}

const SNAPSHOT = '{"lastUpdateId":100,"bids":[["61000.10000000","0.50000000"]],"asks":[["61000.20000000","0.25000000"]]}'
const delta = (U: number, u: number, bids: readonly (readonly string[])[]) =>
  JSON.stringify({ e: 'depthUpdate', E: Date.now(), s: 'BTCUSDT', U, u, b: bids, a: [] })

let stub: VenueServer
let guard: SocketGuard
let feed: CcxtFeed | undefined
let frames: FeedFrame[]
let statuses: FeedStatus[]

beforeEach(async () => {
  guard = installSocketGuard()
  stub = await startVenueServer(binanceVenue({ depth: () => SNAPSHOT }), { now: Date.now })
  frames = []
  statuses = []
})

afterEach(async () => {
  await feed?.close()
  feed = undefined
  await stub.close()
  guard.remove()
})

async function open(overrides: Partial<CcxtFeedOptions> = {}): Promise<CcxtFeed> {
  feed = await openCcxtFeed({
    exchange: 'binance',
    symbols: ['BTC/USDT', 'ETH/USDT'],
    endpoint: stub.origin,
    clock: systemClock(),
    random: { next: () => 0.5 },
    logger: silent,
    onFrame: (frame) => frames.push(frame),
    onStatus: (status) => statuses.push(status),
    backoffBase: 10,
    ...overrides,
  })
  return feed
}

const subscribedAll = (times: number) => vi.waitFor(() => expect(stub.subscribed.length).toBe(6 * times), { timeout: 5_000 })

describe('the ccxt feed against a loopback venue', () => {
  it('subscribes every channel and contacts nothing but the endpoint', async () => {
    await open()
    await subscribedAll(1)
    expect([...stub.subscribed].sort()).toEqual([
      'btcusdt@depth@100ms',
      'btcusdt@ticker',
      'btcusdt@trade',
      'ethusdt@depth@100ms',
      'ethusdt@ticker',
      'ethusdt@trade',
    ])
    expect([...guard.contacted]).toEqual(['127.0.0.1'])
    expect([...guard.refused]).toEqual([])
    expect(stub.paths.filter((path) => !/^\/(api|stream)\.binance\.com(:9443)?\/(api\/v3|ws)\//.test(path))).toEqual([])
    // ccxt's own book handling is off: nobody asked for a snapshot.
    expect(stub.paths.filter((path) => path.includes('/depth'))).toEqual([])
  })

  it('reads instruments with the exact filters of the venue', async () => {
    const { instruments } = await open()
    const [btc] = instruments
    expect(btc).toMatchObject({ id: 'binance:BTC/USDT', venueSymbol: 'BTCUSDT', base: 'BTC', quote: 'USDT' })
    expect(
      btc && [formatPrice(btc.tickSize), formatQuantity(btc.lotSize), formatMoney(btc.minNotional), formatRate(btc.takerFee)],
    ).toEqual(['0.01', '0.00001', '5', '0.001'])
  })

  it('delivers frames as received, and a snapshot on request, so that the pipeline has a live book', async () => {
    const opened = await open()
    await subscribedAll(1)
    const pipeline = createMarketPipeline({
      mapper: mapperFor('binance'),
      instruments: opened.instruments,
      unknownSymbols: 'refuse',
      sink: {
        event: () => undefined,
        bookChanged: () => undefined,
        snapshotNeeded: () => void opened.requestSnapshot('BTC/USDT'),
      },
    })
    const text = delta(100, 101, [['61000.15000000', '1.12345678']])
    stub.send('btcusdt@depth@100ms', text)
    await vi.waitFor(() => {
      for (const frame of frames.splice(0)) if (frame.market) pipeline.push(frame)
      expect(pipeline.books()[0]?.state).toBe('live')
    })
    const top = pipeline.books()[0]?.book.top(2)
    expect(top?.bids.map(({ price, quantity }) => `${formatPrice(price)} ${formatQuantity(quantity)}`)).toEqual([
      '61000.15 1.12345678',
      '61000.1 0.5',
    ])
    expect(pipeline.stats().rejectedByReason).toEqual({})
  })

  it('restores its streams after a cut, and says so', async () => {
    await open()
    await subscribedAll(1)
    stub.cutSockets()
    await subscribedAll(2)
    expect(
      statuses
        .filter(({ state }) => state === 'disconnected')
        .map(({ channel }) => channel)
        .sort(),
    ).toEqual(['book', 'ticker', 'trades'])
    frames.length = 0
    stub.send('btcusdt@trade', '{"e":"trade","after":"the cut"}')
    await vi.waitFor(() => expect(frames.map(({ text }) => text)).toEqual(['{"e":"trade","after":"the cut"}']))
  })

  it('tears down a stream that has fallen silent', async () => {
    await open({ channels: ['book'], silence: { book: 150 } })
    await vi.waitFor(() => expect(stub.subscribed.length).toBeGreaterThanOrEqual(4), { timeout: 5_000 })
    expect(statuses.some((status) => status.state === 'disconnected' && status.reason.startsWith('silent for'))).toBe(true)
    expect(stub.openSockets()).toBeLessThanOrEqual(1)
  })

  it('tries REST three times', async () => {
    const opened = await open()
    stub.failNext(2)
    expect(await opened.requestSnapshot('BTC/USDT')).toBe(true)
    expect(frames.at(-1)).toMatchObject({ kind: 'http', text: SNAPSHOT, market: true })
    stub.failNext(3)
    expect(await opened.requestSnapshot('BTC/USDT')).toBe(false)
  })

  it('fetches history as the venue wrote it', async () => {
    const opened = await open()
    const both = await Promise.all([
      opened.fetchCandlesText({ symbol: 'BTC/USDT', timeframe: '1m', limit: 1 }),
      opened.fetchCandlesText({ symbol: 'BTC/USDT', timeframe: '1h', limit: 1 }),
    ])
    expect(both.map(({ text }) => text.slice(0, 28))).toEqual(['[[1700000000000,"1.10","1.30', '[[1700000000000,"1.10","1.30'])
    expect(stub.paths.filter((path) => path.includes('klines')).length).toBe(2)
  })

  it('refuses unknown symbols, exchanges and endpoints with a remedy', async () => {
    await expect(open({ symbols: ['NO/SUCH'] })).rejects.toThrow(/symbols: NO\/SUCH: .*like BTC\/USDT/)
    await expect(open({ exchange: 'nowhere' })).rejects.toThrow(/exchange: nowhere: use one of/)
    await expect(open({ endpoint: 'localhost:1' })).rejects.toThrow(/endpoint: localhost:1: give an origin/)
  })

  it('closes for good', async () => {
    const opened = await open()
    await subscribedAll(1)
    await opened.close()
    await vi.waitFor(() => expect(stub.openSockets()).toBe(0))
    stub.cutSockets()
    expect(stub.subscribed.length).toBe(6)
  })
})
