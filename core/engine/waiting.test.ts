import { describe, expect, it } from 'vitest'
import { type Command, type Order, ORDER_KINDS, price, quantity } from '../domain/index.ts'
import { PLAIN_VENUE } from '../ports/index.ts'
import { BTC, ordersOf, readyToTrade, type TradingHarness, tradingHarness } from '../testing/trading-harness.ts'
import { committedToSell, portfolioOf } from './index.ts'

type Submit = Omit<Extract<Command, { type: 'SubmitOrder' }>, 'id'>
const plain: Submit = {
  type: 'SubmitOrder',
  instrument: BTC,
  side: 'buy',
  orderType: 'market',
  quantity: quantity('1'),
  timeInForce: 'GTC',
  reduceOnly: false,
}
const sale: Submit = { ...plain, side: 'sell', reduceOnly: true }
const stopSale: Submit = { ...sale, orderType: 'stop', stopPrice: price('99') }
const stopBuy: Submit = { ...plain, orderType: 'stop', stopPrice: price('101') }

const last = (h: TradingHarness): Order => {
  const order = ordersOf(h).at(-1)
  if (order === undefined) throw new Error('there is an order')
  return order
}
/** A venue of market and limit orders, where two coins are held; time enough has passed that nothing counts as sent twice. */
function holding(): TradingHarness {
  const h = readyToTrade({ venue: PLAIN_VENUE })
  h.command({ ...plain, quantity: quantity('2') })
  h.clock.advance(2_000)
  h.market('100.00', '100.01')
  return h
}

