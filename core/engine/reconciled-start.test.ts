import { describe, expect, it } from 'vitest'
import { clientOrderId, money, type Order, price, quantity, type VenueReport, venueOrderId } from '../domain/index.ts'
import type { VenueBooks } from '../execution/index.ts'
import {
  filledReport,
  heldBtc,
  holdingTrader,
  kinds,
  type LiveTrader,
  restartedTrader,
  rightBooks,
  rowOf,
  submittedOrder,
} from '../testing/live-trader.ts'
import { balance, trade } from '../testing/random-books.ts'
import { limitOrder } from '../testing/trading-harness.ts'
import { localBooks } from './index.ts'

describe('failures of other systems', () => {
  it('a warm restart never sells a real position, and equal books have nothing to settle', () => {
    const before = holdingTrader()
    const t = restartedTrader(before)
    t.tick()
    expect(t.compare(rightBooks(before))).toEqual([])
    expect([t.at.submitted, t.at.cancelled, heldBtc(t)]).toEqual([[], [], quantity('1')])
  })

  it('a working order is not dropped by a restart: it is followed again, and stays until somebody settles it', () => {
    const before = holdingTrader()
    const t = restartedTrader(before)
    const { clientOrderId: id } = submittedOrder(before, 1)
    expect(t.at.resumed.map((order) => order.clientOrderId)).toEqual([id])
    expect(kinds(t.compare(rightBooks(before, { orders: [] })))).toEqual(['order missing-there'])
    t.tick()
    const [working] = [...t.engine.state.working].map((each) => t.engine.state.orders.get(each))
    expect(working).toMatchObject({ clientOrderId: id, state: 'accepted' })
    expect(t.settle(`order ${id}`, 'adopt')).toBe('settled')
    expect(t.engine.state.working.size).toBe(0)
    expect(t.compare(rightBooks(before, { orders: [] }))).toEqual([])
  })

  it('no fill is invented: what no trade shows changes the order and nothing else', () => {
    const t = holdingTrader()
    const order = submittedOrder(t, 1)
    const there = rightBooks(t, { orders: [rowOf(order, { filled: quantity('0.1') })] })
    expect(kinds(t.compare(there))).toEqual(['order quantity'])
    expect(t.settle(`order ${order.clientOrderId}`, 'adopt')).toBe('settled')
    expect(t.engine.state.orders.get(order.id)).toMatchObject({ filled: quantity('0.1'), state: 'partial' })
    expect([t.events('FillRecorded').length, t.engine.state.cash, heldBtc(t)]).toEqual([1, money('899.9'), quantity('1')])
    expect(t.compare(there)).toEqual([])
  })

  it('a position that the venue does not have is shown, and stays until somebody settles it', () => {
    const t = holdingTrader()
    const there = rightBooks(t, { balances: [balance('USDT', '899.9')] })
    expect(kinds(t.compare(there))).toEqual(['position missing-there'])
    t.tick()
    expect([heldBtc(t), t.at.submitted.length]).toEqual([quantity('1'), 2])
    expect(t.settle('position BTC', 'adopt', 'moved to the vault')).toBe('settled')
    expect(heldBtc(t)).toBe(0n)
    expect(t.compare(there)).toEqual([])
  })

  it('fills during a disconnection are found and booked once, whether a person adopts them or the venue reports them', () => {
    const missed = (t: LiveTrader): VenueBooks =>
      rightBooks(t, {
        orders: [rowOf(submittedOrder(t, 1), { filled: quantity('0.25') })],
        trades: [trade('', 7, { side: 'sell', price: price('110'), venueOrderId: venueOrderId('v2'), feeAsset: 'USDT' })],
        balances: [balance('USDT', '927.39975'), balance('BTC', '0.6', '0.15')],
      })
    const key = 'fill binance:BTCUSDT:7'
    const report = (t: LiveTrader): VenueReport => ({
      ...filledReport(submittedOrder(t, 1), 'binance:BTCUSDT:7', '0.25'),
      price: price('110'),
      fee: money('0.00025'),
      liquidity: 'maker',
    })
    const expected = { cash: money('927.39975'), held: quantity('0.75') }

    const byPerson = holdingTrader()
    expect(kinds(byPerson.compare(missed(byPerson)))).toEqual(['fill fill-not-known'])
    expect(byPerson.settle(key, 'adopt')).toBe('settled')
    byPerson.at.report(report(byPerson))

    const byVenue = holdingTrader()
    byVenue.compare(missed(byVenue))
    byVenue.at.report(report(byVenue))
    expect(byVenue.engine.state.differences).toEqual([])
    expect(byVenue.events('DifferenceSettled')).toMatchObject([{ key, by: 'engine', reason: 'the venue reported it' }])
    expect(byVenue.settle(key, 'adopt')).toBe('no-difference')

    for (const t of [byPerson, byVenue]) {
      expect({ cash: t.engine.state.cash, held: heldBtc(t) }).toEqual(expected)
      expect(submittedOrder(t, 1)).toMatchObject({ state: 'partial', filled: quantity('0.25') })
      expect(t.events('FillRecorded')).toHaveLength(2)
      expect(t.compare(missed(t))).toEqual([])
    }
  })

  const theirs = rowOf({ ...limitOrder, clientOrderId: clientOrderId('web_1') } as never, { quantity: quantity('2') })
  const withTheirs = (t: LiveTrader): VenueBooks => rightBooks(t, { orders: [rowOf(submittedOrder(t, 1)), theirs] })

  it('orders of others are shown and left alone', () => {
    const t = holdingTrader()
    expect(kinds(t.compare(withTheirs(t)))).toEqual(['order external-order'])
    t.tick()
    const again = restartedTrader(t)
    again.compare(withTheirs(t))
    for (const each of [t, again]) {
      expect(each.at.cancelled).toEqual([])
      expect(each.engine.state.byClientId.has(clientOrderId('web_1'))).toBe(false)
    }
  })

  it('and are ignored, taken over or cancelled when somebody says so', () => {
    const ignored = holdingTrader()
    ignored.compare(withTheirs(ignored))
    expect(ignored.settle('order web_1', 'ignore', 'my own')).toBe('settled')
    expect(ignored.compare(withTheirs(ignored))).toEqual([])
    expect(localBooks(restartedTrader(ignored).engine.state).notedOrders).toEqual(new Set(['v2']))

    const taken = holdingTrader()
    taken.compare(withTheirs(taken))
    expect(taken.settle('order web_1', 'adopt')).toBe('settled')
    expect(taken.at.resumed.map((order) => order.clientOrderId)).toEqual(['web_1'])
    expect(taken.compare(withTheirs(taken))).toEqual([])
    taken.at.report(filledReport(taken.at.resumed[0] as Order, 'f9', '2'))
    expect(heldBtc(taken)).toBe(quantity('3'))

    const cancelled = holdingTrader()
    cancelled.compare(withTheirs(cancelled))
    expect(cancelled.settle('order web_1', 'flatten')).toBe('settled')
    expect([cancelled.at.resumed.length, cancelled.at.cancelled]).toEqual([1, ['web_1']])
  })
})
