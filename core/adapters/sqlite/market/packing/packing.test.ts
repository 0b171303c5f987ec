import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type BookBins,
  type BookLevel,
  type BookSnapshot,
  type Candle,
  type DerivedMetrics,
  instrumentId,
  exchangeId,
  millis,
  type Price,
  type Quantity,
  type Trade,
} from '../../../../domain/index.ts'
import { openBlock, sealBlock } from '../block.ts'
import { readLevels, writeLevels } from '../levels.ts'
import { type PackedFacts, type PackedKind, PackedError, pack, unpack } from './index.ts'

const instrument = instrumentId(exchangeId('binance'), 'BTC/USDT')
const source = { instrument, series: '1s' }

/** Ordinary values with few decimals, values refined to the last of twelve, and values beyond any machine word. */
const decimal = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 10_000_000 }).map((ticks) => BigInt(ticks) * 10_000_000_000n) },
  fc.bigInt({ min: 0n, max: 10n ** 20n }),
  fc.bigInt({ min: 0n, max: 10n ** 40n }),
)
const signed = fc.tuple(decimal, fc.boolean()).map(([value, negative]) => (negative ? -value : value))
const aPrice = decimal.map((value) => value as Price)
const aQuantity = decimal.map((value) => value as Quantity)
/** Equal times, steps back, and moments that no machine has. */
const time = fc
  .oneof(
    { weight: 5, arbitrary: fc.integer({ min: 1_700_000_000_000, max: 1_700_000_000_020 }) },
    fc.maxSafeInteger(),
    fc.double({ noNaN: true }),
  )
  .map(millis)
const fact = { instrument: fc.constant(instrument), exchangeTime: time, receivedTime: time }
const level: fc.Arbitrary<BookLevel> = fc.record({ price: aPrice, quantity: aQuantity })

const trade: fc.Arbitrary<Trade> = fc.record({
  kind: fc.constant('trade' as const),
  ...fact,
  id: fc.oneof(fc.nat().map(String), fc.string(), fc.constantFrom('007', '-0', '1e3', 'ü\ud800', '9007199254740993')),
  price: aPrice,
  quantity: aQuantity,
  aggressor: fc.constantFrom('buy' as const, 'sell' as const),
})
const candle: fc.Arbitrary<Candle> = fc.record({
  kind: fc.constant('candle' as const),
  ...fact,
  timeframe: fc.constant('1s' as const),
  openTime: time,
  open: aPrice,
  high: aPrice,
  low: aPrice,
  close: aPrice,
  volume: aQuantity,
  trades: fc.nat(),
  closed: fc.constant(true),
})
const side = fc.record(
  { volume: aQuantity, count: fc.nat(), vwap: aPrice, truncated: fc.constant(true as const) },
  { requiredKeys: ['volume', 'count'] },
)
const bins: fc.Arbitrary<BookBins> = fc.record({
  kind: fc.constant('book-bins' as const),
  ...fact,
  bins: fc.array(fc.record({ bps: fc.double({ noNaN: true }), bid: side, ask: side }), { maxLength: 4 }),
})
const metrics: fc.Arbitrary<DerivedMetrics> = fc.record(
  {
    kind: fc.constant('metrics' as const),
    ...fact,
    cumulativeDelta: signed.map((value) => value as Quantity),
    tradeRate: fc.double(),
    spread: aPrice,
    microPrice: fc.double(),
    imbalance: fc.double(),
    realisedVolatility: fc.double(),
  },
  { requiredKeys: ['kind', 'instrument', 'exchangeTime', 'receivedTime'] },
)

/** A book as a venue moves it: a few levels change, the top moves, sides run short or empty. */
const walkingBooks: fc.Arbitrary<readonly BookSnapshot[]> = fc
  .array(
    fc.record({
      edits: fc.array(fc.tuple(fc.boolean(), fc.nat(30), fc.nat(3)), { maxLength: 6 }),
      depth: fc.nat(12),
      step: fc.nat(200),
    }),
    { maxLength: 30 },
  )
  .map((steps) => {
    const book = { bids: new Map<number, number>(), asks: new Map<number, number>() }
    let at = 1_700_000_000_000
    return steps.map(({ edits, depth, step }, sequence) => {
      at += step
      for (const [isBid, distance, size] of edits) {
        const levels = isBid ? book.bids : book.asks
        if (size === 0) levels.delete(distance)
        else levels.set(distance, size)
      }
      const sideOf = (levels: Map<number, number>, away: number): readonly BookLevel[] =>
        [...levels]
          .sort(([a], [b]) => a - b)
          .slice(0, depth)
          .map(([distance, size]) => ({
            price: (BigInt(6_000_000 + away * (distance + 1)) * 10n ** 10n) as Price,
            quantity: (BigInt(size) * 10n ** 7n) as Quantity,
          }))
      return {
        kind: 'book-snapshot',
        instrument,
        exchangeTime: millis(at),
        receivedTime: millis(at + 3),
        sequence,
        bids: sideOf(book.bids, -1),
        asks: sideOf(book.asks, 1),
      }
    })
  })
