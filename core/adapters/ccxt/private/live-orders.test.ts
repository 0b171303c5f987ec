import { beforeEach, describe, expect, it } from 'vitest'
import { millis, money, type Order, price, quantity } from '../../../domain/index.ts'
import type { VenueOrder } from '../../../ports/index.ts'
import { simulatedClock } from '../../../simulation/clock/index.ts'
import { DEMO_BTC, keptLogger, liveOrder } from '../../../testing/live-venue.ts'
import { feeOf } from './followed-order.ts'
import type { Placed } from './order-requests.ts'
import { rowOf, ScriptedOrders, tradeOf } from './testing/scripted-orders.ts'

const limit = { side: 'buy', type: 'limit', limitPrice: price('100'), quantity: quantity('1') } as const

let venue: ScriptedOrders
let order: Order

const row = (more: Partial<VenueOrder> = {}): VenueOrder => rowOf(order, more)
const pass = (by: number): Promise<void> => venue.pass(by)
const settled = (): Promise<void> => venue.settled()

beforeEach(() => {
  venue = new ScriptedOrders({ clock: simulatedClock(millis(1_000_000)), instrument: DEMO_BTC, logger: keptLogger([]) })
  order = { ...liveOrder(limit), updatedAt: venue.clock.now() }
  venue.script.place = [{ kind: 'placed', order: row(), trades: [] }]
})

describe('an order in doubt', () => {
  it('is taken for absent only when it cannot arrive any more, and when the venue does not know it twice', async () => {
    venue.script.place = [{ kind: 'unknown', reason: 'lost', sentAt: venue.clock.now() }]
    venue.script.find = [{ kind: 'absent', reason: 'no such order' }]
    venue.orders.submit(order)
    await settled()
    await pass(7_000)
    expect(venue.story()).toEqual(['unknown'])
    const before = venue.asked.length
    await pass(900)
    // After 1 and 3 seconds, and as soon as the request is too old to be taken: only from then on an absence counts.
    expect(venue.asked.slice(before)).toEqual(['find'])
    expect(venue.story()).toEqual(['unknown'])
    await pass(200)
    expect(venue.story()).toEqual(['unknown', 'rejected'])
    expect(venue.asked.filter((name) => name === 'place')).toHaveLength(1)
  })

  it('is not taken for absent while its request is on its way', async () => {
    let answer: (placed: Placed) => void = () => undefined
    const answered = new Promise<Placed>((resolve) => {
      answer = resolve
    })
    venue.script.place = [answered]
    venue.script.find = [{ kind: 'absent', reason: 'no such order' }]
    venue.orders.submit(order)
    venue.orders.query(order.clientOrderId)
    const comparing = venue.orders.ask(new Set())
    await settled()
    await pass(60_000)
    expect(venue.story()).toEqual([])
    venue.script.find = [{ kind: 'found', order: row() }]
    answer({ kind: 'placed', order: row(), trades: [] })
    await comparing
    await pass(50)
    expect(venue.story()).toEqual(['accepted'])
  })

  it('that the venue had and does not know any more stays in doubt', async () => {
    venue.script.find = [{ kind: 'absent', reason: 'no such order' }]
    venue.orders.submit(order)
    await settled()
    venue.orders.query(order.clientOrderId)
    await settled()
    await pass(120_000)
    expect(venue.story()).toEqual(['accepted', 'unknown'])
    expect(venue.orders.unknown()[0]?.asked.length).toBeGreaterThan(3)
    venue.script.find = [{ kind: 'found', order: row() }]
    await pass(60_000)
    expect(venue.story()).toEqual(['accepted', 'unknown', 'accepted'])
    expect(venue.orders.unknown()).toEqual([])
  })

  it('that the stream has shown is not rejected by an answer that says no', async () => {
    let answer: (placed: Placed) => void = () => undefined
    venue.script.find = [{ kind: 'found', order: row() }]
    const answered = new Promise<Placed>((resolve) => {
      answer = resolve
    })
    venue.script.place = [answered]
    venue.orders.submit(order)
    await settled()
    venue.orders.onOrder(row())
    answer({ kind: 'refused', reason: 'too late' })
    await settled()
    await pass(50)
    expect(venue.story()).toEqual(['accepted'])
    expect(venue.asked).toEqual(['place', 'find'])
  })
})

