import { beforeEach, describe, expect, it } from 'vitest'
import {
  type FillId,
  fillId,
  millis,
  money,
  type Order,
  price,
  quantity,
  type VenueReport,
  venueOrderId,
} from '../../../domain/index.ts'
import type { VenueOrder, VenueTrade } from '../../../ports/index.ts'
import { type SimulatedClock, simulatedClock } from '../../../simulation/clock/index.ts'
import { DEMO_BTC, keptLogger, liveOrder } from '../../../testing/live-venue.ts'
import { feeOf } from './followed-order.ts'
import { LiveOrders } from './live-orders.ts'
import type { Cancelled, Found, OrderRequests, Placed } from './order-requests.ts'

const limit = { side: 'buy', type: 'limit', limitPrice: price('100'), quantity: quantity('1') } as const

let clock: SimulatedClock
let reports: VenueReport[]
let strays: VenueOrder[]
let asked: string[]
let answers: { place: (Placed | Promise<Placed>)[]; cancel: Cancelled[]; find: Found[]; trades: (readonly VenueTrade[])[] }
let orders: LiveOrders
let order: Order

const row = (more: Partial<VenueOrder> = {}): VenueOrder => ({
  instrument: DEMO_BTC.id,
  venueSymbol: 'BTCUSDT',
  clientOrderId: order.clientOrderId,
  venueOrderId: venueOrderId('7'),
  side: 'buy',
  kind: 'LIMIT',
  quantity: quantity('1'),
  filled: quantity('0'),
  state: 'working',
  updatedAt: millis(0),
  ...more,
})
const trade = (id: number, amount: string): VenueTrade => ({
  fillId: fillId(`binance:BTCUSDT:${String(id)}`),
  instrument: DEMO_BTC.id,
  venueSymbol: 'BTCUSDT',
  venueOrderId: venueOrderId('7'),
  side: 'buy',
  price: price('100'),
  quantity: quantity(amount),
  feeAsset: 'BTC',
  feeAmount: money('0.001'),
  liquidity: 'maker',
  at: millis(0),
})

/** Time goes by in small steps, and whatever waits on it gets its turn. */
async function pass(by: number): Promise<void> {
  for (let gone = 0; gone < by; gone += 50) {
    clock.advance(50)
    await settled()
  }
}
const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 30; turn += 1) await Promise.resolve()
}
const story = () => reports.map(({ type }) => type)
const next = <T>(queue: T[], name: string): T => {
  asked.push(name)
  const answer = queue.length > 1 ? queue.shift() : queue[0]
  return answer ?? expect.fail(`nothing to answer to ${name}`)
}

beforeEach(() => {
  clock = simulatedClock(millis(1_000_000))
  reports = []
  strays = []
  asked = []
  order = { ...liveOrder(limit), updatedAt: clock.now() }
  answers = { place: [{ kind: 'placed', order: row(), trades: [] }], cancel: [], find: [], trades: [] }
  const requests: OrderRequests = {
    place: () => Promise.resolve(next<Placed | Promise<Placed>>(answers.place, 'place')),
    cancel: () => Promise.resolve(next(answers.cancel, 'cancel')),
    find: () => Promise.resolve(next(answers.find, 'find')),
    tradesOf: () => Promise.resolve(next(answers.trades, 'trades')),
  }
  orders = new LiveOrders({
    requests,
    clock,
    random: { next: () => 1 },
    logger: keptLogger([]),
    signal: new AbortController().signal,
    instruments: new Map([[DEMO_BTC.id, DEMO_BTC]]),
    arrivesWithin: 7_000,
    askEvery: 1_000,
    isKnownFill: (_id: FillId) => false,
    report: (report) => reports.push(report),
    onStray: (stray) => strays.push(stray),
  })
})

describe('an order in doubt', () => {
  it('is taken for absent only when it cannot arrive any more, and when the venue does not know it twice', async () => {
    answers.place = [{ kind: 'unknown', reason: 'lost', sentAt: clock.now() }]
    answers.find = [{ kind: 'absent', reason: 'no such order' }]
    orders.submit(order)
    await settled()
    await pass(7_000)
    expect(story()).toEqual(['unknown'])
    const before = asked.length
    await pass(8_000)
    // Questions after 1, 3, 7 and 15 seconds; only those past the seventh count.
    expect(asked.slice(before)).toEqual(['find'])
    expect(story()).toEqual(['unknown'])
    await pass(16_000)
    expect(story()).toEqual(['unknown', 'rejected'])
    expect(asked.filter((name) => name === 'place')).toHaveLength(1)
  })

  it('is not taken for absent while its request is on its way', async () => {
    let answer: (placed: Placed) => void = () => undefined
    const answered = new Promise<Placed>((resolve) => {
      answer = resolve
    })
    answers.place = [answered]
    answers.find = [{ kind: 'absent', reason: 'no such order' }]
    orders.submit(order)
    orders.query(order.clientOrderId)
    const comparing = orders.ask(new Set())
    await settled()
    await pass(60_000)
    expect(story()).toEqual([])
    answers.find = [{ kind: 'found', order: row() }]
    answer({ kind: 'placed', order: row(), trades: [] })
    await comparing
    await pass(50)
    expect(story()).toEqual(['accepted'])
  })

  it('that the venue had and does not know any more stays in doubt', async () => {
    answers.find = [{ kind: 'absent', reason: 'no such order' }]
    orders.submit(order)
    await settled()
    orders.query(order.clientOrderId)
    await settled()
    await pass(120_000)
    expect(story()).toEqual(['accepted', 'unknown'])
    expect(orders.unknown()[0]?.asked.length).toBeGreaterThan(3)
    answers.find = [{ kind: 'found', order: row() }]
    await pass(60_000)
    expect(story()).toEqual(['accepted', 'unknown', 'accepted'])
    expect(orders.unknown()).toEqual([])
  })

  it('that the stream has shown is not rejected by an answer that says no', async () => {
    let answer: (placed: Placed) => void = () => undefined
    answers.find = [{ kind: 'found', order: row() }]
    const answered = new Promise<Placed>((resolve) => {
      answer = resolve
    })
    answers.place = [answered]
    orders.submit(order)
    await settled()
    orders.onOrder(row())
    answer({ kind: 'refused', reason: 'too late' })
    await settled()
    await pass(50)
    expect(story()).toEqual(['accepted'])
    expect(asked).toEqual(['place', 'find'])
  })
})

