import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatPrice, formatQuantity, millis } from '../../domain/index.ts'
import { SAMPLED, sampledMarket } from '../../testing/sampled-market.ts'

const T0 = 1_700_000_000_000
const times = (events: readonly { readonly receivedTime: number }[]): number[] => events.map((event) => event.receivedTime - T0)

describe('book samples', () => {
  it('are, at each instant of the grid, the book as the frames before it left it; one a slot', () => {
    const script = fc.array(fc.record({ wait: fc.integer({ min: 0, max: 450 }), size: fc.integer({ min: 1, max: 5 }) }), {
      minLength: 1,
      maxLength: 60,
    })
    fc.assert(
      fc.property(script, fc.integer({ min: 0, max: 99 }), (steps, offset) => {
        const market = sampledMarket()
        let at = T0 + offset
        market.snapshot(at, [['99', '9']], [['101', '9']])
        const told: [number, string][] = [[at, '9']]
        for (const { wait, size } of steps) {
          at += wait
          market.change(at, [['99', String(size)]], [])
          told.push([at, String(size)])
        }
        market.idle(at + 100)
        const books = market.books()
        for (const book of books) {
          expect(book.receivedTime % 100).toBe(0)
          const [, size] = told.findLast(([when]) => when < book.receivedTime) ?? []
          expect(book.bids.map((level) => formatQuantity(level.quantity))).toEqual([size])
          expect(book.exchangeTime).toBe(told.findLast(([when]) => when < book.receivedTime)?.[0])
        }
        expect(new Set(times(books)).size).toBe(books.length)
        // Every slot in which something came ends with a sample.
        const ends = new Set(told.map(([when]) => (Math.floor(when / 100) + 1) * 100 - T0))
        expect(times(books).filter((when) => ends.has(when))).toEqual([...ends])
        expect(times(market.bins())).toEqual(times(books))
      }),
      { numRuns: 200 },
    )
  })

  it('leave an unchanged book out for a second, then tell it again while it is fresh', () => {
    const market = sampledMarket()
    market.snapshot(T0, [['99', '1']], [['101', '1']])
    for (let at = T0; at <= T0 + 8_000; at += 100) market.idle(at)
    expect(times(market.books())).toEqual([100, 1_100, 2_100, 3_100, 4_100])
    market.change(T0 + 8_010, [['99', '2']], [])
    market.idle(T0 + 8_100)
    expect(times(market.books()).at(-1)).toBe(8_100)
  })

  it('stop while the book is not live or its connection is cut', () => {
    const market = sampledMarket()
    market.snapshot(T0, [['99', '1']], [['101', '1']])
    market.pipeline.resync(SAMPLED, 'test')
    market.idle(T0 + 100)
    expect(market.events).toEqual([])
    market.snapshot(T0 + 150, [['99', '1']], [['101', '1']])
    market.idle(T0 + 200)
    market.change(T0 + 210, [['99', '2']], [])
    market.pipeline.connectionLost('binance.book', millis(T0 + 220))
    market.idle(T0 + 300)
    expect(times(market.books())).toEqual([200])
  })

  it('are cut to the chosen depth while bins are not, and each keeps its own cadence', () => {
    const levels = (start: number, step: number) =>
      Array.from({ length: 40 }, (_, i) => [(start + i * step).toFixed(3), '1'] as const)
    const market = sampledMarket({ bookDepth: 3, binsCadenceMs: 500 })
    market.snapshot(T0, levels(99.99, -0.001), levels(100.01, 0.001))
    for (let at = T0 + 50; at <= T0 + 1_000; at += 50) market.change(at, [['99.99', String(at - T0)]], [])
    expect(times(market.books())).toEqual([100, 200, 300, 400, 500, 600, 700, 800, 900, 1_000])
    expect(market.books()[0]?.bids.map(({ price }) => formatPrice(price))).toEqual(['99.99', '99.989', '99.988'])
    expect(times(market.bins())).toEqual([500, 1_000])
    expect(market.bins()[0]?.bins.map(({ bid }) => bid.count)).toEqual([40, 40, 40])
  })

  it('mark the bins that reach beyond the venue`s snapshot', () => {
    const market = sampledMarket()
    market.snapshot(
      T0,
      [
        ['99.99', '1'],
        ['99.92', '1'],
      ],
      [
        ['100.01', '1'],
        ['101', '1'],
      ],
    )
    market.idle(T0 + 100)
    expect(market.bins()[0]?.bins.map(({ bid, ask }) => [bid.truncated, ask.truncated])).toEqual([
      [undefined, undefined],
      [true, undefined],
      [true, undefined],
    ])
  })

  it('go on after the clock was set back, and tell no slot twice for a jitter of it', () => {
    const market = sampledMarket()
    market.snapshot(T0 + 5, [['99', '1']], [['101', '1']])
    market.idle(T0 + 100)
    market.change(T0 + 95, [['99', '2']], [])
    market.idle(T0 + 101)
    expect(times(market.books())).toEqual([100])
    const earlier = T0 - 3_600_000
    market.change(earlier + 10, [['99', '3']], [])
    market.idle(earlier + 100)
    expect(times(market.books()).at(-1)).toBe(-3_600_000 + 100)
  })
})
