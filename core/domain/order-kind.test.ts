import { describe, expect, it } from 'vitest'
import {
  clientOrderId,
  exchangeId,
  instrumentId,
  millis,
  type Order,
  ORDER_KINDS,
  ORDER_TYPES,
  orderId,
  type OrderType,
  price,
  quantity,
  type Side,
  waitsForPrice,
  woken,
  wokenAt,
  ZERO_MONEY,
  ZERO_QUANTITY,
} from './index.ts'

const order = (type: OrderType, side: Side): Order => ({
  id: orderId('o1'),
  clientOrderId: clientOrderId('c1'),
  environment: 'paper',
  purpose: 'manual',
  instrument: instrumentId(exchangeId('binance'), 'BTC/USDT'),
  side,
  type,
  quantity: quantity('1'),
  ...(ORDER_KINDS[type].limitPrice ? { limitPrice: price('101') } : {}),
  ...(ORDER_KINDS[type].stopPrice ? { stopPrice: price('100') } : {}),
  timeInForce: 'GTC',
  reduceOnly: false,
  state: 'created',
  filled: ZERO_QUANTITY,
  filledNotional: ZERO_MONEY,
  fee: ZERO_MONEY,
  createdAt: millis(0),
  updatedAt: millis(0),
})

/** Of each kind that waits at 100.00: the last price that leaves it asleep, and the first that wakes it. */
const wakings: readonly (readonly [OrderType, Side, asleep: string, awake: string])[] = [
  ['stop', 'buy', '99.99', '100'],
  ['stop', 'sell', '100.01', '100'],
  ['stop-limit', 'buy', '99.99', '100'],
  ['stop-limit', 'sell', '100.01', '100'],
  ['take-profit', 'buy', '100.01', '100'],
  ['take-profit', 'sell', '99.99', '100'],
  ['take-profit-limit', 'buy', '100.01', '100'],
  ['take-profit-limit', 'sell', '99.99', '100'],
]

describe('what an order type is', () => {
  it.each(wakings)('a %s to %s sleeps at %s and wakes at %s', (type, side, asleep, awake) => {
    expect(wokenAt(order(type, side), price(asleep))).toBe(false)
    expect(wokenAt(order(type, side), price(awake))).toBe(true)
    const beyond = price(price(awake) > price(asleep) ? '200' : '50')
    expect(wokenAt(order(type, side), beyond)).toBe(true)
  })

  it.each([
    ['stop', 'market'],
    ['take-profit', 'market'],
    ['stop-limit', 'limit'],
    ['take-profit-limit', 'limit'],
  ] as const)('a %s works as a %s order once it is woken', (type, then) => {
    const { stopPrice, ...rest } = order(type, 'sell')
    expect(stopPrice).toBe(price('100'))
    expect(woken(order(type, 'sell'))).toEqual({ ...rest, type: then })
  })

  it('and the others wait for nothing', () => {
    for (const type of ['market', 'limit'] as const) {
      expect(wokenAt(order(type, 'buy'), price('100'))).toBe(false)
      expect(woken(order(type, 'buy'))).toEqual(order(type, 'buy'))
    }
    const waiting = ORDER_TYPES.filter((type) => waitsForPrice(order(type, 'buy')))
    expect(waiting).toEqual(['stop', 'stop-limit', 'take-profit', 'take-profit-limit'])
  })
})
