import { describe, expect, it } from 'vitest'
import { millis } from '../../domain/index.ts'
import { BTC, gapAt, instrumentOf } from '../../testing/market-facts.ts'
import { OpenGaps } from './index.ts'

const ETH = instrumentOf('ETH/USDT')
const span = (start: number, end: number, channel: 'trades' | 'candles' | 'book' | 'ticker' = 'trades') => ({
  ...gapAt(start, channel),
  startTime: millis(start),
  endTime: millis(end),
})
const crossing = (gap: ReturnType<typeof span>, from: number, to: number, book = false) => {
  const gaps = new OpenGaps()
  gaps.take(gap)
  return gaps.crossing(BTC.id, { from: millis(from), to: millis(to), book }).length === 1
}

describe('open gaps against a look-back', () => {
  it.each([
    ['ends a millisecond before it', 50, 99, false],
    ['ends as it begins', 50, 100, true],
    ['lies inside', 120, 130, true],
    ['is one moment at its end', 200, 200, true],
    ['begins a millisecond after it', 201, 250, false],
    ['spans it', 1, 1_000, true],
  ] as const)('a hole that %s', (_, start, end, crosses) => {
    for (const channel of ['trades', 'candles'] as const) expect(crossing(span(start, end, channel), 100, 200)).toBe(crosses)
  })

  it('a broken book counts where the book does, for as long as it is broken; a ticker never does', () => {
    expect(crossing(span(1, 1, 'book'), 100, 200, true)).toBe(true)
    expect(crossing(span(150, 150, 'book'), 100, 200, false)).toBe(false)
    expect(crossing(span(150, 150, 'ticker'), 100, 200, true)).toBe(false)
  })

  it('a new hole breaks the stream once; its repair ends it, a partial one does not; other markets know nothing of it', () => {
    const gaps = new OpenGaps()
    const gap = span(150, 160)
    const now = { from: millis(100), to: millis(200), book: false }
    expect([gaps.take(gap), gaps.take({ ...gap, recovered: 1 })]).toEqual([true, false])
    expect(gaps.crossing(BTC.id, now)).toMatchObject([{ recovered: 1 }])
    expect(gaps.crossing(ETH.id, now)).toEqual([])
    expect(gaps.take({ ...gap, recovered: 2, repairedBy: 'backfill' })).toBe(false)
    expect(gaps.crossing(BTC.id, now)).toEqual([])
  })
})
