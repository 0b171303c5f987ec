import { describe, expect, it } from 'vitest'
import { formatPrice, formatQuantity, millis, price, quantity } from '../../domain/index.ts'
import { binanceSequence } from '../venues/binance/sequence.ts'
import type { BookDeltaFact, BookSnapshotFact, RawLevels } from '../venues/contract.ts'
import { type BookGap, BookSync, OrderBook } from './index.ts'

const AT = millis(1_700_000_000_000)
const delta = (first: number, last: number, bids: RawLevels = [], time = AT + last): BookDeltaFact => ({
  kind: 'book-delta',
  venueSymbol: 'X',
  firstSequence: first,
  lastSequence: last,
  bids,
  asks: [],
  exchangeTime: time,
})
const snapshot = (sequence: number, bids: RawLevels = [['99', '1']], asks: RawLevels = [['101', '1']]): BookSnapshotFact => ({
  kind: 'book-snapshot',
  sequence,
  bids,
  asks,
})

function setUp() {
  const asked: string[] = []
  const gaps: BookGap[] = []
  const tops: boolean[] = []
  const sync = new BookSync({
    rule: binanceSequence,
    listener: { updated: (top) => tops.push(top), gap: (gap) => gaps.push(gap), snapshotNeeded: (reason) => asked.push(reason) },
  })
  return { sync, asked, gaps, tops }
}

describe('keeping a book in step', () => {
  it('asks for a snapshot once, buffers, and joins', () => {
    const { sync, asked, gaps } = setUp()
    expect([sync.delta(delta(10, 11), AT), sync.delta(delta(12, 13, [['98', '5']]), AT)]).toEqual(['buffered', 'buffered'])
    expect(asked).toEqual(['start'])
    expect(sync.snapshot(snapshot(11), AT)).toBe('applied')
    expect([sync.state, sync.sequence, gaps.length]).toEqual(['live', 13, 0])
    expect(sync.delta(delta(14, 14), AT)).toBe('applied')
  })

  it('knows how far it is whole: to the end of a requested snapshot, and no further by updates beyond it', () => {
    const { sync } = setUp()
    expect(sync.wholeTo('bid')).toBeUndefined()
    sync.snapshot(
      snapshot(10, [
        ['99', '1'],
        ['98', '1'],
      ]),
      AT,
    )
    sync.delta(delta(11, 11, [['97', '1']]), AT)
    expect([sync.wholeTo('bid'), sync.wholeTo('ask')]).toEqual([price('98'), price('101')])
  })

  it('knows of a stream how deep the venue cuts it, by what it says or by the snapshot`s length', () => {
    const stream = (bookDepths: readonly number[], depth?: number) => {
      const listener = { updated: () => undefined, gap: () => undefined, snapshotNeeded: () => undefined }
      const sync = new BookSync({ rule: binanceSequence, snapshots: 'stream', bookDepths, listener })
      sync.snapshot(
        {
          ...snapshot(10, [
            ['99', '1'],
            ['98', '1'],
          ]),
          ...(depth === undefined ? {} : { depth }),
        },
        AT,
      )
      return [sync.wholeTo('bid'), sync.wholeTo('ask')]
    }
    expect(stream([])).toEqual([undefined, undefined])
    expect(stream([2, 5])).toEqual([price('98'), undefined])
    expect(stream([5])).toEqual([undefined, undefined])
    expect(stream([], 1)).toEqual([price('98'), price('101')])
  })

  it('asks again when the snapshot is older than what was kept', () => {
    const { sync, asked } = setUp()
    sync.delta(delta(10, 11), AT)
    sync.snapshot(snapshot(5), AT)
    expect([sync.state, ...asked]).toEqual(['resyncing', 'start', 'snapshot-too-old'])
    sync.snapshot(snapshot(10), AT)
    expect([sync.state, sync.sequence]).toEqual(['live', 11])
  })

  it('joins updates that came in another order', () => {
    const { sync } = setUp()
    sync.delta(delta(10, 10), AT)
    sync.delta(delta(12, 12, [['98', '2']]), AT)
    sync.delta(delta(11, 11, [['98', '1']]), AT)
    sync.snapshot(snapshot(10), AT)
    expect([sync.state, sync.sequence]).toEqual(['live', 12])
    expect(sync.book.top(2).bids.map(({ quantity: size }) => formatQuantity(size))).toEqual(['1', '2'])
  })

  it('stops trusting a crossed book and never publishes it', () => {
    const { sync, gaps, tops, asked } = setUp()
    sync.snapshot(snapshot(10), AT)
    tops.length = 0
    sync.delta(delta(11, 11, [['101', '1']]), AT)
    expect([sync.state, tops.length, sync.counts.crossed]).toEqual(['resyncing', 0, 1])
    expect(gaps.map(({ cause }) => cause)).toEqual(['crossed'])
    expect(asked).toEqual(['crossed'])
    expect(sync.snapshot(snapshot(12, [['102', '1']]), AT)).toBe('crossed')
    expect(sync.snapshot(snapshot(10), AT)).toBe('applied')
    expect(sync.state).toBe('resyncing')
  })

  it('notices a restarted numbering instead of waiting for ever', () => {
    const { sync, gaps } = setUp()
    sync.snapshot(snapshot(1_000), AT)
    sync.delta(delta(1_001, 1_001), AT)
    const late = AT + 10_000
    for (const id of [5, 6]) expect(sync.delta(delta(id, id, [], late + id), AT)).toBe('repeated')
    expect(sync.delta(delta(7, 7, [], late + 7), AT)).toBe('gap')
    expect(gaps.map(({ cause }) => cause)).toEqual(['regression'])
    sync.snapshot(snapshot(7), AT)
    expect([sync.state, sync.delta(delta(8, 8, [], late + 8), AT)]).toEqual(['live', 'applied'])
  })

  it('tells whether the best level changed', () => {
    const { sync, tops } = setUp()
    sync.snapshot(snapshot(1), AT)
    sync.delta(delta(2, 2, [['98', '1']]), AT)
    sync.delta(delta(3, 3, [['99', '2']]), AT)
    expect(tops).toEqual([true, false, true])
  })

  it('applies nothing of an update with a bad level', () => {
    const { sync } = setUp()
    sync.snapshot(snapshot(1), AT)
    const bad: readonly [RawLevels, string][] = [
      [[['98', 'x']], 'level-number'],
      [[['98', '-1']], 'level-negative'],
      [[['0.00', '1']], 'level-price'],
      [[['98', '99999999999999999999']], 'level-range'],
    ]
    for (const [levels, problem] of bad) expect(sync.delta(delta(2, 2, [['99.5', '1'], ...levels]), AT)).toBe(problem)
    expect([sync.sequence, sync.book.top(9).bids.length]).toEqual([1, 1])
  })
})

