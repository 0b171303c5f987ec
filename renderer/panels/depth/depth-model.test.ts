import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatMoney, formatQuantity, price, type Price, quantity } from '../../../core/domain/index.ts'
import { bookLevels, deepened } from '../book/index.ts'
import { depthCurve, niceStep, pointAt, zoomed } from './depth-model.ts'

const sideOf = (raw: readonly (readonly [number, number])[], side: 'bid' | 'ask') =>
  [...new Map(raw)].sort(([a], [b]) => (side === 'bid' ? b - a : a - b))
const levels = fc.array(fc.tuple(fc.integer({ min: 1, max: 4_000 }), fc.integer({ min: 1, max: 10 ** 6 })), { maxLength: 60 })
const exact = (some: readonly (readonly [number, number])[]) =>
  some.map(([at, size]) => ({ price: price((at / 100).toFixed(2)), size: quantity((size / 1_000).toFixed(3)) }))

describe('depth curves', () => {
  it('tell what a walk over the levels would buy or sell and what it costs, to the last digit', () => {
    fc.assert(
      fc.property(levels, fc.constantFrom('bid', 'ask'), fc.integer({ min: 0, max: 4_100 }), (raw, side, at) => {
        const sorted = sideOf(raw, side)
        const walked = sorted.filter(([cents]) => (side === 'bid' ? cents >= at : cents <= at))
        const found = pointAt(depthCurve(exact(sorted)), (BigInt(at) * 10n ** 10n) as Price, side)
        const size = walked.reduce((sum, [, milli]) => sum + BigInt(milli), 0n)
        const cost = walked.reduce((sum, [cents, milli]) => sum + BigInt(cents) * BigInt(milli), 0n)
        expect([found?.cumulative ?? 0n, found?.cost ?? 0n]).toEqual([size * 10n ** 9n, cost * 10n ** 19n])
      }),
    )
  })

  it('keep sums of money that doubles lose', () => {
    const [, last] = depthCurve(
      exact([
        [10, 1],
        [20, 2],
      ]),
    )
    expect([formatQuantity(last?.cumulative ?? quantity('0')), formatMoney(last?.cost ?? (0n as never))]).toEqual([
      '0.003',
      '0.0005',
    ])
  })

  it('go on where the newest book ends, and believe it where it does not', () => {
    const near = bookLevels({
      bids: [
        ['10', '1'],
        ['9', '2'],
      ],
      asks: [['11', '1']],
    })
    const deep = bookLevels({
      bids: [
        ['10', '7'],
        ['9.5', '7'],
        ['9', '7'],
        ['8', '3'],
      ],
      asks: [
        ['10.5', '9'],
        ['12', '4'],
      ],
    })
    const joined = deepened(near, deep)
    expect(joined.bids.map(({ price: at }) => at)).toEqual([price('10'), price('9'), price('8')])
    expect(joined.asks).toEqual([...near.asks, { price: price('12'), size: quantity('4') }])
    expect(deepened(bookLevels({ bids: [], asks: [] }), deep)).toEqual({ bids: [], asks: [] })
  })
})

it('steps by round numbers', () => {
  expect([niceStep(10, 5), niceStep(0.7, 5), niceStep(1_234, 6), niceStep(99, 10)]).toEqual([2, 0.2, 500, 10])
  fc.assert(
    fc.property(fc.double({ min: 1e-6, max: 1e9, noNaN: true }), fc.integer({ min: 1, max: 20 }), (span, count) => {
      const step = niceStep(span, count)
      expect(step * count).toBeGreaterThanOrEqual(span * 0.999)
      expect(step * count).toBeLessThanOrEqual(span * 2.6)
    }),
  )
})

it('zooms within limits', () => {
  expect([zoomed(10, 0.5), zoomed(0.1, 0.5), zoomed(1_999, 2)]).toEqual([5, 0.1, 2_000])
})
