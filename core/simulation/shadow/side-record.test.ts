import fc from 'fast-check'
import { expect, it } from 'vitest'
import { clientOrderId, fillId, money, price, quantity, type Side, ZERO_MONEY } from '../../domain/index.ts'
import { sampleOrder, START } from '../../testing/shadowed-session.ts'
import { priceDivergence } from './divergence.ts'
import { SideRecord } from './side-record.ts'

const amount = fc.integer({ min: 1, max: 1_000_000 })
const fillList = fc.array(fc.record({ at: fc.integer({ min: 1, max: 9_999_999 }), size: amount }), { minLength: 1, maxLength: 8 })

it('price divergence: the quotient of the two means, whatever was filled where', () => {
  fc.assert(
    fc.property(fillList, fillList, fc.constantFrom<Side>('buy', 'sell'), (live, paper, side) => {
      const record = (fills: typeof live): SideRecord => {
        const made = new SideRecord({ ...sampleOrder(), quantity: quantity('9000000') }, 0)
        for (const [index, { at, size }] of fills.entries())
          made.report(
            {
              type: 'filled',
              clientOrderId: clientOrderId('c'),
              fillId: fillId(String(index)),
              price: price(String(at)),
              quantity: quantity(String(size)),
              fee: ZERO_MONEY,
              liquidity: 'taker',
              at: START,
            },
            5,
          )
        return made
      }
      const mean = (fills: typeof live): number =>
        fills.reduce((sum, { at, size }) => sum + at * size, 0) / fills.reduce((sum, { size }) => sum + size, 0)
      const expected = (mean(live) / mean(paper) - 1) * 10_000 * (side === 'buy' ? 1 : -1)
      const measured = priceDivergence(side, record(live), record(paper)) ?? NaN
      expect(Math.abs(measured - expected)).toBeLessThanOrEqual(1e-5 + Math.abs(expected) * 1e-9)
    }),
  )
})

it('a fill that is told twice counts once; a fill after the end still counts', () => {
  const record = new SideRecord(sampleOrder({ quantity: quantity('2') }), 100)
  const fill = {
    type: 'filled',
    clientOrderId: clientOrderId('c'),
    fillId: fillId('f'),
    price: price('10'),
    quantity: quantity('1'),
    fee: ZERO_MONEY,
    liquidity: 'maker',
    at: START,
  } as const
  record.report({ type: 'unknown', clientOrderId: clientOrderId('c'), reason: 'lost', at: START }, 110)
  expect([record.state, record.ended]).toEqual(['unknown', false])
  record.report(fill, 120)
  record.report(fill, 130)
  record.report({ type: 'cancelled', clientOrderId: clientOrderId('c'), reason: 'asked', at: START }, 140)
  expect(record.view()).toMatchObject({ state: 'cancelled', filled: quantity('1'), fillRatio: 0.5, acceptMs: 20, lastFillMs: 20 })
  record.report({ ...fill, fillId: fillId('g'), price: price('12') }, 150)
  expect(record.view()).toMatchObject({ state: 'filled', averagePrice: price('11'), firstFillMs: 20, lastFillMs: 50 })
  expect([record.notional, record.took]).toEqual([money('22'), false])
})
