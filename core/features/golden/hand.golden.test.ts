import { describe, expect, it } from 'vitest'
import { indicatorById } from '../registry.ts'
import type { Indicator, IndicatorRun } from '../contract/indicator.ts'
import type { Bar, BookDepth, BookTop, InputKind } from '../contract/input.ts'

/** Values worked out by hand, for what no library here has. */
function open<Kind extends InputKind>(kind: Kind, id: string, parameters: Record<string, number> = {}): IndicatorRun<Kind> {
  const indicator = indicatorById(id)
  if (indicator.input !== kind) throw new Error(`${id} is fed by ${indicator.input}`)
  return (indicator as unknown as Indicator<Kind>).create(parameters)
}

const bar = (openTime: number, high: number, low: number, close: number): Bar => ({
  openTime,
  open: close,
  high,
  low,
  close,
  volume: 1,
})
const outputs = (run: { output(name: string): number | undefined }, ...names: string[]) => names.map((name) => run.output(name))

describe('pivots', () => {
  const HOUR = 3_600_000
  const first = [bar(0, 10, 8, 9), bar(HOUR / 2, 12, 9, 11)]

  it('come from the whole session before and stand still through their own', () => {
    const run = open('bar', 'pivots', { sessionHours: 1 })
    for (const each of first) expect(run.next(each)).toBeUndefined()
    // high 12, low 8, close 11: P = 31/3
    run.next(bar(HOUR, 20, 1, 5))
    const expected = [31 / 3, 38 / 3, 26 / 3, 43 / 3, 19 / 3, 50 / 3, 14 / 3]
    const names = ['pivot', 'r1', 's1', 'r2', 's2', 'r3', 's3']
    outputs(run, ...names).forEach((value, index) => expect(value).toBeCloseTo(expected[index] ?? 0, 12))
    expect(run.next(bar(1.5 * HOUR, 30, 0, 7))).toBeCloseTo(31 / 3, 12)
    expect(run.next(bar(2 * HOUR, 1, 1, 1))).toBeCloseTo(37 / 3, 12)
  })

  it('by Fibonacci and Camarilla', () => {
    const fibonacci = open('bar', 'fibonacci-pivots', { sessionHours: 1 })
    const camarilla = open('bar', 'camarilla-pivots', { sessionHours: 1 })
    for (const each of [...first, bar(HOUR, 1, 1, 1)]) {
      fibonacci.next(each)
      camarilla.next(each)
    }
    expect(fibonacci.output('r2')).toBeCloseTo(31 / 3 + 0.618 * 4, 12)
    expect(fibonacci.output('s3')).toBeCloseTo(31 / 3 - 4, 12)
    expect(camarilla.output('r3')).toBeCloseTo(11 + 1.1, 12)
    expect(camarilla.output('s4')).toBeCloseTo(11 - 2.2, 12)
  })

  it('are missing after a session whose beginning was not seen, or that is not the one before', () => {
    const run = open('bar', 'pivots', { sessionHours: 1 })
    run.next(bar(HOUR / 2, 2, 1, 1))
    expect(run.next(bar(HOUR, 2, 1, 1))).toBeUndefined()
    expect(run.next(bar(2 * HOUR, 2, 1, 1))).toBeDefined()
    expect(run.next(bar(4 * HOUR, 2, 1, 1))).toBeUndefined()
    // Running since before it began, so a missing first minute does not make a session partial.
    run.next(bar(5.25 * HOUR, 2, 1, 1))
    expect(run.next(bar(6 * HOUR, 2, 1, 1))).toBeDefined()
  })
})

describe('connors rsi', () => {
  it('is the mean of two strengths and a rank', () => {
    const run = open('close', 'connors-rsi', { rsiPeriod: 2, streakPeriod: 2, rankPeriod: 2 })
    const values = [100, 110, 99, 108.9].map((close, index) => run.next(bar(index, close, close, close)))
    // RSI(2): gains 10, 0, then (5 + 9.9) / 2 = 7.45; losses 0, 11, then 2.75. Streaks 0, 1, -1, 1: changes 1, -2, 2:
    // gains (0.5 + 2) / 2 = 1.25, losses 0.5. The return of 10 % beats -10 % but not the 10 % before it.
    expect(values.slice(0, 3)).toEqual([undefined, undefined, undefined])
    expect(values[3]).toBeCloseTo(((100 * 7.45) / 10.2 + (100 * 1.25) / 1.75 + 50) / 3, 9)
  })
})

