import { describe, expect, it } from 'vitest'
import {
  canMove,
  clientOrderId,
  type Fill,
  fillId,
  isFinal,
  millis,
  type Money,
  money,
  type Order,
  ORDER_STATES,
  ORDER_TRANSITIONS,
  type OrderState,
  orderId,
  price,
  quantity,
} from '../domain/index.ts'
import { BTC } from '../testing/trading-harness.ts'
import { fillOrder, IllegalTransition, isWorking, moveOrder, remaining, stateAfterFill } from './order-machine.ts'

const orderIn = (state: OrderState, filled = '0'): Order => ({
  instrument: BTC,
  side: 'buy',
  type: 'limit',
  quantity: quantity('2'),
  limitPrice: price('100'),
  timeInForce: 'GTC',
  reduceOnly: false,
  id: orderId('o'),
  clientOrderId: clientOrderId('c'),
  environment: 'paper',
  purpose: 'manual',
  state,
  filled: quantity(filled),
  filledNotional: 0n as Money,
  fee: 0n as Money,
  createdAt: millis(1),
  updatedAt: millis(1),
})
const fillOf = (size: string): Fill => ({
  id: fillId('f'),
  orderId: orderId('o'),
  clientOrderId: clientOrderId('c'),
  environment: 'paper',
  instrument: BTC,
  side: 'buy',
  price: price('100'),
  quantity: quantity(size),
  fee: money('0.1'),
  liquidity: 'maker',
  at: millis(9),
})

const pairs = ORDER_STATES.flatMap((from) => ORDER_STATES.map((to): [OrderState, OrderState] => [from, to]))

describe('the order machine', () => {
  it.each(pairs)('%s to %s: as the table says', (from, to) => {
    const order = orderIn(from)
    const move = (): Order => moveOrder(order, { state: to, at: millis(5), reason: 'why' })
    if (ORDER_TRANSITIONS[from].includes(to)) expect(move()).toEqual({ ...order, state: to, updatedAt: 5, reason: 'why' })
    else expect(move).toThrow(IllegalTransition)
    expect(order).toEqual(orderIn(from))
  })

  it('leads from every state to an end, and from no end anywhere', () => {
    const ends = ORDER_STATES.filter(isFinal)
    expect(ends).toEqual(['denied', 'filled', 'cancelled', 'rejected', 'expired'])
    for (const from of ORDER_STATES) {
      const reached = new Set<OrderState>([from])
      for (const state of reached) for (const next of ORDER_TRANSITIONS[state]) reached.add(next)
      expect(ends.some((end) => reached.has(end))).toBe(true)
      if (from !== 'denied' && !isFinal(from)) expect(reached.has('cancelled')).toBe(true)
      expect(isWorking(orderIn(from))).toBe(!isFinal(from))
    }
    // Nothing is denied or created again once it may have left.
    for (const from of ORDER_STATES)
      if (from !== 'created') expect(canMove(from, 'created') || canMove(from, 'denied')).toBe(false)
  })

  it('knows the state after a fill, also with a cancel under way', () => {
    expect(stateAfterFill(orderIn('accepted'), quantity('1.99999'))).toBe('partial')
    expect(stateAfterFill(orderIn('accepted'), quantity('2'))).toBe('filled')
    expect(stateAfterFill(orderIn('cancelling'), quantity('1'))).toBe('cancelling')
    expect(stateAfterFill(orderIn('cancelling', '1'), quantity('1'))).toBe('filled')
    expect(stateAfterFill(orderIn('partial', '1'), quantity('1.5'))).toBe('filled')
  })

  it('books every fill exactly, late ones too, and refuses what a working order cannot become', () => {
    const once = fillOrder(orderIn('submitted'), fillOf('0.5'), 'partial')
    expect(once).toMatchObject({
      state: 'partial',
      filled: quantity('0.5'),
      filledNotional: money('50'),
      fee: money('0.1'),
      updatedAt: 9,
    })
    expect(remaining(once)).toBe(quantity('1.5'))
    const late = fillOrder({ ...once, state: 'cancelled' }, fillOf('0.5'), 'cancelled')
    expect(late).toMatchObject({ state: 'cancelled', filled: quantity('1'), fee: money('0.2') })
    expect(() => fillOrder(orderIn('created'), fillOf('1'), 'partial')).toThrow(IllegalTransition)
  })
})
