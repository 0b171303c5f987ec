import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { millis, price } from '../domain/index.ts'
import { type SimulatedClock, simulatedClock } from '../simulation/clock/index.ts'
import { type DemoExchange, startDemoExchange } from './index.ts'
import { ApiSocket } from './testing/api-socket.ts'
import { quietLogger } from './testing/quiet.ts'
import { type Answer, signed } from './testing/rest-client.ts'

interface Row {
  readonly orderId: number
  readonly clientOrderId: string
  readonly origClientOrderId?: string
  readonly status: string
}
interface List {
  readonly orderListId: number
  readonly listClientOrderId: string
  readonly listOrderStatus: string
  readonly orders: readonly Row[]
  readonly orderReports: readonly Row[]
}

const symbol = 'BTCUSDT'
const SELL = {
  side: 'SELL',
  quantity: '0.01',
  aboveType: 'LIMIT_MAKER',
  abovePrice: '111000',
  aboveClientOrderId: 'target',
  belowType: 'STOP_LOSS',
  belowStopPrice: '109000',
  belowClientOrderId: 'stop',
  listClientOrderId: 'pair',
  newOrderRespType: 'RESULT',
}
const BUY = {
  side: 'BUY',
  quantity: '0.01',
  aboveType: 'STOP_LOSS_LIMIT',
  aboveStopPrice: '111000',
  abovePrice: '111500',
  aboveTimeInForce: 'GTC',
  belowType: 'LIMIT_MAKER',
  belowPrice: '109000',
}

let clock: SimulatedClock
let demo: DemoExchange

beforeEach(async () => {
  clock = simulatedClock(millis(1_790_000_012_345))
  demo = await startDemoExchange({ source: 'still', clock, logger: quietLogger })
})
afterEach(() => demo.close())

const call = (method: string, path: string, parameters: Record<string, string> = {}): Promise<Answer> =>
  signed(`${demo.endpoint}/api/v3/${path}`, parameters, { method, timestamp: clock.now() })
const place = (parameters: Record<string, string>): Promise<Answer> => call('POST', 'orderList/oco', { symbol, ...parameters })
const placed = async (parameters: Record<string, string>): Promise<List> => {
  const { body } = await place(parameters)
  expect(body).toMatchObject({ contingencyType: 'OCO', listStatusType: 'EXEC_STARTED' })
  return body as unknown as List
}
const status = async (origClientOrderId: string): Promise<string> =>
  String((await call('GET', 'order', { symbol, origClientOrderId })).body['status'])
const balanceOf = async (asset: string): Promise<{ free: string; locked: string }> => {
  const { body } = await call('GET', 'account')
  const found = (body['balances'] as { asset: string; free: string; locked: string }[]).find((one) => one.asset === asset)
  return { free: found?.free ?? '', locked: found?.locked ?? '' }
}
const moveTo = (to: string): void => demo.moveTo(symbol, price(to))

