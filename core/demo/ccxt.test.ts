import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemClock } from '../adapters/system/index.ts'
import { type DemoExchange, startDemoExchange } from './index.ts'
import { ccxtAt } from './testing/ccxt-client.ts'
import { quietLogger } from './testing/quiet.ts'

const SYMBOL = 'BTC/USDT'

describe.each(['market', 'recording'] as const)('unmodified ccxt against the %s source', (source) => {
  let demo: DemoExchange
  let client: Awaited<ReturnType<typeof ccxtAt>>

  beforeAll(async () => {
    demo = await startDemoExchange({ source, clock: systemClock(), logger: quietLogger })
    client = await ccxtAt(demo.endpoint)
    await client.loadMarkets()
  })
  afterAll(async () => {
    await client.close()
    await demo.close()
  })

  it('reads markets, book, candles, tickers and trades', async () => {
    expect(Object.keys(client.markets ?? {})).toHaveLength(source === 'market' ? 8 : 1)
    const market = client.market(SYMBOL)
    expect(market.precision).toMatchObject({ price: 0.01, amount: 0.00001 })
    expect(market.limits.cost?.min).toBe(5)
    const book = await client.fetchOrderBook(SYMBOL, 10)
    expect(book.bids).toHaveLength(10)
    expect(book.bids[0]?.[0]).toBeLessThan(book.asks[0]?.[0] ?? 0)
    const bars = await client.fetchOHLCV(SYMBOL, source === 'market' ? '15m' : '1m', undefined, 5)
    expect(bars).toHaveLength(5)
    const ticker = await client.fetchTicker(SYMBOL)
    expect(ticker.last).toBeGreaterThan(10_000)
    expect(await client.fetchTime()).toBeGreaterThan(1.7e12)
  })

  it('places, watches and cancels orders, and the books agree', async () => {
    const seen: string[] = []
    const watching = (async () => {
      while (!seen.includes('canceled')) for (const order of await client.watchOrders(SYMBOL)) seen.push(String(order.status))
    })()
    const before = await client.fetchBalance()
    // The user stream is up once its first balance can be watched.
    const position = client.watchBalance()
    await new Promise((resolve) => setTimeout(resolve, 300))
    const bought = await client.createOrder(SYMBOL, 'market', 'buy', 0.01)
    expect(bought).toMatchObject({ status: 'closed', filled: 0.01 })
    const { bid = 0 } = await client.fetchTicker(SYMBOL)
    const resting = await client.createOrder(SYMBOL, 'limit', 'buy', 0.01, bid * 0.9)
    expect(resting.status).toBe('open')
    await client.createOrder(SYMBOL, 'market', 'sell', 0.01, undefined, { stopLossPrice: bid * 0.9 })
    expect(await client.fetchOpenOrders(SYMBOL)).toHaveLength(2)
    expect((await client.fetchOrder(String(resting.id), SYMBOL)).remaining).toBe(0.01)
    expect((await client.fetchBalance())['USDT']?.used).toBeGreaterThan(0)
    await client.cancelOrder(String(resting.id), SYMBOL)
    await client.cancelAllOrders(SYMBOL)
    await watching
    expect(seen).toEqual(expect.arrayContaining(['closed', 'open', 'canceled']))
    const trades = await client.fetchMyTrades(SYMBOL)
    const cost = trades.reduce((sum, trade) => sum + (trade.cost ?? 0), 0)
    const after = await client.fetchBalance()
    expect(after['USDT']?.used).toBe(0)
    expect((before['USDT']?.total ?? 0) - (after['USDT']?.total ?? 0)).toBeCloseTo(cost, 8)
    expect((after['BTC']?.total ?? 0) - (before['BTC']?.total ?? 0)).toBeCloseTo(0.01 * 0.999, 8)
    expect((await position)['USDT']).toBeDefined()
  })

  it('gets typed errors', async () => {
    await expect(client.createOrder(SYMBOL, 'limit', 'sell', 50, 100_000)).rejects.toThrow(/insufficient balance/)
    await expect(client.cancelOrder('1', SYMBOL)).rejects.toThrow(/Unknown order/)
    const stranger = await ccxtAt(demo.endpoint, { apiKey: 'nobody', secret: 'x', balances: {} })
    await expect(stranger.fetchBalance()).rejects.toThrow(/-2015/)
    const forger = await ccxtAt(demo.endpoint, { apiKey: client.apiKey, secret: 'wrong', balances: {} })
    await expect(forger.fetchBalance()).rejects.toThrow(/-1022/)
  })

  it('watches book, trades, ticker and candles', async () => {
    const trade = (await client.watchTrades(SYMBOL))[0]
    expect(trade?.price).toBeGreaterThan(10_000)
    for (let update = 0; update < 3; update += 1) await client.watchOrderBook(SYMBOL)
    const book = await client.watchOrderBook(SYMBOL)
    expect(book.bids[0]?.[0]).toBeLessThan(book.asks[0]?.[0] ?? 0)
    expect((await client.watchTicker(SYMBOL)).last).toBeGreaterThan(10_000)
    expect((await client.watchOHLCV(SYMBOL, '1m'))[0]).toHaveLength(6)
  })

  it('loads currencies from the signed endpoint when told to', async () => {
    client.options['fetchCurrencies'] = true
    await client.loadMarkets(true)
    expect(client.currencies).toHaveProperty('BTC')
  })
})