const top = (time: number, bid: number, bidSize: number, ask: number, askSize: number): BookTop => ({
  time,
  bid,
  bidSize,
  ask,
  askSize,
})
const depth = (bids: readonly (readonly [number, number])[], asks: readonly (readonly [number, number])[]): BookDepth => ({
  time: 0,
  bidPrices: bids.map(([price]) => price),
  bidSizes: bids.map(([, size]) => size),
  askPrices: asks.map(([price]) => price),
  askSizes: asks.map(([, size]) => size),
})

describe('microstructure', () => {
  it('order-flow imbalance: size that came and went at the best prices (Cont, Kukanov and Stoikov)', () => {
    const run = open('top', 'order-flow-imbalance', { window: 1_000 })
    expect(run.next(top(0, 100, 5, 101, 4))).toBeUndefined()
    expect(run.next(top(100, 100, 7, 101, 4))).toBe(2)
    // The bid rises: all of its size is new. The ask is lifted from 4 to 3.
    expect(run.next(top(200, 100.5, 3, 101, 3))).toBe(2 + 3 + 1)
    // The ask falls: all of its size presses down.
    expect(run.next(top(300, 100.5, 3, 100.8, 6))).toBe(6 - 6)
    expect(run.output('ratio')).toBe(0)
    // The bid falls: what was there left; the ask rises: what was there left.
    expect(run.next(top(400, 100, 9, 101, 2))).toBe(0 - 3 + 6)
    expect(run.output('ratio')).toBeCloseTo(3 / 15, 12)
    // What is a second or more old has left the window: the first change, then the second.
    expect(run.advance(1_100)).toBe(1)
    expect(run.advance(1_200)).toBe(-3)
  })

  it('imbalance inside a band of basis points around the mid', () => {
    const run = open('depth', 'bps-imbalance', { bps: 10 })
    const bids = [
      [99.95, 3],
      [99.9, 1],
      [99.89, 50],
    ] as const
    const asks = [
      [100.05, 2],
      [100.2, 70],
    ] as const
    expect(run.next(depth(bids, asks))).toBeCloseTo((4 - 2) / 6, 12)
    expect(outputs(run, 'bids', 'asks')).toEqual([4, 2])
    expect(run.next(depth([], asks))).toBeUndefined()
    expect(run.next(depth([[90, 1]], [[110, 1]]))).toBeUndefined()
    expect(outputs(run, 'bids', 'asks')).toEqual([0, 0])
  })

  it('micro-price and spread lean to the side with less size', () => {
    const price = open('top', 'micro-price')
    expect(price.next(top(0, 100, 3, 101, 1))).toBe((100 * 1 + 101 * 3) / 4)
    expect(price.next(top(0, 100, 0, 101, 0))).toBeUndefined()
    expect(open('top', 'spread').next(top(0, 99, 1, 101, 1))).toBe(200)
  })
})

describe('external series', () => {
  it('pass through with their age, and end when they grow too old', () => {
    const run = open('external', 'external', { maxAge: 60 })
    expect(run.advance(0)).toBeUndefined()
    expect(run.next({ time: 1_000, value: 0 })).toBe(0)
    expect(outputs(run, 'value', 'age')).toEqual([0, 0])
    run.advance(61_000)
    expect(outputs(run, 'value', 'age')).toEqual([0, 60])
    run.advance(61_001)
    expect(outputs(run, 'value', 'age')).toEqual([undefined, undefined])
    expect(run.next({ time: 70_000, value: 5 })).toBe(5)
  })

  it('say nothing, not zero, where the feed says that it has none', () => {
    for (const id of ['external', 'external-z-score', 'external-change']) {
      const run = open('external', id, id === 'external-z-score' ? { period: 2 } : {})
      for (const value of [3, 4]) run.next({ time: 0, value })
      expect(run.output('value')).toBeDefined()
      expect(run.next({ time: 1, value: null })).toBeUndefined()
      expect(outputs(run, 'value', 'age')).toEqual([undefined, undefined])
    }
  })

  it('compare with what was read before, leaving out what was missing', () => {
    const score = open('external', 'external-z-score', { period: 3 })
    const change = open('external', 'external-change', { period: 2 })
    const values = [1, null, 3, 5].map((value, time) => [score.next({ time, value }), change.next({ time, value })])
    expect(values.slice(0, 3)).toEqual([
      [undefined, undefined],
      [undefined, undefined],
      [undefined, undefined],
    ])
    expect(values[3]?.[0]).toBeCloseTo(2 / Math.sqrt(8 / 3), 12)
    expect(values[3]?.[1]).toBe(4)
  })
})