describe('an OCO', () => {
  it('is placed in one request, with one lock for both, and is found by its ids', async () => {
    const list = await placed(SELL)
    expect(list.orderReports).toMatchObject([
      { clientOrderId: 'stop', status: 'NEW', type: 'STOP_LOSS', stopPrice: '109000.00000000', workingTime: -1 },
      { clientOrderId: 'target', status: 'NEW', type: 'LIMIT_MAKER', price: '111000.00000000' },
    ])
    expect(await balanceOf('BTC')).toEqual({ free: '0.99000000', locked: '0.01000000' })
    const found = await call('GET', 'orderList', { origClientOrderId: 'pair' })
    expect(found.body).toMatchObject({ orderListId: list.orderListId, listOrderStatus: 'EXECUTING' })
    expect((await call('GET', 'openOrderList')).body).toHaveLength(1)
    expect((await call('GET', 'order', { symbol, origClientOrderId: 'stop' })).body['orderListId']).toBe(list.orderListId)
    expect((await call('GET', 'orderList', { orderListId: '99' })).body.code).toBe(-2018)
  })

  it('of which the limit fills leaves the stop expired, and nothing locked', async () => {
    await placed(SELL)
    moveTo('111000.02')
    expect([await status('target'), await status('stop')]).toEqual(['FILLED', 'EXPIRED'])
    expect(await balanceOf('BTC')).toEqual({ free: '0.99000000', locked: '0.00000000' })
    moveTo('108000')
    expect([await status('target'), await status('stop')]).toEqual(['FILLED', 'EXPIRED'])
    expect((await call('GET', 'orderList', { origClientOrderId: 'pair' })).body['listStatusType']).toBe('ALL_DONE')
  })

  it('of which the stop is triggered leaves the limit expired', async () => {
    await placed(SELL)
    moveTo('108999.99')
    expect([await status('target'), await status('stop')]).toEqual(['EXPIRED', 'FILLED'])
    expect(await balanceOf('BTC')).toEqual({ free: '0.99000000', locked: '0.00000000' })
  })

  it('that buys locks what the dearer order needs, and gives back what the cheaper leaves', async () => {
    await placed({ ...BUY, belowClientOrderId: 'cheap', aboveClientOrderId: 'dear' })
    expect((await balanceOf('USDT')).locked).toBe('1115.00000000')
    moveTo('108999')
    expect([await status('cheap'), await status('dear')]).toEqual(['FILLED', 'EXPIRED'])
    expect(await balanceOf('USDT')).toEqual({ free: '98910.00000000', locked: '0.00000000' })
  })

  it('of two orders that both wait ends with the one that is triggered', async () => {
    const profit = { aboveType: 'TAKE_PROFIT', aboveStopPrice: '111000', abovePrice: '' }
    await placed({ ...SELL, ...profit })
    moveTo('111000')
    expect([await status('target'), await status('stop')]).toEqual(['FILLED', 'EXPIRED'])
  })

  it.each([
    ['the list', 'DELETE', 'orderList', { listClientOrderId: 'pair' }],
    ['one of its orders', 'DELETE', 'order', { origClientOrderId: 'stop' }],
  ])('is cancelled whole by the cancel of %s', async (_what, method, path, by) => {
    await placed(SELL)
    const { body } = await call(method, path, { symbol, ...by, newClientOrderId: 'gone' })
    expect(body).toMatchObject({ listStatusType: 'ALL_DONE', listOrderStatus: 'ALL_DONE', listClientOrderId: 'pair' })
    expect((body as unknown as List).orderReports).toMatchObject([
      { origClientOrderId: 'stop', clientOrderId: 'gone', status: 'CANCELED' },
      { origClientOrderId: 'target', clientOrderId: 'gone', status: 'CANCELED' },
    ])
    expect(await balanceOf('BTC')).toEqual({ free: '1.00000000', locked: '0.00000000' })
    expect((await call('DELETE', 'orderList', { symbol, listClientOrderId: 'pair' })).body.code).toBe(-2011)
    // Its ids are free again.
    await placed(SELL)
    expect((await call('DELETE', 'openOrders', { symbol })).body).toMatchObject([{ listClientOrderId: 'pair' }])
  })

  it.each<[string, Record<string, string>, number, RegExp?]>([
    ['two limit orders', { belowType: 'LIMIT_MAKER' }, -1168],
    ['a type that may not be in one', { belowType: 'MARKET' }, -1158],
    ['a limit below in a sell', { aboveType: 'STOP_LOSS', belowType: 'LIMIT_MAKER' }, -1197],
    ['a stop price without need', { aboveStopPrice: '111000' }, -1106],
    ['a stop without its price', { belowStopPrice: '' }, -1102],
    ['an iceberg that does not stay', { belowType: 'STOP_LOSS_LIMIT', belowTimeInForce: 'IOC', belowIcebergQty: '0.005' }, -1160],
    ['a target on the wrong side of the market', { abovePrice: '109500' }, -2010, /relationship of the prices/],
    ['a stop on the wrong side of the market', { belowStopPrice: '110500' }, -2010, /relationship of the prices/],
    ['more than is there', { quantity: '2' }, -2010],
    ['a size off the grid', { quantity: '0.000001' }, -1013],
    ['the same id for both', { aboveClientOrderId: 'stop' }, -2010],
  ])('with %s is refused, and leaves nothing behind', async (_what, parameters, code, words = /./) => {
    const refused = await place({ ...SELL, ...parameters })
    expect(refused.body).toEqual({ code, msg: expect.stringMatching(words) as unknown })
    expect((await call('GET', 'openOrders', { symbol })).body).toEqual([])
    expect(await balanceOf('BTC')).toEqual({ free: '1.00000000', locked: '0.00000000' })
  })

  it('counts as two orders, and at most five that wait are open', async () => {
    for (const at of ['109000', '108900', '108800', '108700', '108600'])
      await placed({ ...SELL, belowStopPrice: at, aboveClientOrderId: '', belowClientOrderId: '', listClientOrderId: '' })
    const sixth = await place(SELL)
    expect(sixth.body.msg).toBe('Filter failure: MAX_NUM_ALGO_ORDERS')
    expect(sixth.headers.get('x-mbx-order-count-10s')).toBe('12')
  })

  it('reports each of both and the list to the user stream', async () => {
    const socket = await ApiSocket.open(demo.endpoint, clock)
    await socket.call('userDataStream.subscribe.signature')
    await socket.call('orderList.place.oco', { symbol, ...SELL })
    moveTo('111000.02')
    await socket.call('time')
    const told = socket.events.map((event) =>
      [event['e'], event['c'], event['x'] ?? event['l'], event['X'] ?? event['L']].join(' '),
    )
    expect(told.filter((text) => !text.startsWith('outbound'))).toEqual([
      'executionReport stop NEW NEW',
      'executionReport target NEW NEW',
      'listStatus OCO EXEC_STARTED EXECUTING',
      'executionReport stop EXPIRED EXPIRED',
      'executionReport target TRADE FILLED',
      'listStatus OCO ALL_DONE ALL_DONE',
    ])
    expect(socket.events.at(2)).toMatchObject({ e: 'outboundAccountPosition' })
    expect(socket.events.find(({ e }) => e === 'listStatus')).toMatchObject({ C: 'pair', O: [{ c: 'stop' }, { c: 'target' }] })
    socket.close()
  })
})