describe('the book', () => {
  it('keeps every digit, refining itself for finer numbers', () => {
    const book = new OrderBook()
    book.apply([['61837.6', '3']], [['61838', '1.5']])
    book.apply([['61837.63000000', '0.00000001']], [['61838.0000000001', '2']])
    const { bids, asks } = book.top(5)
    expect(bids.map((level) => [formatPrice(level.price), formatQuantity(level.quantity)])).toEqual([
      ['61837.63', '0.00000001'],
      ['61837.6', '3'],
    ])
    expect(asks.map((level) => formatPrice(level.price))).toEqual(['61838', '61838.0000000001'])
  })

  it('starts from the grid of its instrument and removes what is set to zero', () => {
    const book = new OrderBook({ tickSize: price('0.01'), lotSize: quantity('1') })
    book.apply(
      [
        ['1.50', '1000000000000.0'],
        ['1.40', '2'],
      ],
      [],
    )
    book.apply(
      [
        ['1.50', '0.00'],
        ['1.30', '0'],
      ],
      [],
    )
    expect(book.top(5).bids).toEqual([{ price: price('1.4'), quantity: quantity('2') }])
    const out = new Float64Array(4)
    expect([book.writeTopLossy('bid', 2, out), ...out]).toEqual([1, 1.4, 2, 0, 0])
  })

  it('grows beyond its first size', () => {
    const book = new OrderBook()
    const levels = Array.from({ length: 5_000 }, (_, i) => [String(((i * 7_919) % 5_000) + 1), '1'] as const)
    book.apply(levels, [])
    const best = book.top(5_000).bids.map((level) => Number(formatPrice(level.price)))
    expect(best).toEqual(Array.from({ length: 5_000 }, (_, i) => 5_000 - i))
  })
})
