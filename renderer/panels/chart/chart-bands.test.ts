import { describe, expect, it } from 'vitest'
import type { ChannelRow, GapRow } from '../../../core/contract/index.ts'
import { exchangeId, instrumentId } from '../../../core/domain/index.ts'
import { barsWithin } from '../../charting/index.ts'
import { chartBands, countBands } from './chart-bands.ts'

const T0 = 1_700_000_040_000
const gap = (id: string, change: Partial<GapRow> = {}): GapRow => ({
  kind: 'gap',
  id,
  instrument: instrumentId(exchangeId('demo'), 'BTC/USDT'),
  channel: 'trades',
  missingCount: 3,
  startTime: T0,
  endTime: T0 + 5_000,
  cause: 'connection',
  recovered: 0,
  exchangeTime: T0 + 5_000,
  receivedTime: T0 + 5_010,
  ...change,
})
const channel = (lastReceivedAt: number): ChannelRow => ({
  exchange: 'demo',
  instrument: 'demo:BTC/USDT',
  channel: 'trades',
  lastReceivedAt,
  limit: 60_000,
  messages: 1,
  rejected: 0,
  sequenceCheck: true,
  clockOffset: null,
  clockOffsetLimit: 1_000,
  gaps: 0,
  resyncs: 0,
  latency: 1,
})
const bandsOf = (gaps: readonly GapRow[], trades?: ChannelRow, now = T0) =>
  chartBands({ gaps, trades, now, zone: 'utc', shift: () => 3_600 })

describe('bands of missing data on the chart', () => {
  it('shows holes in trades and bars, open over repaired ones, in words, and none of the book', () => {
    const bands = bandsOf([
      gap('open', { recovered: 1 }),
      gap('done', { startTime: T0 + 9_000, endTime: T0 + 9_000, recovered: 3, repairedBy: 'backfill' }),
      gap('book', { channel: 'book' }),
      gap('bars', { channel: 'candles', missingCount: 1, startTime: T0 - 60_000, endTime: T0, cause: 'not-running' }),
    ])
    expect(bands).toEqual([
      {
        id: 'done',
        kind: 'repaired',
        from: T0 / 1_000 + 3_609,
        to: T0 / 1_000 + 3_609,
        text: '3 trades missing, 22:14:09 to 22:14:09 (0.0 s): connection lost; all fetched',
      },
      {
        id: 'bars',
        kind: 'open',
        from: T0 / 1_000 + 3_540,
        to: T0 / 1_000 + 3_600,
        text: '1 bar missing, 22:13:00 to 22:14:00 (1 m 00 s): not running; open',
      },
      {
        id: 'open',
        kind: 'open',
        from: T0 / 1_000 + 3_600,
        to: T0 / 1_000 + 3_605,
        text: '3 trades missing, 22:14:00 to 22:14:05 (5.0 s): connection lost; 1 of 3 fetched',
      },
    ])
    expect(countBands(bands)).toEqual({ open: 2, repaired: 1, stale: 0 })
  })

  it('a silence is a band of its own once it is longer than the stream may be silent', () => {
    expect(bandsOf([], channel(T0), T0 + 60_000)).toEqual([])
    expect(bandsOf([], channel(0), T0 + 60_000)).toEqual([])
    expect(bandsOf([], channel(T0), T0 + 61_500)).toMatchObject([
      { kind: 'stale', from: T0 / 1_000 + 3_600, to: T0 / 1_000 + 3_661 },
    ])
  })

  it.each([
    ['inside one bar', 70, 80, [1, 1]],
    ['from bar to bar', 70, 130, [1, 2]],
    ['to the edge of a bar', 60, 120, [1, 1]],
    ['a moment on an edge', 120, 120, [2, 2]],
    ['bars that are not there', 181, 290, [3, 2]],
    ['around bars that are not there', 170, 310, [2, 3]],
    ['before all bars', -500, -100, [0, -1]],
    ['after all bars', 900, 901, [5, 4]],
  ])('a hole %s', (_, from, to, expected) => {
    const bars = [0, 60, 120, 300, 360].map((time) => ({ time, open: 1, high: 1, low: 1, close: 1, volume: 1 }))
    expect(barsWithin(bars, 60, { from, to })).toEqual(expected)
  })
})