describe('an iceberg', () => {
  const order = (parameters: Record<string, string>): Promise<Answer> => call('POST', 'order', { symbol, ...parameters })
  const limit = { side: 'SELL', type: 'LIMIT', timeInForce: 'GTC', price: '110500', quantity: '0.01', newClientOrderId: 'ice' }

  it('shows its part alone, says so in its row, and fills to the last', async () => {
    expect((await order({ ...limit, icebergQty: '0.002' })).body).toMatchObject({ status: 'NEW', icebergQty: '0.00200000' })
    const asks = (await call('GET', 'depth', { symbol, limit: '5000' })).body['asks'] as [string, string][]
    expect(asks.find(([at]) => at === '110500.00000000')?.[1]).toBe('0.00200000')
    expect((await balanceOf('BTC')).locked).toBe('0.01000000')
    moveTo('110600')
    const { body } = await call('GET', 'order', { symbol, origClientOrderId: 'ice' })
    expect(body).toMatchObject({ status: 'FILLED', executedQty: '0.01000000', icebergQty: '0.00200000' })
    expect((await call('GET', 'myTrades', { symbol })).body).toHaveLength(5)
  })

  it.each([
    ['more than ten parts', { icebergQty: '0.0009' }, -1013, 'Filter failure: ICEBERG_PARTS'],
    ['a part as large as itself', { icebergQty: '0.01' }, -2010, 'IcebergQty exceeds QTY.'],
    ['a part off the grid', { icebergQty: '0.000001' }, -1013, 'Filter failure: LOT_SIZE'],
    ['no time to stay', { icebergQty: '0.002', timeInForce: 'IOC' }, -1014, 'Unsupported order combination.'],
    [
      'no price',
      { icebergQty: '0.002', type: 'MARKET', price: '', timeInForce: '' },
      -1106,
      "Parameter 'icebergQty' sent when not required.",
    ],
  ])('of %s is refused', async (_what, parameters, code, msg) => {
    expect((await order({ ...limit, ...parameters })).body).toEqual({ code, msg })
  })
})

describe('an order that waits for a price', () => {
  it.each([
    ['STOP_LOSS', 'SELL', '109000', '', '108990'],
    ['STOP_LOSS', 'BUY', '111000', '', '111010'],
    ['STOP_LOSS_LIMIT', 'SELL', '109000', '108000', '108990'],
    ['STOP_LOSS_LIMIT', 'BUY', '111000', '112000', '111010'],
    ['TAKE_PROFIT', 'SELL', '111000', '', '111010'],
    ['TAKE_PROFIT', 'BUY', '109000', '', '108990'],
    ['TAKE_PROFIT_LIMIT', 'SELL', '111000', '110000', '111010'],
    ['TAKE_PROFIT_LIMIT', 'BUY', '109000', '110000', '108990'],
  ])('%s %s waits until %s, then trades; past it, it is refused', async (type, side, stopPrice, limitPrice, reached) => {
    const order = { symbol, side, type, quantity: '0.01', stopPrice, price: limitPrice, newClientOrderId: 'waits' }
    const timeInForce = limitPrice === '' ? '' : 'GTC'
    expect((await call('POST', 'order', { ...order, timeInForce, newOrderRespType: 'RESULT' })).body['status']).toBe('NEW')
    expect((await call('GET', 'order', { symbol, origClientOrderId: 'waits' })).body).toMatchObject({ isWorking: false })
    moveTo('110000.5')
    expect(await status('waits')).toBe('NEW')
    moveTo(reached)
    expect(await status('waits')).toBe('FILLED')
    const past = await call('POST', 'order', { ...order, timeInForce, newClientOrderId: 'past' })
    expect(past.body).toEqual({ code: -2010, msg: 'Stop price would trigger immediately.' })
  })
})