describe('an order that waits here for its price', () => {
  it.each([
    ['stop', 'sell', '99', ['99.01', '99.02'], ['99', '99.01']],
    ['stop-limit', 'sell', '99', ['99.01', '99.02'], ['99', '99.01']],
    ['take-profit', 'sell', '101', ['100.99', '101.50'], ['101', '101.01']],
    ['take-profit-limit', 'sell', '101', ['100.99', '101.50'], ['101', '101.01']],
    ['stop', 'buy', '101', ['100.98', '100.99'], ['100.99', '101']],
    ['stop-limit', 'buy', '101', ['100.98', '100.99'], ['100.99', '101']],
    ['take-profit', 'buy', '99', ['98.50', '99.01'], ['98.99', '99']],
    ['take-profit-limit', 'buy', '99', ['98.50', '99.01'], ['98.99', '99']],
  ] as const)('a %s to %s at %s sleeps to the last tick and goes at its price', (orderType, side, at, asleep, awake) => {
    const h = holding()
    const { limitPrice } = ORDER_KINDS[orderType]
    const answer = h.command({
      ...(side === 'buy' ? plain : sale),
      orderType,
      stopPrice: price(at),
      ...(limitPrice ? { limitPrice: price(side === 'buy' ? '102' : '98') } : {}),
    })
    expect(answer).toMatchObject({ ok: true, message: 'the order waits in this program: the venue has no such orders' })
    const emulated = ORDER_KINDS[orderType].wakes === 'against' ? 'stop' : 'take-profit'
    expect(last(h)).toMatchObject({ type: orderType, state: 'created', emulated })
    h.market(asleep[0], asleep[1])
    h.clock.advance(20)
    expect(last(h).state).toBe('created')
    h.market(awake[0], awake[1])
    expect(last(h)).toMatchObject({ state: 'submitted', reason: `the ${side === 'buy' ? 'ask' : 'bid'} came to ${at}` })
    h.clock.advance(20)
    expect(last(h)).toMatchObject({ type: orderType, state: 'filled', stopPrice: price(at) })
    expect([...h.engine.state.fills.values()].at(-1)?.price).toBe(price(side === 'buy' ? awake[1] : awake[0]))
  })

  it('keeps its limit: woken by a fall through it, a stop-limit rests and sells nothing below', () => {
    const h = holding()
    h.command({ ...stopSale, orderType: 'stop-limit', limitPrice: price('98.50') })
    h.market('98.00', '98.01')
    h.clock.advance(20)
    expect(last(h)).toMatchObject({ state: 'accepted', filled: 0n })
    h.trade('98.50', '9', 'buy')
    expect(last(h)).toMatchObject({ state: 'filled' })
    expect([...h.engine.state.fills.values()].at(-1)?.price).toBe(price('98.50'))
  })

  it('promises what it would sell and reserves what it would cost', () => {
    const h = holding()
    h.command(stopSale)
    expect(committedToSell(h.engine.state, BTC)).toBe(quantity('1'))
    expect(h.command({ ...sale, quantity: quantity('1.00001') })).toMatchObject({ code: 'risk' })
    h.command({ ...stopBuy, orderType: 'stop-limit', limitPrice: price('103') })
    expect(portfolioOf(h.engine.state, h.now()).reserved).toBe(103_103n * 10n ** 21n)
  })

  it('survives a restart and is sent once, also when the power goes between its waking and its leaving', () => {
    const h = holding()
    h.command(stopSale)
    const waiting = tradingHarness({ journal: h.journal, start: h.now(), venue: PLAIN_VENUE })
    waiting.open()
    expect(last(waiting)).toMatchObject({ state: 'created', emulated: 'stop' })
    waiting.clock.advance(20)
    waiting.market('99.00', '99.01')
    expect(last(waiting).state).toBe('submitted')
    // The request has not arrived yet when the power goes.
    const again = tradingHarness({ journal: h.journal, start: waiting.now(), venue: PLAIN_VENUE })
    again.open()
    again.market('98.90', '98.91')
    again.clock.advance(20)
    expect(last(again)).toMatchObject({ state: 'filled', filled: quantity('1') })
    expect(again.engine.state.positions.get(BTC)?.quantity).toBe(quantity('1'))
    expect(ordersOf(again)).toHaveLength(2)
  })

  it('is cancelled at once, without the venue', () => {
    const h = holding()
    h.command(stopSale)
    expect(h.command({ type: 'CancelOrder', orderId: last(h).id })).toMatchObject({ ok: true })
    expect(last(h)).toMatchObject({ state: 'cancelled', reason: 'cancelled before it was sent' })
    h.market('98.00', '98.01')
    h.clock.advance(20)
    expect(last(h).filled).toBe(0n)
  })

  it('is judged again when it goes: not into a halt, nor with what is no longer held', () => {
    const h = holding()
    h.command(stopBuy)
    const buy = last(h)
    h.engine.state.halt = { code: 'kill', reason: 'a test', by: 'test' }
    h.market('101.00', '101.01')
    expect(h.engine.state.orders.get(buy.id)).toMatchObject({ state: 'denied' })
    expect(h.engine.state.orders.get(buy.id)?.reason).toContain('trading-active: a test')
    h.engine.state.halt = undefined
    h.market('100.00', '100.01')
    h.command({ ...stopSale, quantity: quantity('2') })
    h.engine.state.positions.clear()
    h.market('99.00', '99.01')
    expect(last(h).reason).toContain('available-quantity: 2 BTC, limit 0 BTC')
  })

  it('is not taken for its own repetition when it goes at once, nor counted twice against the cash', () => {
    const h = readyToTrade({ venue: PLAIN_VENUE })
    h.command({ ...stopBuy, quantity: quantity('19') })
    h.market('101.00', '101.00')
    expect(last(h)).toMatchObject({ state: 'submitted' })
  })

  it('gives way to a sale of everything, and ends with trading', () => {
    const h = holding()
    h.command({ type: 'SetProtection', instrument: BTC, stop: price('99.50'), target: null })
    h.command(stopSale)
    h.market('99.50', '99.51')
    h.clock.advance(20)
    expect(ordersOf(h).map(({ purpose, state }) => [purpose, state])).toEqual([
      ['manual', 'filled'],
      ['manual', 'cancelled'],
      ['exit-stop', 'filled'],
    ])
    expect(h.engine.state.positions.get(BTC)?.quantity).toBe(0n)
    h.market('100.00', '100.01')
    h.command(stopBuy)
    h.command({ type: 'Kill', flatten: false })
    expect(last(h)).toMatchObject({ state: 'cancelled' })
  })

  it('takes its turn when a stop of the position rests at the venue: that gives way, and covers the rest again', () => {
    const h = readyToTrade({ venue: { ...PLAIN_VENUE, types: ['market', 'limit', 'stop'] } })
    h.command({ ...plain, quantity: quantity('2'), stop: price('95') })
    h.clock.advance(2_000)
    h.market('100.00', '100.01')
    h.command({ ...sale, orderType: 'take-profit', stopPrice: price('101') })
    const taking = last(h).id
    const told = () => h.engine.state.orders.get(taking)
    const resting = () => ordersOf(h).filter(({ purpose, state }) => purpose === 'exit-stop' && state === 'accepted')
    h.clock.advance(100)
    h.market('100.00', '100.01')
    h.clock.advance(100)
    expect(told()).toMatchObject({ state: 'created' })
    expect(resting()).toMatchObject([{ quantity: quantity('1'), stopPrice: price('95') }])
    h.market('101.00', '101.01')
    expect(told()).toMatchObject({ state: 'created', reason: 'the bid came to 101', triggeredAt: h.now() })
    h.clock.advance(100)
    expect(told()).toMatchObject({ state: 'filled' })
    h.tick()
    h.clock.advance(100)
    expect(resting()).toMatchObject([{ quantity: quantity('1'), stopPrice: price('95') }])
    expect(h.engine.state.positions.get(BTC)?.quantity).toBe(quantity('1'))
  })

  it('goes to a venue that knows its kind as it is', () => {
    const h = readyToTrade()
    h.command(stopBuy)
    expect(last(h)).toMatchObject({ state: 'submitted' })
    expect(last(h)).not.toHaveProperty('emulated')
  })
})