describe('a cancel', () => {
  it('is sent again only after the venue has said that the order works, five times at most', async () => {
    venue.script.cancel = [{ kind: 'unconfirmed', reason: 'lost' }]
    venue.script.find = [{ kind: 'found', order: row() }]
    venue.orders.submit(order)
    venue.orders.cancel(order.clientOrderId)
    await settled()
    await pass(120_000)
    expect(venue.story()).toEqual(['accepted', 'unknown', 'accepted'])
    expect(venue.asked.slice(0, 7)).toEqual(['place', 'cancel', 'find', 'cancel', 'find', 'cancel', 'find'])
    expect(venue.asked.filter((name) => name === 'cancel')).toHaveLength(5)
  })

  it('waits for the answer to the order', async () => {
    venue.script.cancel = [{ kind: 'cancelled', order: row({ state: 'cancelled' }) }]
    venue.orders.submit(order)
    venue.orders.cancel(order.clientOrderId)
    await settled()
    expect(venue.asked).toEqual(['place', 'cancel'])
    expect(venue.story()).toEqual(['accepted', 'cancelled'])
  })

  it('is told after the fills that came before it, however late the venue lists them', async () => {
    venue.script.cancel = [{ kind: 'cancelled', order: row({ state: 'cancelled', filled: quantity('0.5') }) }]
    venue.script.find = [{ kind: 'found', order: row({ state: 'cancelled', filled: quantity('0.5') }) }]
    venue.script.trades = [[], [tradeOf(order, 1, '0.2')], [tradeOf(order, 1, '0.2'), tradeOf(order, 2, '0.3')]]
    venue.orders.submit(order)
    venue.orders.cancel(order.clientOrderId)
    await settled()
    expect(venue.story()).toEqual(['accepted'])
    await pass(20_000)
    expect(venue.story()).toEqual(['accepted', 'filled', 'filled', 'cancelled'])
  })

  it('of an order that is in doubt is sent at once', async () => {
    venue.script.place = [{ kind: 'unknown', reason: 'lost', sentAt: venue.clock.now() }]
    venue.script.find = [{ kind: 'failed', reason: 'no answer' }]
    venue.script.cancel = [{ kind: 'cancelled', order: row({ state: 'cancelled' }) }]
    venue.orders.submit(order)
    await settled()
    await pass(500)
    venue.orders.cancel(order.clientOrderId)
    await settled()
    expect(venue.story()).toEqual(['unknown', 'cancelled'])
  })
})

describe('after the end', () => {
  it('a fill is told, a repeated end is not', async () => {
    venue.script.place = [{ kind: 'placed', order: row({ state: 'cancelled' }), trades: [] }]
    venue.orders.submit(order)
    await settled()
    venue.orders.onTrade(tradeOf(order, 1, '0.1'))
    venue.orders.onTrade(tradeOf(order, 1, '0.1'))
    venue.orders.onOrder(row({ state: 'cancelled', filled: quantity('0.1') }))
    venue.orders.onOrder(row())
    await pass(5_000)
    expect(venue.story()).toEqual(['accepted', 'cancelled', 'filled'])
    expect(venue.strays).toEqual([])
  })

  it('an order that was refused and works all the same is cancelled and shown', async () => {
    venue.script.place = [{ kind: 'refused', reason: 'no' }]
    venue.script.find = [{ kind: 'found', order: row() }]
    venue.script.cancel = [
      { kind: 'unconfirmed', reason: 'lost' },
      { kind: 'cancelled', order: row({ state: 'cancelled' }) },
    ]
    venue.orders.submit(order)
    await settled()
    venue.orders.onOrder(row())
    await settled()
    await pass(5_000)
    expect(venue.story()).toEqual(['rejected'])
    expect(venue.strays).toHaveLength(1)
    expect(venue.asked.filter((name) => name === 'cancel')).toHaveLength(2)
  })
})

describe('a fee', () => {
  it.each([
    ['USDT', '0.123456789', { fee: money('0.123456789') }],
    ['BTC', '0.00000001', { fee: money('0'), feeAsset: 'BTC', feeQuantity: quantity('0.00000001') }],
    ['BNB', '0.001', { fee: money('0'), feeAsset: 'BNB', feeQuantity: quantity('0.001') }],
    ['BNB', '0', { fee: money('0') }],
  ])('of %s %s is told in what it was taken', (feeAsset, amount, told) => {
    expect(feeOf({ ...tradeOf(order, 1, '1'), feeAsset, feeAmount: money(amount) }, DEMO_BTC)).toEqual(told)
  })
})
