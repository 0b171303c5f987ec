import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { BookRow, OrderRow } from '../../../core/contract/index.ts'
import { formatPrice, formatQuantity, price } from '../../../core/domain/index.ts'
import { imbalanceLossy, type LadderLevel, ladderBook, nextAnchor, ownSizes, rowOf, withOwn } from './ladder-model.ts'

const book = (bids: BookRow['bids'], asks: BookRow['asks']): BookRow => ({
  instrument: 'x:A/B',
  exchangeTime: 0,
  receivedTime: 0,
  sequence: 1,
  state: 'live',
  bids,
  asks,
})
const show = (levels: readonly LadderLevel[]): string[] =>
  levels.map((level) => `${formatPrice(level.price)} ${formatQuantity(level.size)} ${formatQuantity(level.cumulative)}`)
const tick = price('0.01')

const order = (side: 'buy' | 'sell', limitPrice: string, rest: Partial<OrderRow> = {}): OrderRow =>
  ({
    id: limitPrice,
    instrument: 'x:A/B',
    side,
    limitPrice,
    quantity: '2',
    filled: '0.5',
    state: 'accepted',
    ...rest,
  }) as OrderRow

describe('ladderBook', () => {
  it('accumulates depth from the best price', () => {
    const shown = ladderBook(
      book(
        [
          ['10.00', '1'],
          ['9.99', '2'],
        ],
        [
          ['10.01', '3'],
          ['10.03', '0.5'],
        ],
      ),
      tick,
      1,
    )
    expect(show(shown.bids)).toEqual(['10 1 1', '9.99 2 3'])
    expect(show(shown.asks)).toEqual(['10.01 3 3', '10.03 0.5 3.5'])
  })

  it('groups bids downwards and asks upwards, so that no row looks better than it is', () => {
    const shown = ladderBook(
      book(
        [
          ['10.04', '1'],
          ['10.01', '2'],
          ['9.99', '4'],
        ],
        [
          ['10.06', '1'],
          ['10.10', '2'],
        ],
      ),
      tick,
      5,
    )
    expect(show(shown.bids)).toEqual(['10 3 3', '9.95 4 7'])
    expect(show(shown.asks)).toEqual(['10.1 3 3'])
    expect(shown.bestBid === undefined ? '' : formatPrice(shown.bestBid)).toBe('10.04')
  })

  it('never loses size, whatever the grouping', () => {
    const side = fc.array(fc.tuple(fc.integer({ min: 1, max: 5_000 }), fc.integer({ min: 1, max: 900 })), { maxLength: 40 })
    fc.assert(
      fc.property(side, fc.constantFrom(1, 5, 10, 50), (levels, ticks) => {
        const sorted = [...new Map(levels)].sort(([a], [b]) => b - a)
        const shown = ladderBook(
          book(
            sorted.map(([at, size]) => [(at / 100).toFixed(2), String(size)]),
            [],
          ),
          tick,
          ticks,
        )
        const total = sorted.reduce((sum, [, size]) => sum + size, 0)
        expect(Number(formatQuantity((shown.bids.at(-1)?.cumulative ?? 0n) as Parameters<typeof formatQuantity>[0]))).toBe(total)
        expect(shown.bids.every((level) => level.price % shown.step === 0n)).toBe(true)
      }),
    )
  })
})

describe('own orders', () => {
  it('shows what is left to fill, at its row, and nothing that is final or elsewhere', () => {
    const orders = [
      order('buy', '9.98'),
      order('buy', '9.98', { id: 'second' as OrderRow['id'] }),
      order('sell', '10.02', { state: 'filled' }),
      order('sell', '10.02', { instrument: 'x:C/D' as OrderRow['instrument'] }),
    ]
    const own = ownSizes(orders, 'x:A/B', tick)
    expect([...own].map(([at, { side, size, ids }]) => [formatPrice(at), side, formatQuantity(size), ids.length])).toEqual([
      ['9.98', 'buy', '3', 2],
    ])
  })

  it('gives an own order a row where the book has none, but not beyond the depth on show', () => {
    const shown = ladderBook(
      book(
        [
          ['10.00', '1'],
          ['9.90', '2'],
        ],
        [],
      ),
      tick,
      1,
    )
    const own = ownSizes([order('buy', '9.95'), order('buy', '9.50')], 'x:A/B', shown.step)
    expect(show(withOwn(shown.bids, own, 'buy'))).toEqual(['10 1 1', '9.95 0 1', '9.9 2 3'])
  })
})

describe('where the ladder stands', () => {
  it('stays put while the market moves inside, and follows when it leaves', () => {
    const anchor = nextAnchor(undefined, price('10.00'), tick, 20)
    expect(nextAnchor(anchor, price('10.06'), tick, 20)).toBe(anchor)
    expect(formatPrice(nextAnchor(anchor, price('10.09'), tick, 20))).toBe('10.09')
  })

  it('is centred anew when the grouping changes', () => {
    expect(nextAnchor(price('10.03'), price('10.04'), price('0.05'), 20)).toBe(price('10'))
  })

  it('puts prices on rows', () => {
    const at = (text: string, side: 'buy' | 'sell'): string => formatPrice(rowOf(price(text), price('0.05'), side))
    expect([at('10.04', 'buy'), at('10.01', 'sell'), at('10.05', 'sell'), at('10.05', 'buy')]).toEqual([
      '10',
      '10.05',
      '10.05',
      '10.05',
    ])
  })

  it('weighs the sides', () => {
    expect(imbalanceLossy(ladderBook(book([['1', '3']], [['2', '1']]), tick, 1), 5)).toBe(0.75)
    expect(imbalanceLossy(ladderBook(book([], []), tick, 1), 5)).toBe(0.5)
  })
})
