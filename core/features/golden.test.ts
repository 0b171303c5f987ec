import { describe, expect, it } from 'vitest'
import type { Bar } from './contract/input.ts'
import { sampleBars } from '../testing/indicator-samples.ts'
import { indicatorById } from './registry.ts'

/** Direct transcriptions of the textbook formulas over whole arrays, O(n x period), sharing no code with the steps. */
type Column = (number | undefined)[]
const bars = sampleBars(300, 11)
const closes = bars.map((bar) => bar.close)
const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, index) => from + index)
const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0)
const mean = (values: readonly number[]): number => total(values) / values.length
const deviation = (values: readonly number[]): number => Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)))
const windowed = <T>(values: readonly T[], size: number, of: (window: T[]) => number): Column =>
  values.map((_, index) => (index + 1 < size ? undefined : of(values.slice(index + 1 - size, index + 1))))

/** Exponential form written out as its weighted sum over the whole past. */
function naiveEma(values: readonly number[], period: number, weight = 2 / (period + 1)): Column {
  const seed = mean(values.slice(0, period))
  return values.map((_, index) => {
    if (index + 1 < period) return undefined
    const steps = index - period + 1
    return (
      seed * (1 - weight) ** steps +
      total(range(0, steps).map((age) => weight * (1 - weight) ** age * (values[index - age] ?? 0)))
    )
  })
}
const naiveWilder = (values: readonly number[], period: number): Column => naiveEma(values, period, 1 / period)
const shifted = (values: Column, by: number): Column => [...Array.from({ length: by }, () => undefined), ...values]
const ranges = bars.slice(1).map((bar, index) => {
  const before = bars[index] ?? bar
  return Math.max(bar.high, before.close) - Math.min(bar.low, before.close)
})
const atr = (period: number): Column => shifted(naiveWilder(ranges, period), 1)
const both = (a: Column, b: Column, of: (x: number, y: number) => number): Column =>
  a.map((x, index) => {
    const y = b[index]
    return x === undefined || y === undefined ? undefined : of(x, y)
  })
const typical = bars.map((bar) => (bar.high + bar.low + bar.close) / 3)
const highest = (window: readonly Bar[]): number => Math.max(...window.map((bar) => bar.high))
const lowest = (window: readonly Bar[]): number => Math.min(...window.map((bar) => bar.low))

function compute(id: string, parameters: Record<string, number>, output?: string): Column {
  const indicator = indicatorById(id)
  if (indicator.input !== 'bar' && indicator.input !== 'close') throw new Error('candles only')
  const run = indicator.create(parameters)
  return bars.map((bar) => {
    const principal = run.next(bar)
    return output === undefined ? principal : run.output(output)
  })
}

function same(found: Column, wanted: Column): void {
  expect(found.length).toBe(wanted.length)
  expect(wanted.some((value) => value !== undefined)).toBe(true)
  found.forEach((value, index) => {
    const expected = wanted[index]
    if (expected === undefined || value === undefined) expect([index, value]).toEqual([index, expected])
    else expect(Math.abs(value - expected), `bar ${String(index)}`).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(expected)))
  })
}

function naiveAdx(period: number): { readonly adx: Column; readonly plus: Column; readonly minus: Column } {
  const ups = bars.slice(1).map((bar, index) => bar.high - (bars[index]?.high ?? 0))
  const downs = bars.slice(1).map((bar, index) => (bars[index]?.low ?? 0) - bar.low)
  const plusMoves = ups.map((up, index) => (up > 0 && up > (downs[index] ?? 0) ? up : 0))
  const minusMoves = downs.map((down, index) => (down > 0 && down > (ups[index] ?? 0) ? down : 0))
  const running = (values: readonly number[]): Column =>
    values.map((_, index) => {
      if (index + 1 < period) return undefined
      const keep = 1 - 1 / period
      const steps = index - period + 2
      return (
        total(values.slice(0, period - 1)) * keep ** steps +
        total(range(0, steps).map((age) => keep ** age * (values[index - age] ?? 0)))
      )
    })
  const rangeSum = running(ranges)
  const plus = both(running(plusMoves), rangeSum, (move, all) => (100 * move) / all)
  const minus = both(running(minusMoves), rangeSum, (move, all) => (100 * move) / all)
  const dx = both(plus, minus, (a, b) => (100 * Math.abs(a - b)) / (a + b)).flatMap((value) =>
    value === undefined ? [] : [value],
  )
  const adx = shifted(naiveWilder(dx, period), period)
  const masked = (column: Column): Column =>
    shifted(column, 1).map((value, index) => (adx[index] === undefined ? undefined : value))
  return { adx, plus: masked(plus), minus: masked(minus) }
}