describe('a cancel', () => {
  it('is sent again only after the venue has said that the order works, five times at most', async () => {
    answers.cancel = [{ kind: 'unconfirmed', reason: 'lost' }]
    answers.find = [{ kind: 'found', order: row() }]
    orders.submit(order)
    orders.cancel(order.clientOrderId)
    await settled()
    await pass(120_000)
    expect(story()).toEqual(['accepted', 'unknown', 'accepted'])
    expect(asked.slice(0, 7)).toEqual(['place', 'cancel', 'find', 'cancel', 'find', 'cancel', 'find'])
    expect(asked.filter((name) => name === 'cancel')).toHaveLength(5)
  })

  it('waits for the answer to the order', async () => {
    answers.cancel = [{ kind: 'cancelled', order: row({ state: 'cancelled' }) }]
    orders.submit(order)
    orders.cancel(order.clientOrderId)
    await settled()
    expect(asked).toEqual(['place', 'cancel'])
    expect(story()).toEqual(['accepted', 'cancelled'])
  })

  it('is told after the fills that came before it, however late the venue lists them', async () => {
    answers.cancel = [{ kind: 'cancelled', order: row({ state: 'cancelled', filled: quantity('0.5') }) }]
    answers.find = [{ kind: 'found', order: row({ state: 'cancelled', filled: quantity('0.5') }) }]
    answers.trades = [[], [trade(1, '0.2')], [trade(1, '0.2'), trade(2, '0.3')]]
    orders.submit(order)
    orders.cancel(order.clientOrderId)
    await settled()
    expect(story()).toEqual(['accepted'])
    await pass(20_000)
    expect(story()).toEqual(['accepted', 'filled', 'filled', 'cancelled'])
  })

  it('of an order that is in doubt is sent at once', async () => {
    answers.place = [{ kind: 'unknown', reason: 'lost', sentAt: clock.now() }]
    answers.find = [{ kind: 'failed', reason: 'no answer' }]
    answers.cancel = [{ kind: 'cancelled', order: row({ state: 'cancelled' }) }]
    orders.submit(order)
    await settled()
    await pass(500)
    orders.cancel(order.clientOrderId)
    await settled()
    expect(story()).toEqual(['unknown', 'cancelled'])
  })
})

describe('after the end', () => {
  it('a fill is told, a repeated end is not', async () => {
    answers.place = [{ kind: 'placed', order: row({ state: 'cancelled' }), trades: [] }]
    orders.submit(order)
    await settled()
    orders.onTrade(trade(1, '0.1'))
    orders.onTrade(trade(1, '0.1'))
    orders.onOrder(row({ state: 'cancelled', filled: quantity('0.1') }))
    orders.onOrder(row())
    await pass(5_000)
    expect(story()).toEqual(['accepted', 'cancelled', 'filled'])
    expect(strays).toEqual([])
  })

  it('an order that was refused and works all the same is cancelled and shown', async () => {
    answers.place = [{ kind: 'refused', reason: 'no' }]
    answers.find = [{ kind: 'found', order: row() }]
    answers.cancel = [
      { kind: 'unconfirmed', reason: 'lost' },
      { kind: 'cancelled', order: row({ state: 'cancelled' }) },
    ]
    orders.submit(order)
    await settled()
    orders.onOrder(row())
    await settled()
    await pass(5_000)
    expect(story()).toEqual(['rejected'])
    expect(strays).toHaveLength(1)
    expect(asked.filter((name) => name === 'cancel')).toHaveLength(2)
  })
})

describe('a fee', () => {
  it.each([
    ['USDT', '0.123456789', { fee: money('0.123456789') }],
    ['BTC', '0.00000001', { fee: money('0'), feeAsset: 'BTC', feeQuantity: quantity('0.00000001') }],
    ['BNB', '0.001', { fee: money('0'), feeAsset: 'BNB', feeQuantity: quantity('0.001') }],
    ['BNB', '0', { fee: money('0') }],
  ])('of %s %s is told in what it was taken', (feeAsset, amount, told) => {
    expect(feeOf({ ...trade(1, '1'), feeAsset, feeAmount: money(amount) }, DEMO_BTC)).toEqual(told)
  })
})
