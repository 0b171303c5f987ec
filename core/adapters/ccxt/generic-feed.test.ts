import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { formatMoney, formatPrice, formatQuantity, type MarketEvent, millis } from '../../domain/index.ts'
import { createGenericMapper, createMarketPipeline, genericKlines } from '../../market-data/index.ts'
import { type BitstampStub, startBitstampStub } from '../../testing/bitstamp-stub.ts'
import { installSocketGuard, type SocketGuard } from '../../testing/socket-guard.ts'
import { silentLogger } from '../memory/index.ts'
import { systemClock } from '../system/index.ts'
import { type CcxtFeed, type CcxtFeedOptions, type FeedFrame, type FeedStatus, feedKindOf, openCcxtFeed } from './index.ts'

let stub: BitstampStub
let guard: SocketGuard
let feed: CcxtFeed | undefined
let frames: FeedFrame[]
let statuses: FeedStatus[]

beforeEach(async () => {
  guard = installSocketGuard()
  stub = await startBitstampStub()
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
    exchange: 'bitstamp',
    symbols: ['BTC/USD'],
    endpoint: stub.origin,
    clock: systemClock(),
    random: { next: () => 0.5 },
    logger: silentLogger(),
    onFrame: (frame) => frames.push(frame),
    onStatus: (status) => statuses.push(status),
    backoffBase: 10,
    ...overrides,
  })
  return feed
}

const framesOf = (channel: string) => frames.filter(({ connection, market }) => market && connection === `bitstamp.${channel}`)
const subscribed = (times: number) => vi.waitFor(() => expect(stub.subscribed.length).toBe(times), { timeout: 5_000 })
/** Six changes, after which ccxt fetches the whole book, and one more. */
const startBook = async (): Promise<void> => {
  for (let change = 0; change < 7; change += 1) stub.delta('btcusd', [['59999', String(change + 1)]])
  await vi.waitFor(() => expect(stub.paths.some((path) => path.includes('/order_book/'))).toBe(true))
  await vi.waitFor(() => {
    stub.delta('btcusd', [['59998.00', '0.50000000']])
    expect(framesOf('book').length).toBeGreaterThan(0)
  })
}

describe('an exchange without a profile, by ccxt`s own parsing', () => {
  it('streams what ccxt streams, asks for the rest, and says that nothing checks its sequence', async () => {
    const opened = await open()
    await subscribed(2)
    expect(feedKindOf('bitstamp')).toBe('generic')
    expect(opened.sequenceCheck).toBe(false)
    expect([...stub.subscribed].sort()).toEqual(['diff_order_book_btcusd', 'live_trades_btcusd'])
    await vi.waitFor(() => expect(framesOf('ticker').length).toBeGreaterThan(0))
    expect([...guard.contacted]).toEqual(['127.0.0.1'])
    expect([...guard.refused]).toEqual([])
  })

  it('lists its markets by ccxt`s precision', async () => {
    const { instruments } = await open({ symbols: ['BTC/USD', 'ETH/USD'] })
    expect(
      instruments.map(({ id, tickSize, lotSize, minNotional }) => [
        id,
        formatPrice(tickSize),
        formatQuantity(lotSize),
        formatMoney(minNotional),
      ]),
    ).toEqual([
      ['bitstamp:BTC/USD', '1', '0.00000001', '10'],
      ['bitstamp:ETH/USD', '0.01', '0.00000001', '10'],
    ])
  })

  it('gives the pipeline trades, quotes and a live book', async () => {
    const opened = await open()
    await subscribed(2)
    const events: MarketEvent[] = []
    const pipeline = createMarketPipeline({
      mapper: createGenericMapper('bitstamp'),
      instruments: opened.instruments,
      unknownSymbols: 'refuse',
      sink: { event: (event) => events.push(event), bookChanged: () => undefined, snapshotNeeded: () => undefined },
    })
    stub.trade('btcusd', 7, '60000', '0.12345678')
    await startBook()
    await vi.waitFor(() => {
      for (const frame of frames.splice(0)) if (frame.market) pipeline.push(frame)
      const top = pipeline.books()[0]?.book.top(3)
      expect(top?.bids.map(({ price, quantity }) => `${formatPrice(price)} ${formatQuantity(quantity)}`)).toEqual([
        '60000 1.5',
        '59998 0.5',
      ])
      expect(events.filter(({ kind }) => kind === 'trade')).toMatchObject([{ id: '7', aggressor: 'buy' }])
    })
    expect(pipeline.stats().rejectedByReason).toEqual({})
    expect(events.some(({ kind }) => kind === 'quote')).toBe(true)
  })

  it('writes at most ten books a second, the newest', async () => {
    await open({ channels: ['book'] })
    await subscribed(1)
    await startBook()
    const before = framesOf('book').length
    const started = performance.now()
    for (let change = 0; change < 400; change += 1) {
      stub.delta('btcusd', [['59990', String(change + 1)]])
      if (change % 20 === 19) await new Promise((resolve) => setTimeout(resolve, 10))
    }
    await vi.waitFor(() => expect(framesOf('book').at(-1)?.text).toContain('["59990","400.00000000"]'))
    const written = framesOf('book').length - before
    expect(written).toBeLessThanOrEqual(Math.ceil((performance.now() - started) / 100) + 1)
  })

  it('restores its streams after a cut, says so, and is silent after it is closed', async () => {
    const opened = await open({ channels: ['trades', 'book'] })
    await subscribed(2)
    stub.trade('btcusd', 1, '60000', '1')
    await startBook()
    await vi.waitFor(() =>
      expect(statuses.map(({ state, channel }) => `${channel} ${state}`).sort()).toEqual(['book connected', 'trades connected']),
    )
    stub.cutSockets()
    await vi.waitFor(() => expect(stub.subscribed.length).toBe(4), { timeout: 5_000 })
    expect(
      statuses
        .filter(({ state }) => state === 'disconnected')
        .map(({ channel }) => channel)
        .sort(),
    ).toEqual(['book', 'trades'])
    await vi.waitFor(() => {
      stub.trade('btcusd', 2, '60001', '1')
      expect(framesOf('trades').at(-1)?.text).toContain('"price":"60001"')
    })
    await opened.close()
    await vi.waitFor(() => expect(stub.openSockets()).toBe(0))
    const after = frames.length
    stub.trade('btcusd', 3, '60002', '1')
    expect(frames.length).toBe(after)
  })

  it('restores a book on request', async () => {
    const opened = await open({ channels: ['book'] })
    await subscribed(1)
    await startBook()
    expect(await opened.requestSnapshot('BTC/USD')).toBe(true)
    await subscribed(2)
  })

  it('fetches candles, and has no clock to measure where ccxt knows none', async () => {
    const opened = await open({ channels: [] })
    const { text, receivedTime } = await opened.fetchCandlesText({ symbol: 'BTC/USD', timeframe: '1m', limit: 1 })
    const candles = genericKlines(text, {
      instrument: opened.instruments[0]?.id as never,
      timeframe: '1m',
      receivedTime: millis(receivedTime),
    })
    expect(candles.map(({ close, volume }) => [formatPrice(close), formatQuantity(volume)])).toEqual([['2', '4.5']])
    expect(await opened.readClock()).toBeNull()
    expect(opened.budget()).toMatchObject({ waiting: 0, closedFor: 0 })
  })

  it('refuses a symbol that is not listed, with a remedy', async () => {
    await expect(open({ symbols: ['BTC/EUR'] })).rejects.toThrow(/symbols: BTC\/EUR: bitstamp lists no such market/)
  })
})