function naiveSupertrend(period: number, multiplier: number): { readonly line: Column; readonly direction: Column } {
  const reach = atr(period)
  const line: Column = []
  const direction: Column = []
  let [up, down] = [Number.NaN, Number.NaN]
  bars.forEach((bar, index) => {
    const distance = reach[index]
    if (distance === undefined) {
      line.push(undefined)
      direction.push(undefined)
      return
    }
    const before = bars[index - 1]?.close ?? Number.NaN
    const basicUp = (bar.high + bar.low) / 2 + multiplier * distance
    const basicDown = (bar.high + bar.low) / 2 - multiplier * distance
    const oldLine = line[index - 1]
    const wasUpper = oldLine === up
    up = Number.isNaN(up) || basicUp < up || before > up ? basicUp : up
    down = Number.isNaN(down) || basicDown > down || before < down ? basicDown : down
    const rising = oldLine === undefined ? false : wasUpper ? bar.close > up : bar.close >= down
    line.push(rising ? down : up)
    direction.push(rising ? 1 : -1)
  })
  return { line, direction }
}

describe('golden values by direct transcription', () => {
  it('moving averages', () => {
    same(compute('sma', { period: 7 }), windowed(closes, 7, mean))
    same(compute('ema', { period: 9 }), naiveEma(closes, 9))
    same(
      compute('wma', { period: 5 }),
      windowed(closes, 5, (window) => total(window.map((value, index) => value * (index + 1))) / 15),
    )
  })

  it('rsi', () => {
    const changes = closes.slice(1).map((close, index) => close - (closes[index] ?? 0))
    const gains = naiveWilder(
      changes.map((change) => Math.max(change, 0)),
      14,
    )
    const losses = naiveWilder(
      changes.map((change) => Math.max(-change, 0)),
      14,
    )
    same(
      compute('rsi', { period: 14 }),
      shifted(
        both(gains, losses, (gain, loss) => 100 - 100 / (1 + gain / loss)),
        1,
      ),
    )
  })

  it('macd', () => {
    const fast = shifted(naiveEma(closes.slice(14), 12), 14)
    const line = both(fast, naiveEma(closes, 26), (a, b) => a - b)
    const signal = shifted(
      naiveEma(
        line.slice(25).map((value) => value ?? 0),
        9,
      ),
      25,
    )
    const shown = both(line, signal, (value) => value)
    same(compute('macd', {}, 'macd'), shown)
    same(compute('macd', {}, 'signal'), signal)
    same(
      compute('macd', {}, 'histogram'),
      both(line, signal, (a, b) => a - b),
    )
  })

  it('bollinger, z-score, cci, roc, realised volatility', () => {
    const middle = windowed(closes, 20, mean)
    const spread = windowed(closes, 20, deviation)
    const upper = both(middle, spread, (a, b) => a + 2 * b)
    const lower = both(middle, spread, (a, b) => a - 2 * b)
    const reach = both(upper, lower, (a, b) => a - b)
    same(compute('bollinger', {}, 'upper'), upper)
    same(compute('bollinger', {}, 'lower'), lower)
    same(
      compute('bollinger', {}, 'width'),
      both(reach, middle, (a, b) => a / b),
    )
    same(
      compute('bollinger', {}, 'percentB'),
      both(
        both(closes, lower, (a, b) => a - b),
        reach,
        (a, b) => a / b,
      ),
    )
    same(
      compute('z-score', {}),
      both(
        both(closes, middle, (a, b) => a - b),
        spread,
        (a, b) => a / b,
      ),
    )
    const meanDeviation = (window: number[]): number => mean(window.map((value) => Math.abs(value - mean(window))))
    const distance = both(typical, windowed(typical, 20, mean), (a, b) => a - b)
    same(
      compute('cci', {}),
      both(distance, windowed(typical, 20, meanDeviation), (a, b) => a / (0.015 * b)),
    )
    same(
      compute('roc', { period: 10 }),
      windowed(closes, 11, (window) => 100 * ((window[10] ?? 0) / (window[0] ?? 1)) - 100),
    )
    const returns = closes.slice(1).map((close, index) => Math.log(close) - Math.log(closes[index] ?? 1))
    const realised = windowed(returns, 30, (window) => Math.sqrt(total(window.map((value) => value * value))))
    same(compute('realised-volatility', {}), shifted(realised, 1))
  })

  it('atr, keltner, donchian, stochastic', () => {
    same(compute('atr', { period: 14 }), atr(14))
    same(
      compute('keltner', {}, 'upper'),
      both(naiveEma(closes, 20), atr(10), (a, b) => a + 2 * b),
    )
    same(
      compute('keltner', {}, 'lower'),
      both(naiveEma(closes, 20), atr(10), (a, b) => a - 2 * b),
    )
    same(compute('donchian', {}, 'upper'), windowed(bars, 20, highest))
    same(compute('donchian', {}, 'lower'), windowed(bars, 20, lowest))
    const raw = windowed(
      bars,
      14,
      (window) => (100 * ((window[13]?.close ?? 0) - lowest(window))) / (highest(window) - lowest(window)),
    )
    const k = shifted(
      windowed(
        raw.slice(13).map((value) => value ?? 0),
        3,
        mean,
      ),
      13,
    )
    const d = shifted(
      windowed(
        k.slice(15).map((value) => value ?? 0),
        3,
        mean,
      ),
      15,
    )
    same(compute('stochastic', {}, 'd'), d)
    same(
      compute('stochastic', {}, 'k'),
      both(k, d, (value) => value),
    )
  })

  it('adx with its directional indicators', () => {
    const wanted = naiveAdx(14)
    same(compute('adx', {}, 'adx'), wanted.adx)
    same(compute('adx', {}, 'plusDi'), wanted.plus)
    same(compute('adx', {}, 'minusDi'), wanted.minus)
  })

  it('supertrend, which turns both ways', () => {
    const wanted = naiveSupertrend(10, 1.5)
    expect(new Set(wanted.direction)).toEqual(new Set([undefined, 1, -1]))
    same(compute('supertrend', { multiplier: 1.5 }, 'line'), wanted.line)
    same(compute('supertrend', { multiplier: 1.5 }, 'direction'), wanted.direction)
  })

  it('obv and session vwap', () => {
    const signed = bars.map((bar, index) => bar.volume * (index === 0 ? 1 : Math.sign(bar.close - (closes[index - 1] ?? 0))))
    same(
      compute('obv', {}),
      bars.map((_, index) => total(signed.slice(0, index + 1))),
    )
    const session = (index: number): number[] => range(Math.floor(index / 60) * 60, index + 1)
    const amounts = bars.map((bar, index) => bar.volume * (typical[index] ?? 0))
    const sumAt = (values: readonly number[], index: number): number => total(session(index).map((at) => values[at] ?? 0))
    const volumes = bars.map((bar) => bar.volume)
    same(
      compute('vwap', { sessionHours: 1 }),
      bars.map((_, index) => sumAt(amounts, index) / sumAt(volumes, index)),
    )
  })
})

