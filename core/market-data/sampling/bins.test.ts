import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { InputError, price, quantity } from '../../domain/index.ts'
import { naiveBin } from '../../testing/naive-bins.ts'
import { OrderBook } from '../book/index.ts'
import { bookBins, binWidths } from './index.ts'

type Texts = readonly (readonly [string, string])[]

function bookOf(bids: Texts, asks: Texts): OrderBook {
  const book = new OrderBook()
  expect(book.apply(bids, asks)).toBeNull()
  return book
}

interface Edges {
  readonly bid?: string
  readonly ask?: string
}

const bins = (book: OrderBook, bps: readonly number[], edges: Edges = {}) => {
  const wholeTo = (side: 'bid' | 'ask') => (edges[side] === undefined ? undefined : price(edges[side]))
  return bookBins({ book, wholeTo }, binWidths(bps))
}

const fixed = (units: bigint, decimals: number): string => {
  const text = units.toString().padStart(decimals + 1, '0')
  return decimals === 0 ? text : `${text.slice(0, -decimals)}.${text.slice(-decimals)}`
}

/** Books of any precision around any mid, from dust to sizes whose sums leave the doubles. */
const randomBook = fc
  .record({
    middle: fc.integer({ min: 50, max: 20_000_000 }),
    decimals: fc.constantFrom(0, 2, 5, 8),
    sizeDecimals: fc.constantFrom(0, 3, 8),
    spread: fc.integer({ min: 1, max: 40 }),
    bids: fc.array(fc.tuple(fc.integer({ min: 0, max: 60_000 }), fc.bigInt(1n, 10n ** 15n)), { maxLength: 60 }),
    asks: fc.array(fc.tuple(fc.integer({ min: 0, max: 60_000 }), fc.bigInt(1n, 10n ** 15n)), { maxLength: 60 }),
    widths: fc.array(fc.constantFrom(0.01, 0.5, 1, 5, 10, 25, 100, 2_500, 10_000), { minLength: 1, maxLength: 4 }),
  })
  .map(({ middle, decimals, sizeDecimals, spread, bids, asks, widths }) => {
    const texts = (levels: typeof bids, start: number, step: number): Texts => {
      const unique = new Map(levels.map(([ticks, size]) => [start + step * ticks, size]))
      return [...unique]
        .filter(([at]) => at > 0)
        .map(([at, size]) => [fixed(BigInt(at), decimals), fixed(size, sizeDecimals)] as const)
    }
    return { bids: texts(bids, middle, -1), asks: texts(asks, middle + spread, 1), widths }
  })

describe('basis-point bins', () => {
  it('equal the definition in fractions, to the last digit, for any book', () => {
    fc.assert(
      fc.property(randomBook, ({ bids, asks, widths }) => {
        const book = bookOf(bids, asks)
        const all = book.top(1_000)
        const [bid, ask] = [all.bids[0], all.asks[0]]
        const got = bins(book, widths)
        expect(got.map(({ bps }) => bps)).toEqual([...new Set(widths)].sort((a, b) => a - b))
        for (const bin of got) {
          const empty = { volume: 0n, count: 0 }
          const mid = bid !== undefined && ask !== undefined ? ([bid.price + ask.price, 2n] as const) : undefined
          expect(bin.bid).toEqual(mid === undefined ? empty : naiveBin(all.bids, mid, bin.bps))
          expect(bin.ask).toEqual(mid === undefined ? empty : naiveBin(all.asks, mid, bin.bps))
        }
      }),
      { numRuns: 400 },
    )
  })

  it('count a level exactly at the edge, and none a digit beyond', () => {
    // Mid 100: 10 bps reach from 99.9 to 100.1.
    const bids: Texts = [
      ['99.99', '1'],
      ['99.9', '2'],
      ['99.899999999999', '4'],
    ]
    const asks: Texts = [
      ['100.01', '1'],
      ['100.1', '2'],
      ['100.100000000001', '4'],
    ]
    const [bin] = bins(bookOf(bids, asks), [10])
    expect(bin).toEqual({
      bps: 10,
      bid: { volume: quantity('3'), count: 2, vwap: price('99.93') },
      ask: { volume: quantity('3'), count: 2, vwap: price('100.07') },
    })
  })

  it('round the average price half to even', () => {
    // (1 x 1.000000000001 + 1 x 1) / 2 ends in a half after an even digit; the next in one after an odd digit.
    const book = bookOf(
      [['0.9', '1']],
      [
        ['1', '1'],
        ['1.000000000001', '1'],
      ],
    )
    expect(bins(book, [10_000])[0]?.ask.vwap).toBe(price('1'))
    const odd = bookOf(
      [['0.9', '1']],
      [
        ['1.000000000001', '1'],
        ['1.000000000002', '1'],
      ],
    )
    expect(bins(odd, [10_000])[0]?.ask.vwap).toBe(price('1.000000000002'))
  })

  it('see the whole book, not the best fifty levels', () => {
    const levels = (start: number, step: number): Texts =>
      Array.from({ length: 3_000 }, (_, i) => [(start + step * i * 0.01).toFixed(2), '0.5'] as const)
    const [narrow, wide] = bins(bookOf(levels(50_000, -1), levels(50_000.01, 1)), [0.5, 5])
    expect([narrow?.bid.count, wide?.bid.count, wide?.ask.count]).toEqual([250, 2_500, 2_500])
    expect(wide?.bid.volume).toBe(quantity('1250'))
  })

  it('are empty without a mid', () => {
    const empty = { volume: 0n, count: 0 }
    for (const book of [bookOf([], []), bookOf([['1', '1']], []), bookOf([], [['1', '1']])])
      expect(bins(book, [5, 25])).toEqual([5, 25].map((bps) => ({ bps, bid: empty, ask: empty })))
  })

  it('say where the venue`s book ends inside them', () => {
    const book = bookOf(
      [
        ['99.99', '1'],
        ['99.95', '1'],
      ],
      [
        ['100.01', '1'],
        ['100.2', '1'],
      ],
    )
    const marks = (edges: Edges) => bins(book, [5, 10, 25], edges).map(({ bid, ask }) => [bid.truncated, ask.truncated])
    expect(marks({})).toEqual([1, 2, 3].map(() => [undefined, undefined]))
    // 99.95 is the very edge of 5 bps: nothing of that bin can be missing.
    expect(marks({ bid: '99.95', ask: '100.2' })).toEqual([
      [undefined, undefined],
      [true, undefined],
      [true, true],
    ])
  })

  it.each([0, -5, 0.001, 10_001, Number.NaN])('refuse a width of %s', (bps) => {
    expect(() => binWidths([bps])).toThrow(InputError)
  })
})
