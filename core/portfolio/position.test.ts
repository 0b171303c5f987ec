import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  add,
  clientOrderId,
  exchangeId,
  type Fill,
  fillId,
  formatMoney,
  instrumentId,
  type Money,
  millis,
  money,
  orderId,
  type Price,
  price,
  type Quantity,
  quantity,
  subtract,
  ZERO_MONEY,
} from '../domain/index.ts'
import { applyFill, cashFlow, emptyPosition, viewPortfolio, viewPosition } from './index.ts'

const BTC = instrumentId(exchangeId('binance'), 'BTC/USDT')
const at = millis(1_000)

const fill = (side: 'buy' | 'sell', p: Price, q: Quantity, fee: Money = ZERO_MONEY): Fill => ({
  id: fillId('f'),
  orderId: orderId('o'),
  clientOrderId: clientOrderId('c'),
  environment: 'paper',
  instrument: BTC,
  side,
  price: p,
  quantity: q,
  fee,
  liquidity: 'taker',
  at,
})

describe('position', () => {
  it('averages purchases and realises against the average', () => {
    let position = emptyPosition(BTC, at)
    position = applyFill(position, fill('buy', price('100'), quantity('1')))
    position = applyFill(position, fill('buy', price('110'), quantity('1')))
    position = applyFill(position, fill('sell', price('120'), quantity('1')))
    expect(formatMoney(position.realisedPnl)).toBe('15')
    expect(formatMoney(position.costBasis)).toBe('105')
    const view = viewPosition(position, undefined)
    expect(view.averagePrice).toBe(price('105'))
    expect(view).not.toHaveProperty('unrealisedPnl')
  })

  it('refuses to sell what is not held', () => {
    expect(() => applyFill(emptyPosition(BTC, at), fill('sell', price('1'), quantity('1')))).toThrow(RangeError)
  })

  it('conserves money to the last digit over any sequence of fills', () => {
    const step = fc.record({
      buy: fc.boolean(),
      p: fc.bigInt({ min: 1n, max: 10n ** 18n }),
      q: fc.bigInt({ min: 1n, max: 10n ** 16n }),
      fee: fc.bigInt({ min: 0n, max: 10n ** 25n }),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        let position = emptyPosition(BTC, at)
        const start = money('1000000')
        let cash = start
        for (const s of steps) {
          const held = position.quantity
          const size = (s.buy ? s.q : s.q > held ? held : s.q) as Quantity
          if (size === 0n) continue
          const f = fill(s.buy ? 'buy' : 'sell', s.p as Price, size, s.fee as Money)
          position = applyFill(position, f)
          cash = add(cash, cashFlow(f))
        }
        // cash in hand + cost of what is held - what was gained + what was paid in fees = what was put in
        expect(subtract(add(add(cash, position.costBasis), position.fees), position.realisedPnl)).toBe(start)
        expect(position.quantity >= 0n).toBe(true)
        if (position.quantity === 0n) expect(position.costBasis).toBe(0n)
        const portfolio = viewPortfolio({
          environment: 'paper',
          currency: 'USDT',
          cash,
          reserved: ZERO_MONEY,
          startingEquity: start,
          dayStartEquity: start,
          peakEquity: start,
          positions: [viewPosition(position, undefined)],
          at,
        })
        expect(portfolio.equity).toBe(add(cash, position.costBasis))
      }),
    )
  })
})
