import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { API_METHODS, connectApi, FeedHub, follow, type QueueRow, type TraderApi } from '../../contract/index.ts'
import { clientOrderId, millis, orderId, price, quantity } from '../../domain/index.ts'
import { simulatedClock } from '../../simulation/clock/index.ts'
import type { QueuedOrder } from '../../simulation/paper/index.ts'
import { BTC, bookAt, instrumentOf, quoteAt, tradeAt } from '../../testing/market-facts.ts'
import { QUICK_CONFIG } from '../../testing/quick-config.ts'
import { portPair, serviceContext } from '../../testing/service-context.ts'
import { startPaperTrader } from '../trader-paper/index.ts'
import { QueueRows } from './queue-rows.ts'

const folder = mkdtempSync(join(tmpdir(), 'sentinel-queue-'))
afterAll(() => {
  rmSync(folder, { recursive: true })
})

const START = 1_700_000_000_000
const queued: QueuedOrder = {
  orderId: orderId('o1'),
  clientOrderId: clientOrderId('c1'),
  instrument: BTC.id,
  side: 'buy',
  limitPrice: price('99.5'),
  left: quantity('0.5'),
  ahead: quantity('3'),
  behind: quantity('2'),
}

it('tells a place when it changed, and takes it back when the order rests no more', () => {
  const hub = new FeedHub(['trading.queue'], { clock: simulatedClock(millis(START)) })
  let orders: readonly QueuedOrder[] = [queued]
  const published: QueueRow[] = []
  const publish = hub.publish.bind(hub)
  hub.publish = (topic, row) => {
    published.push(row as QueueRow)
    publish(topic, row)
  }
  const rows = new QueueRows(hub, () => orders)
  rows.refresh()
  rows.refresh()
  orders = [{ ...queued, ahead: quantity('1') }]
  rows.refresh()
  expect(published.map(({ ahead, behind, left, limitPrice }) => [ahead, behind, left, limitPrice])).toEqual([
    ['3', '2', '0.5', '99.5'],
    ['1', '2', '0.5', '99.5'],
  ])
  orders = []
  rows.refresh()
  expect(hub.rows('trading.queue')).toEqual([])
  hub.close()
})

it.each([
  ['pessimistic', '3', '1'],
  ['proportional', '2.4', '1.6'],
] as const)('the paper trader says where an order stands, by the model of its settings: %s', async (queue, ahead, behind) => {
  const clock = simulatedClock(millis(START))
  const trader = serviceContext({ clock, dataDir: join(folder, queue), config: { ...QUICK_CONFIG, paper: { queue } } })
  const running = await startPaperTrader(trader.context)
  const [feed, atTrader] = portPair()
  trader.join('feed', atTrader)
  feed.send({ type: 'instruments', instruments: [instrumentOf('BTC/USDT', '0.01')] })
  const api = connectApi<TraderApi>(API_METHODS.trader, trader.connect(), { clock })
  let batch = 0
  const market = (size: string): void => {
    const now = Number(clock.now())
    batch += 1
    const level = (at: string, shown: string) => [{ price: price(at), quantity: quantity(shown) }]
    const book = { ...bookAt(now, 5, 5), bids: level('100', size), asks: level('100.01', '9') }
    feed.send({ type: 'events', batch, events: [book, quoteAt(now, 100, 100.01)] })
  }
  let rows: readonly QueueRow[] = []
  follow(trader.connect(), 'trading.queue', '', {
    onChange: (all) => {
      rows = [...all.values()]
    },
  })
  const pass = async (by: number): Promise<void> => {
    clock.advance(by)
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
  }
  market('4')
  const order = { type: 'SubmitOrder', id: 'c1', instrument: BTC.id, side: 'buy', orderType: 'limit', limitPrice: '100' }
  expect(await api.command({ ...order, quantity: '0.5', timeInForce: 'GTC', reduceOnly: false }, 'user')).toMatchObject({
    ok: true,
  })
  await pass(200)
  feed.send({ type: 'events', batch: 90, events: [tradeAt(START, 1, 'sell')] })
  market('5')
  market('5')
  market('4')
  await pass(200)
  expect(rows).toMatchObject([{ left: '0.5', ahead, behind, side: 'buy', limitPrice: '100' }])
  await api.command({ type: 'CancelAll', id: 'c2' }, 'user')
  await pass(500)
  expect(rows).toEqual([])
  await running.stop()
})
