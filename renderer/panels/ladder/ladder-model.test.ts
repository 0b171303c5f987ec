import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { BookRow, OrderRow, QueueRow } from '../../../core/contract/index.ts'
import { formatPrice, formatQuantity, price, quantity } from '../../../core/domain/index.ts'
import { bookLevels, ownByRow, ownOrders } from '../book/index.ts'
import { LadderLayout } from './ladder-layout.ts'
import { type LadderLevel, ladderBook, nextAnchor, rowOf, withOwn } from './ladder-model.ts'

const book = (bids: BookRow['bids'], asks: BookRow['asks']) => bookLevels({ bids, asks })
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

  it('never loses size, and its sums are those of a walk over the levels, whatever the grouping', () => {
    const levels = fc.array(fc.tuple(fc.integer({ min: 1, max: 5_000 }), fc.integer({ min: 1, max: 900 })), { maxLength: 40 })
    fc.assert(
      fc.property(levels, fc.constantFrom(1, 5, 10, 50), fc.constantFrom('buy', 'sell'), (raw, ticks, side) => {
        const sorted = [...new Map(raw)].sort(([a], [b]) => (side === 'buy' ? b - a : a - b))
        const texts = sorted.map(([at, size]) => [(at / 100).toFixed(2), String(size)] as const)
        const shown = ladderBook(book(side === 'buy' ? texts : [], side === 'buy' ? [] : texts), tick, ticks)
        const rows = side === 'buy' ? shown.bids : shown.asks
        for (const row of rows) {
          const at = Math.round(Number(formatPrice(row.price)) * 100)
          const here = sorted.filter(([cents]) =>
            side === 'buy' ? cents >= at && cents < at + ticks : cents <= at && cents > at - ticks,
          )
          const upTo = sorted.filter(([cents]) => (side === 'buy' ? cents >= at : cents <= at))
          const sum = (some: typeof sorted) => some.reduce((total, [, size]) => total + size, 0)
          expect([formatQuantity(row.size), formatQuantity(row.cumulative)]).toEqual([String(sum(here)), String(sum(upTo))])
          expect(row.price % shown.step).toBe(0n)
        }
        expect(rows.at(-1)?.cumulative ?? 0n).toBe(sorted.reduce((total, [, size]) => total + BigInt(size) * 10n ** 12n, 0n))
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
    const queue = new Map([['second', { ahead: '4.5' }]]) as unknown as ReadonlyMap<string, QueueRow>
    const own = ownByRow(ownOrders(orders, queue, 'x:A/B'), (at) => at)
    expect(
      [...own].map(([at, { side, size, ids, ahead }]) => [formatPrice(at), side, formatQuantity(size), ids.length, ahead]),
    ).toEqual([['9.98', 'buy', '3', 2, quantity('4.5')]])
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
    const own = ownByRow(ownOrders([order('buy', '9.95'), order('buy', '9.50')], new Map(), 'x:A/B'), (at) => at)
    expect(show(withOwn(shown, own, 'buy'))).toEqual(['10 1 1', '9.95 0 1', '9.9 2 3'])
  })

  it('shows a stop where its price lies, not among the prices of its side', () => {
    const shown = ladderBook(
      book(
        [
          ['10', '1'],
          ['9.9', '2'],
        ],
        [
          ['10.1', '3'],
          ['10.2', '3'],
        ],
      ),
      tick,
      1,
    )
    const stop = ownOrders([order('sell', '9.95')], new Map(), 'x:A/B')
    const own = ownByRow(stop, (at) => at)
    expect(withOwn(shown, own, 'sell')).toEqual(shown.asks)
    expect(show(withOwn(shown, own, 'buy'))).toEqual(['10 1 1', '9.95 0 1', '9.9 2 3'])
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
})

describe('LadderLayout', () => {
  const cents = (from: number, step: number): BookRow['bids'] =>
    Array.from({ length: 30 }, (_, index) => [((from + step * index) / 100).toFixed(2), '1'])
  const around = (middle: number) => ladderBook(book(cents(middle - 1, -2), cents(middle + 1, 2)), tick, 1)
  const own = new Map()

  it.each([true, false])('moves no price to another row while it is held, static %s', (isStatic) => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 500, max: 2_000 }), { minLength: 1, maxLength: 20 }), (middles) => {
        const layout = new LadderLayout()
        layout.update({ book: around(1_000), own, rows: 21, isStatic, held: false })
        const before = layout.slots
        for (const middle of middles) layout.update({ book: around(middle), own, rows: 21, isStatic, held: true })
        expect(layout.slots).toBe(before)
        layout.update({ book: around(3_000), own, rows: 21, isStatic, held: false })
        expect(layout.prices).toContain(price('29.99'))
      }),
    )
  })

  it('stands anew when the room changes, and counts the rows that a held one lacks', () => {
    const layout = new LadderLayout()
    layout.update({ book: around(1_000), own, rows: 21, isStatic: false, held: false })
    expect([layout.hidden(around(1_000)), layout.hidden(around(1_001)), layout.above]).toEqual([0, 19, 10])
    layout.update({ book: around(1_002), own, rows: 11, isStatic: false, held: true })
    expect(layout.slots).toHaveLength(11)
  })
})