/** Levels in no order at all, with prices twice: not a book, and still to be given back as it was. */
const anyBooks: fc.Arbitrary<readonly BookSnapshot[]> = fc.array(
  fc.record({
    kind: fc.constant('book-snapshot' as const),
    ...fact,
    sequence: fc.oneof(fc.nat(), fc.maxSafeInteger()),
    bids: fc.array(level, { maxLength: 8 }),
    asks: fc.array(level, { maxLength: 8 }),
  }),
  { maxLength: 8 },
)

const givesBack = <Kind extends PackedKind>(kind: Kind, facts: fc.Arbitrary<readonly PackedFacts[Kind][]>) => {
  fc.assert(
    fc.property(facts, (given) => {
      expect(unpack(kind, pack(kind, given), source)).toEqual(given)
    }),
    { numRuns: 300 },
  )
}

describe('packing', () => {
  it('gives trades back', () => {
    givesBack('trades', fc.array(trade))
  })
  it('gives bars back', () => {
    givesBack('candles', fc.array(candle))
  })
  it('gives bins back, also of changing number', () => {
    givesBack('bins', fc.array(bins))
  })
  it('gives derived metrics back, and what is absent stays absent', () => {
    givesBack('metrics', fc.array(metrics))
  })
  it('gives books back: empty, one-sided, short, growing, standing still', () => {
    givesBack('books', walkingBooks)
  })
  it('gives books back that no venue would send', () => {
    givesBack('books', anyBooks)
  })
  it('stores a book that did not change in a few bytes', () => {
    const [still] = fc.sample(
      walkingBooks.filter((books) => (books[0]?.bids.length ?? 0) > 2),
      { numRuns: 1, seed: 7 },
    )
    const [book] = still ?? []
    if (book === undefined) throw new Error('no book')
    const size = (count: number): number =>
      pack(
        'books',
        Array.from({ length: count }, () => book),
      ).length
    expect(size(1_001) - size(1)).toBeLessThanOrEqual(5_016)
  })
})

describe('a sealed block', () => {
  const facts = fc.sample(fc.array(trade, { minLength: 50 }), { numRuns: 1, seed: 11 })[0] ?? []
  const sealed = sealBlock('trades', facts)

  it('opens to the same facts', () => {
    expect(openBlock('trades', sealed, source)).toEqual(facts)
  })

  it('is refused when any bit of it changed, or when its end is missing', () => {
    fc.assert(
      fc.property(fc.nat(sealed.length - 1), fc.nat(7), (byte, bit) => {
        const damaged = Buffer.from(sealed)
        damaged[byte] = (damaged[byte] ?? 0) ^ (1 << bit)
        let opened: unknown
        try {
          opened = openBlock('trades', damaged, source)
        } catch {
          return
        }
        // A few bits of a frame's header mean nothing to its content.
        expect(opened).toEqual(facts)
      }),
      { numRuns: 300 },
    )
    expect(() => openBlock('trades', sealed.subarray(0, -1), source)).toThrow()
  })

  it('is never taken for facts when it is any other bytes', () => {
    const kinds: readonly PackedKind[] = ['trades', 'candles', 'books', 'bins', 'metrics']
    fc.assert(
      fc.property(fc.constantFrom(...kinds), fc.uint8Array({ minLength: 1, maxLength: 60 }), (kind, bytes) => {
        bytes[0] = 1
        try {
          expect(unpack(kind, bytes, source).length).toBeLessThan(61)
        } catch (error) {
          expect(error).toBeInstanceOf(PackedError)
        }
      }),
      { numRuns: 2_000 },
    )
    expect(() => unpack('trades', Buffer.from([2]), source)).toThrow('layout 2')
    expect(() => unpack('candles', pack('candles', []), { instrument, series: '2s' })).toThrow('"2s"')
  })
})

describe('the levels of a book in a row', () => {
  it('are exact, also those that need more than 64 bits', () => {
    const levels = fc.array(fc.oneof(level, fc.record({ price: fc.constant((2n ** 63n - 1n) as Price), quantity: aQuantity })))
    fc.assert(
      fc.property(levels, levels, (bids, asks) => {
        expect(readLevels(writeLevels({ bids, asks }))).toEqual({ bids, asks })
      }),
      { numRuns: 300 },
    )
  })
})
