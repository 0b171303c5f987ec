import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  clientOrderId,
  exchangeId,
  type Fill,
  fillId,
  instrumentId,
  type Millis,
  millis,
  money,
  orderId,
  type Price,
  price,
  type Quantity,
  quantity,
  strategyId,
  ZERO_MONEY,
} from '../domain/index.ts'
import { adjustPosition, type Adjustment, applyFill, bookingsOf, cashFlow, emptyPosition, lotsOf, netOf } from './index.ts'

const BTC = instrumentId(exchangeId('binance'), 'BTC/USDT')

let made = 0
const fill = (side: 'buy' | 'sell', size: string, at: string): Fill => {
  made += 1
  return {
    id: fillId(`f${String(made)}`),
    orderId: orderId('o'),
    clientOrderId: clientOrderId('c'),
    environment: 'live',
    instrument: BTC,
    side,
    price: price(at),
    quantity: quantity(size),
    fee: ZERO_MONEY,
    liquidity: 'taker',
    at: millis(made),
  }
}
const adjusted = (size: string, at: string): Adjustment => {
  made += 1
  return {
    id: fillId(`a${String(made)}`),
    instrument: BTC,
    change: quantity(size),
    price: price(at),
    reason: 'moved',
    at: millis(made),
  }
}

describe('what came or went without a trade', () => {
  it('comes at its price and goes at what it had cost, without a profit', () => {
    const empty = emptyPosition(BTC, millis(0))
    const came = adjustPosition(empty, adjusted('2', '100'), millis(5))
    expect(came).toMatchObject({ quantity: quantity('2'), costBasis: money('200'), realisedPnl: ZERO_MONEY, openedAt: 5 })
    const more = adjustPosition(came, adjusted('2', '200'), millis(6))
    expect(more).toMatchObject({ costBasis: money('600'), openedAt: 5 })
    const less = adjustPosition({ ...more, stop: price('90') }, adjusted('-1', '999'), millis(7))
    expect(less).toMatchObject({ quantity: quantity('3'), costBasis: money('450'), realisedPnl: ZERO_MONEY, stop: price('90') })
    const gone = adjustPosition({ ...less, strategy: strategyId('s') }, adjusted('-3', '1'), millis(8))
    expect([gone.quantity, gone.costBasis, gone.strategy, gone.openedAt]).toEqual([0n, 0n, undefined, undefined])
    expect(() => adjustPosition(less, adjusted('-3.000000000001', '1'), millis(8))).toThrow(RangeError)
  })

  it('is in the bookings as capital, closes no trade, and what is sold after it is held', () => {
    const entries = [
      { fill: fill('buy', '1', '100'), strategy: strategyId('trend') },
      adjusted('1', '120'),
      { fill: fill('sell', '1.5', '130'), strategy: undefined },
      adjusted('-0.5', '130'),
      { fill: fill('buy', '1', '90'), strategy: undefined },
    ]
    const bookings = bookingsOf(entries)
    expect(bookings.map(({ capital, realised, held }) => [capital, realised, held])).toEqual([
      [undefined, ZERO_MONEY, quantity('1')],
      [money('120'), ZERO_MONEY, quantity('2')],
      [undefined, money('30'), quantity('0.5')],
      [money('-55'), ZERO_MONEY, quantity('0')],
      [undefined, ZERO_MONEY, quantity('1')],
    ])
    expect(bookings.map(({ closed }) => closed)).toEqual([undefined, undefined, undefined, undefined, undefined])
    // The trip ended with what went; the next one is its own.
    expect(bookings.map(({ strategy }) => strategy)).toEqual(['trend', 'trend', 'trend', 'trend', undefined])
    expect(bookings.slice(1, 2).map(netOf)).toEqual([ZERO_MONEY])
  })

  it('is a lot of its own, and leaves the lots with a gain that nobody knows', () => {
    const entries = [fill('buy', '1', '100'), adjusted('1', '120'), adjusted('-1.5', '130'), fill('sell', '0.5', '140')]
    const { open, disposals, problems } = lotsOf(entries, { method: 'fifo', scope: 'instrument', priceOf: () => undefined })
    expect(open).toEqual([])
    expect(disposals.map(({ reason, quantity: size, costBasis, gain }) => [reason, size, costBasis, gain])).toEqual([
      ['adjustment', quantity('1'), money('100'), undefined],
      ['adjustment', quantity('0.5'), money('60'), undefined],
      ['sale', quantity('0.5'), money('60'), money('10')],
    ])
    expect(problems.map(({ problem }) => problem)).toEqual(['came without a trade: moved', 'went without a trade: moved'])
    expect(disposals[2]?.problems).toEqual(['came without a trade: moved'])
    expect(() => lotsOf([adjusted('-1', '1')], { method: 'fifo', scope: 'instrument', priceOf: () => undefined })).toThrow(
      'sells 1 while 0 is held',
    )
    const unpriced = lotsOf([adjusted('1', '1')], { method: 'fifo', scope: 'asset', currency: 'EUR', priceOf: () => undefined })
    expect(unpriced.open[0]).not.toHaveProperty('costBasis')
    expect(unpriced.problems).toHaveLength(2)
  })

  it('conserves every digit together with trades: cash, cost and profit make up the capital', () => {
    const step = fc.record({
      trade: fc.boolean(),
      up: fc.boolean(),
      p: fc.bigInt({ min: 1n, max: 10n ** 18n }),
      q: fc.bigInt({ min: 1n, max: 10n ** 15n }),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        let position = emptyPosition(BTC, millis(0))
        let [cash, capital] = [0n, 0n]
        const entries: (Fill | Adjustment)[] = []
        for (const { trade, up, p, q } of steps) {
          const size = (up || q < position.quantity ? q : position.quantity) as Quantity
          if (size === 0n) continue
          const before = position
          if (trade) {
            const one = { ...fill(up ? 'buy' : 'sell', '1', '1'), price: p as Price, quantity: size }
            position = applyFill(position, one)
            cash += cashFlow(one)
            entries.push(one)
          } else {
            const one = { ...adjusted('1', '1'), price: p as Price, change: (up ? size : -size) as Quantity }
            position = adjustPosition(position, one, 0 as Millis)
            capital += position.costBasis - before.costBasis
            entries.push(one)
          }
        }
        expect(cash + position.costBasis - position.realisedPnl).toBe(capital)
        const { open } = lotsOf(entries, { method: 'lifo', scope: 'instrument', priceOf: () => undefined })
        expect(open.reduce((sum, lot) => sum + lot.quantity, 0n)).toBe(position.quantity)
      }),
    )
  })
})
