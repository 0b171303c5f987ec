import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Candle, type Regime, regimeKey, type Trend, TRENDS, VOLATILITIES, type Volatility } from '../../domain/index.ts'
import { candleAt, hasRecordedCandles, recordedCandles } from '../../testing/market-facts.ts'
import { nextTrend, nextVolatility, RegimeClassifier } from './classifier.ts'
import { Regimes } from './regimes.ts'

const EDGE = 1e-9
const MINUTE = 60_000
const up = (adx: number) => ({ adx, plusDi: 30, minusDi: 10 })
const down = (adx: number) => ({ adx, plusDi: 10, minusDi: 30 })

describe('trend', () => {
  it.each<[Trend, number, Trend, Trend]>([
    ['none', 25 - EDGE, 'none', 'none'],
    ['none', 25, 'up', 'down'],
    ['up', 20, 'up', 'none'],
    ['up', 20 - EDGE, 'none', 'none'],
    ['up', 25 - EDGE, 'up', 'none'],
    ['up', 25, 'up', 'down'],
    ['down', 20, 'none', 'down'],
    ['down', 20 - EDGE, 'none', 'none'],
    ['down', 25, 'up', 'down'],
  ])('from %s at ADX %d: %s where up leads, %s where down leads', (before, adx, ifUp, ifDown) => {
    expect([nextTrend(before, up(adx)), nextTrend(before, down(adx))]).toEqual([ifUp, ifDown])
  })

  it('has no side where neither leads', () => {
    expect(nextTrend('up', { adx: 90, plusDi: 20, minusDi: 20 })).toBe('none')
  })
})

describe('volatility', () => {
  it.each<[Volatility, number, Volatility]>([
    ['normal', 80 - EDGE, 'normal'],
    ['normal', 80, 'high'],
    ['high', 70, 'high'],
    ['high', 70 - EDGE, 'normal'],
    ['normal', 20 + EDGE, 'normal'],
    ['normal', 20, 'low'],
    ['low', 30, 'low'],
    ['low', 30 + EDGE, 'normal'],
    ['low', 80, 'high'],
    ['high', 20, 'low'],
    ['low', 75, 'normal'],
    ['high', 25, 'normal'],
  ])('from %s at rank %d: %s', (before, rank, after) => {
    expect(nextVolatility(before, rank)).toBe(after)
  })
})

/** A walk whose steps, `drift` and `width` are in units of `scale`. */
function walk(
  bars: number,
  {
    drift,
    width,
    from = 0,
    scale = 1,
    last = 1_000,
  }: {
    readonly drift: number
    readonly width: (index: number) => number
    readonly from?: number
    readonly scale?: number
    readonly last?: number
  },
): readonly Candle[] {
  let close = last
  return Array.from({ length: bars }, (_, index) => {
    const open = close
    close = open + drift + Math.sin(index * 1.7)
    const half = width(index)
    const prices = {
      open: open * scale,
      high: (Math.max(open, close) + half) * scale,
      low: (Math.min(open, close) - half) * scale,
      close: close * scale,
      volume: 1,
    }
    return candleAt((from + index) * MINUTE, prices)
  })
}

const regimesOf = (candles: readonly Candle[]): readonly (Regime | undefined)[] => {
  const classifier = new RegimeClassifier()
  return candles.map((candle) => {
    classifier.next(candle)
    return classifier.regime
  })
}

describe('regime', () => {
  const { WARM_UP } = RegimeClassifier

  it('is known with exactly the bars that it states', () => {
    const found = regimesOf(walk(WARM_UP + 1, { drift: 0, width: () => 1 }))
    expect(found[WARM_UP - 2]).toBeUndefined()
    expect(found[WARM_UP - 1]).toBeDefined()
  })

  it('names a rise, a fall and a calm, and a market that grows wild and quiet again', () => {
    const at = (drift: number, width: (index: number) => number) =>
      regimesOf(walk(400, { drift, width, last: 5_000 })).at(-1) ?? { trend: 'none', volatility: 'normal' }
    expect(at(4, () => 1).trend).toBe('up')
    expect(at(-4, () => 1).trend).toBe('down')
    expect(at(0, () => 1).trend).toBe('none')
    expect(at(0, (index) => (index > 380 ? 40 : 10 + (index % 7))).volatility).toBe('high')
    expect(at(0, (index) => (index > 350 ? 1 : 10 + (index % 7))).volatility).toBe('low')
  })

  it('does not depend on the scale of prices, on candles that form, repeat or come late', () => {
    const candles = walk(300, { drift: 0.3, width: (index) => 1 + (index % 11) })
    const found = regimesOf(candles)
    expect(new Set(found.map((each) => each && regimeKey(each))).size).toBeGreaterThan(3)
    expect(regimesOf(walk(300, { drift: 0.3, width: (index) => 1 + (index % 11), scale: 64 }))).toEqual(found)
    const noisy = candles.flatMap((candle, index) => {
      const forming = { ...candle, closed: false }
      return index === 0 ? [forming, candle] : [forming, candle, candle, candles[index - 1] ?? candle]
    })
    expect(regimesOf(noisy).at(-1)).toEqual(found.at(-1))
  })

  it('is kept for each market and timeframe', () => {
    const regimes = new Regimes()
    for (const candle of walk(250, { drift: 3, width: () => 1 })) regimes.onMarketEvent(candle)
    const [one] = walk(1, { drift: 0, width: () => 1 })
    if (one === undefined) throw new Error('a walk has a bar')
    expect(regimes.of(one.instrument, '1m')?.trend).toBe('up')
    expect(regimes.of(one.instrument, '5m')).toBeUndefined()
  })

  it('is always one of nine, after any prices', () => {
    const bar = fc.tuple(fc.integer({ min: -30, max: 30 }), fc.nat(20))
    fc.assert(
      fc.property(fc.array(bar, { minLength: WARM_UP, maxLength: WARM_UP + 20 }), (steps) => {
        const classifier = new RegimeClassifier()
        let close = 2_000
        for (const [index, [move, half]] of steps.entries()) {
          const open = close
          close = Math.max(open + move, 50)
          const prices = { open, high: Math.max(open, close) + half, low: Math.min(open, close) - half, close, volume: 1 }
          classifier.next(candleAt(index * MINUTE, prices))
        }
        const { trend, volatility } = classifier.regime ?? {}
        expect(TRENDS).toContain(trend)
        expect(VOLATILITIES).toContain(volatility)
      }),
      { numRuns: 30 },
    )
  })
})

const title = hasRecordedCandles ? 'on recorded candles' : 'on recorded candles (skipped: ../shared/data is absent)'
describe.skipIf(!hasRecordedCandles)(title, () => {
  it('sees every kind of market, and seldom changes its mind', () => {
    const found = regimesOf([...recordedCandles(5_000)]).filter((each) => each !== undefined)
    const changes = found.filter((each, index) => index > 0 && regimeKey(each) !== regimeKey(found[index - 1] ?? each))
    expect(new Set(found.map(regimeKey)).size).toBe(9)
    expect(changes.length / found.length).toBeLessThan(0.15)
  })
})
