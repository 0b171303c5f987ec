import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { millis } from '../domain/index.ts'
import { type SimulatedClock, simulatedClock } from '../simulation/clock/index.ts'
import { type DemoExchange, startDemoExchange } from './index.ts'
import { ApiSocket } from './testing/api-socket.ts'
import { quietLogger } from './testing/quiet.ts'
import { getJson, signed } from './testing/rest-client.ts'

let clock: SimulatedClock
let demo: DemoExchange
let rest: string

const started = (source: 'market' | 'still') => async (): Promise<void> => {
  clock = simulatedClock(millis(1_790_000_012_345))
  demo = await startDemoExchange({ source, clock, logger: quietLogger, weightLimit: 400 })
  rest = `${demo.endpoint}/api.binance.com`
}
afterEach(() => demo.close())

const order = (parameters: Record<string, string>, method = 'POST') =>
  signed(`${rest}/api/v3/order`, { symbol: 'BTCUSDT', ...parameters }, { method, timestamp: clock.now() })
const bestBid = async (): Promise<number> =>
  Number((await getJson(`${rest}/api/v3/ticker/bookTicker?symbol=BTCUSDT`)).body['bidPrice'])

describe('refusals', () => {
  beforeEach(started('still'))
  const limit = { side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.01', price: '100000' }
  it.each([
    ['an unknown symbol', { ...limit, symbol: 'NOPE' }, -1121, 'Invalid symbol.'],
    ['a missing parameter', { side: 'BUY', type: 'LIMIT', quantity: '1', price: '1' }, -1102, /'timeInForce'/],
    ['a number that is none', { ...limit, price: '1e5' }, -1100, /'price'; legal range/],
    ['an unknown type', { ...limit, type: 'ICEBERG' }, -1116, 'Invalid orderType.'],
    ['an unknown side', { ...limit, side: 'HOLD' }, -1117, 'Invalid side.'],
    ['a price off the grid', { ...limit, price: '100000.001' }, -1013, 'Filter failure: PRICE_FILTER'],
    ['a size off the grid', { ...limit, quantity: '0.000001' }, -1013, 'Filter failure: LOT_SIZE'],
    ['too small an order', { ...limit, quantity: '0.00001' }, -1013, 'Filter failure: NOTIONAL'],
    ['a price out of band', { ...limit, price: '900000' }, -1013, 'Filter failure: PERCENT_PRICE_BY_SIDE'],
    ['more than the account has', { ...limit, quantity: '50' }, -2010, /insufficient balance/],
    [
      'a maker order that would take',
      { side: 'BUY', type: 'LIMIT_MAKER', quantity: '0.01', price: '120000' },
      -2010,
      /immediately match/,
    ],
    [
      'a stop that is past',
      { side: 'SELL', type: 'STOP_LOSS', quantity: '0.01', stopPrice: '200000' },
      -2010,
      /trigger immediately/,
    ],
    ['a parameter that does not belong', { ...limit, stopPrice: '1' }, -1106, /'stopPrice'/],
  ])('%s', async (_what, parameters, code, message) => {
    const { status, body } = await order(parameters)
    expect(body).toEqual({ code, msg: typeof message === 'string' ? message : (expect.stringMatching(message) as unknown) })
    expect(status).toBe(400)
  })

  it('keys, times and signatures', async () => {
    const account = `${rest}/api/v3/account`
    const now = clock.now()
    expect((await signed(account, {}, { timestamp: now })).status).toBe(200)
    expect((await signed(account, {}, { timestamp: now, secret: 'forged' })).body.code).toBe(-1022)
    expect((await signed(account, {}, { timestamp: now, key: 'nobody' })).body.code).toBe(-2015)
    expect((await signed(account, {}, { timestamp: now - 6_000 })).body.code).toBe(-1021)
    expect((await signed(account, {}, { timestamp: now + 2_000 })).body.code).toBe(-1021)
    expect((await getJson(account)).body.code).toBe(-2014)
    expect((await order({ orderId: '1' }, 'DELETE')).body.code).toBe(-2011)
    expect((await order({ orderId: '1' }, 'GET')).body.code).toBe(-2013)
    expect((await getJson(`${rest}/api/v3/nothing`)).status).toBe(404)
  })

  it('request weight: counted in headers, refused with Retry-After, fresh the next minute', async () => {
    const heavy = `${rest}/api/v3/depth?symbol=BTCUSDT&limit=5000`
    expect((await getJson(heavy)).headers.get('x-mbx-used-weight-1m')).toBe('250')
    const refused = await getJson(heavy)
    expect(refused.status).toBe(429)
    expect(refused.body.code).toBe(-1003)
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    clock.advance(60_000)
    expect((await getJson(heavy)).status).toBe(200)
  })
})

describe('orders', () => {
  beforeEach(started('market'))
  it('IOC and FOK expire instead of resting', async () => {
    const far = { side: 'BUY', quantity: '0.01', price: ((await bestBid()) * 0.9).toFixed(2) }
    expect((await order({ ...far, type: 'LIMIT', timeInForce: 'IOC' })).body['status']).toBe('EXPIRED')
    expect((await order({ ...far, type: 'LIMIT', timeInForce: 'FOK' })).body['status']).toBe('EXPIRED')
    const spent = await order({ side: 'BUY', type: 'MARKET', quoteOrderQty: '1000' })
    expect(spent.body['status']).toBe('FILLED')
    expect(Number(spent.body['cummulativeQuoteQty'])).toBeGreaterThan(998)
  })

  it('a lost answer leaves an order behind, a lost request none', async () => {
    const price = ((await bestBid()) * 0.9).toFixed(2)
    const body = { side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.01', price }
    demo.faults.failRest('lost-response', 1, /order$/)
    await expect(order({ ...body, newClientOrderId: 'lost-response' })).rejects.toThrow()
    demo.faults.failRest('lost-request', 1, /order$/)
    await expect(order({ ...body, newClientOrderId: 'lost-request' })).rejects.toThrow()
    expect((await order({ origClientOrderId: 'lost-response' }, 'GET')).body['status']).toBe('NEW')
    expect((await order({ origClientOrderId: 'lost-request' }, 'GET')).body.code).toBe(-2013)
  })

  it('a resting order is filled by the crowd when the market comes, as maker', async () => {
    const price = (await bestBid()).toFixed(2)
    const placed = await order({ side: 'BUY', type: 'LIMIT_MAKER', quantity: '0.5', price, newOrderRespType: 'RESULT' })
    expect(placed.body['status']).toBe('NEW')
    let state: unknown
    for (let second = 0; second < 3_600 && state !== 'FILLED'; second += 1) {
      clock.advance(1_000)
      if (second % 5 !== 0) continue
      // Questions cost weight, of which there is little in a minute.
      state = (await order({ orderId: String(placed.body['orderId']) }, 'GET')).body['status']
    }
    expect(state).toBe('FILLED')
    const trades = await signed(`${rest}/api/v3/myTrades`, { symbol: 'BTCUSDT' }, { timestamp: clock.now() })
    const rows = trades.body as unknown as { isMaker: boolean; price: string }[]
    expect(rows.every((row) => row.isMaker && Number(row.price) === Number(price))).toBe(true)
  })
})

describe('ws-api', () => {
  beforeEach(started('still'))
  it('subscribes by signature, places and cancels, and reports in the real form', async () => {
    const socket = await ApiSocket.open(demo.endpoint, clock)
    expect(await socket.call('userDataStream.subscribe.signature', {}, 'forged')).toMatchObject({
      status: 400,
      error: { code: -1022 },
    })
    expect(await socket.call('userDataStream.subscribe.signature', {})).toMatchObject({
      status: 200,
      result: { subscriptionId: 0 },
    })
    const price = ((await bestBid()) * 0.9).toFixed(2)
    const body = { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.01', price }
    const placed = await socket.call('order.place', { ...body, newClientOrderId: 'mine' })
    expect(placed).toMatchObject({ status: 200, result: { status: 'NEW', clientOrderId: 'mine' } })
    await socket.call('order.cancel', { symbol: 'BTCUSDT', origClientOrderId: 'mine' })
    const kinds = socket.events.map((event) => [event['e'], event['x']].filter((part) => typeof part === 'string').join(' '))
    expect(kinds).toEqual([
      'executionReport NEW',
      'outboundAccountPosition',
      'executionReport CANCELED',
      'outboundAccountPosition',
    ])
    expect(socket.events[0]).toMatchObject({
      s: 'BTCUSDT',
      c: 'mine',
      S: 'BUY',
      o: 'LIMIT',
      f: 'GTC',
      q: '0.01000000',
      X: 'NEW',
      z: '0.00000000',
    })
    expect(socket.events[2]).toMatchObject({ C: 'mine', X: 'CANCELED' })
    socket.close()
  })
})

describe('streams', () => {
  beforeEach(started('market'))
  it('answers SUBSCRIBE, LIST_SUBSCRIPTIONS and nonsense, and injects faults', async () => {
    const socket = new WebSocket(`${demo.endpoint.replace('http', 'ws')}/ws`)
    await new Promise((resolve) => socket.once('open', resolve))
    const next = () =>
      new Promise<Record<string, unknown>>((resolve) =>
        socket.once('message', (data: Buffer) => {
          resolve(JSON.parse(data.toString()) as Record<string, unknown>)
        }),
      )
    const ask = (request: unknown) => {
      socket.send(JSON.stringify(request))
      return next()
    }
    expect(await ask({ method: 'SUBSCRIBE', params: ['btcusdt@depth@100ms'], id: 7 })).toEqual({ result: null, id: 7 })
    expect(await ask({ method: 'LIST_SUBSCRIPTIONS', id: 8 })).toEqual({ result: ['btcusdt@depth@100ms'], id: 8 })
    expect(await ask({ method: 'DANCE', id: 9 })).toMatchObject({ error: { code: 2 }, id: 9 })
    const frame = () => {
      const arrived = next()
      clock.advance(100)
      return arrived
    }
    const first = await frame()
    demo.faults.failFrames('drop')
    clock.advance(100)
    const third = await frame()
    expect(Number(third['U'])).toBeGreaterThan(Number(first['u']) + 1)
    demo.faults.failRest('status-503')
    expect((await getJson(`${rest}/api/v3/time`)).status).toBe(503)
    const closed = new Promise((resolve) => socket.once('close', resolve))
    demo.faults.cutConnections()
    await closed
  })
})