const feed = (id: string, parameters: Record<string, number>, prices: readonly number[]): string[] => {
  const run = indicatorById(id).create(parameters)
  const values = prices.map((close, openTime) => {
    const bar: Bar = { openTime, open: close, high: close, low: close, close, volume: 1 }
    return (run as { next(input: Bar): number | undefined }).next(bar)
  })
  return values.flatMap((value) => (value === undefined ? [] : [value.toFixed(2)]))
}

describe('published worked examples', () => {
  it('ema of 10 (StockCharts)', () => {
    const prices = [22.27, 22.19, 22.08, 22.17, 22.18, 22.13, 22.23, 22.43, 22.24, 22.29, 22.15, 22.39, 22.38, 22.61, 23.36]
    expect(feed('ema', { period: 10 }, prices)).toEqual(['22.22', '22.21', '22.24', '22.27', '22.33', '22.52'])
  })

  it('rsi of 14 (StockCharts closes, rounded to cents)', () => {
    const prices = [
      44.34, 44.09, 44.15, 43.61, 44.33, 44.83, 45.1, 45.42, 45.84, 46.08, 45.89, 46.03, 45.61, 46.28, 46.28, 46.0, 46.03, 46.41,
      46.22, 45.64,
    ]
    expect(feed('rsi', { period: 14 }, prices)).toEqual(['70.46', '66.25', '66.48', '69.35', '66.29', '57.92'])
  })
})

describe('markets that do not move', () => {
  const flat = Array.from({ length: 60 }, () => 0.1)
  it('have no direction, and no false extremes from rounding', () => {
    expect(new Set(feed('rsi', {}, flat))).toEqual(new Set(['50.00']))
    expect(new Set(feed('stochastic', {}, flat))).toEqual(new Set(['50.00']))
    expect(new Set(feed('z-score', {}, flat))).toEqual(new Set(['0.00']))
    expect(new Set(feed('cci', {}, flat))).toEqual(new Set(['0.00']))
    expect(new Set(feed('adx', {}, flat))).toEqual(new Set(['0.00']))
    expect(new Set(feed('atr', {}, flat))).toEqual(new Set(['0.00']))
  })
})
