import { MainClient, WebsocketClient } from 'binance'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemClock } from '../adapters/system/index.ts'
import { DEMO_ACCOUNT, type DemoExchange, startDemoExchange } from './index.ts'
import { quietLogger } from './testing/quiet.ts'

const keys = { api_key: DEMO_ACCOUNT.apiKey, api_secret: DEMO_ACCOUNT.secret }
const silent = { trace: () => undefined, info: () => undefined, error: () => undefined }

describe('the npm SDK "binance"', () => {
  let demo: DemoExchange
  let client: MainClient

  beforeAll(async () => {
    demo = await startDemoExchange({ source: 'market', clock: systemClock(), logger: quietLogger })
    client = new MainClient({ ...keys, baseUrl: `${demo.endpoint}/api.binance.com`, beautifyResponses: false })
  })
  afterAll(async () => {
    await demo.close()
  })

  it('trades by signed requests', async () => {
    const info = await client.getExchangeInfo()
    expect(info.symbols.map((symbol) => symbol.symbol)).toEqual([...demo.symbols])
    const bought = await client.submitNewOrder({
      symbol: 'ETHUSDT',
      side: 'BUY',
      type: 'MARKET',
      quantity: 0.5,
      newOrderRespType: 'FULL',
    })
    expect(bought).toMatchObject({ status: 'FILLED', executedQty: '0.50000000' })
    const price = Number(((await client.getSymbolPriceTicker({ symbol: 'ETHUSDT' })) as { price: string }).price)
    const resting = await client.submitNewOrder({
      symbol: 'ETHUSDT',
      side: 'SELL',
      type: 'LIMIT',
      timeInForce: 'GTC',
      quantity: 0.5,
      price: Number((price * 1.1).toFixed(2)),
      newClientOrderId: client.generateNewOrderId(),
    })
    expect(await client.getOpenOrders({ symbol: 'ETHUSDT' })).toHaveLength(1)
    await client.cancelOrder({ symbol: 'ETHUSDT', orderId: resting.orderId })
    const trades = await client.getAccountTradeList({ symbol: 'ETHUSDT' })
    expect(trades.reduce((sum, trade) => sum + Number(trade.qty), 0)).toBeCloseTo(0.5, 8)
    const account = await client.getAccountInformation()
    expect(account.balances.find((balance) => balance.asset === 'ETH')).toEqual({
      asset: 'ETH',
      free: '10.49950000',
      locked: '0.00000000',
    })
    expect((await client.getApiKeyPermissions()).enableWithdrawals).toBe(false)
  })

  it('places, finds and cancels an order list', async () => {
    const price = Number(((await client.getSymbolPriceTicker({ symbol: 'ETHUSDT' })) as { price: string }).price)
    const list = await client.submitNewOrderList({
      symbol: 'ETHUSDT',
      side: 'SELL',
      quantity: 0.5,
      aboveType: 'LIMIT_MAKER',
      abovePrice: Number((price * 1.1).toFixed(2)),
      belowType: 'STOP_LOSS_LIMIT',
      belowStopPrice: Number((price * 0.9).toFixed(2)),
      belowPrice: Number((price * 0.89).toFixed(2)),
      belowTimeInForce: 'GTC',
      newOrderRespType: 'RESULT',
    })
    expect(list.orderReports.map(({ type, status }) => `${type} ${status}`)).toEqual(['STOP_LOSS_LIMIT NEW', 'LIMIT_MAKER NEW'])
    const { orderListId, listClientOrderId } = list
    expect(await client.getOCO({ orderListId })).toMatchObject({ listClientOrderId, listOrderStatus: 'EXECUTING' })
    expect(await client.getAllOpenOCO()).toHaveLength(1)
    expect(await client.cancelOCO({ symbol: 'ETHUSDT', orderListId })).toMatchObject({
      listOrderStatus: 'ALL_DONE',
      orderReports: [{ status: 'CANCELED' }, { status: 'CANCELED' }],
    })
    expect(await client.getAllOpenOCO()).toEqual([])
  })

  it('is refused in the real words', async () => {
    await expect(client.getKlines({ symbol: 'NOPE', interval: '1m' })).rejects.toMatchObject({ code: -1121 })
    const order = { symbol: 'ETHUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: 1, price: 2000.001 } as const
    await expect(client.submitNewOrder(order)).rejects.toMatchObject({ code: -1013 })
  })

  it('receives streams', async () => {
    const sockets = new WebsocketClient(
      { wsUrl: `${demo.endpoint.replace('http', 'ws')}/stream.binance.com:9443`, beautify: false },
      silent,
    )
    const events = new Set<string>()
    const done = new Promise<void>((resolve) => {
      sockets.on('message', (message) => {
        const event = (message as { data?: { e?: string } }).data ?? message
        events.add(String((event as { e?: string }).e))
        if (events.has('depthUpdate') && events.has('aggTrade')) resolve()
      })
    })
    await sockets.subscribe(['ethusdt@depth@100ms', 'ethusdt@aggTrade'], 'main')
    await done
    sockets.closeAll(true)
    expect([...events]).toEqual(expect.arrayContaining(['depthUpdate', 'aggTrade']))
  })
})
