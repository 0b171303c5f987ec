import { describe, expect, it } from 'vitest'
import { computed, expectSame, GOLDEN_MARKETS, marketsNote } from '../../testing/golden-markets.ts'
import { sampleBars } from '../../testing/indicator-samples.ts'
import type { Series } from '../../testing/talib.ts'
import type { Bar } from '../contract/input.ts'
import { indicatorById } from '../registry.ts'

/** Formulas written out over whole arrays, for what no independent library here has; they share no code with the steps. */
const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0)
const mean = (values: readonly number[]): number => total(values) / values.length
const variance = (values: readonly number[]): number => mean(values.map((value) => (value - mean(values)) ** 2))
const log = (a: number, b: number): number => Math.log(a) - Math.log(b)

/** A value from the last `size` bars; `before` more bars must have come. */
const windowed = (bars: readonly Bar[], size: number, of: (window: readonly Bar[]) => number | undefined): Series =>
  bars.map((_, index) => (index + 1 < size ? undefined : of(bars.slice(index + 1 - size, index + 1))))
const closes = (bars: readonly Bar[]): number[] => bars.map(({ close }) => close)
const changes = (bars: readonly Bar[]): number[] => bars.slice(1).map((bar, index) => bar.close - (bars[index]?.close ?? 0))
const returns = (bars: readonly Bar[]): number[] => bars.slice(1).map((bar, index) => log(bar.close, bars[index]?.close ?? 1))
const newest = (bars: readonly Bar[]): Bar => bars.at(-1) ?? expect.fail('empty window')
const standardised = (values: readonly number[], power: number): number =>
  mean(values.map((value) => (value - mean(values)) ** power)) / variance(values) ** (power / 2)

/** Slope of the least-squares line by its textbook sums. */
function slopeOf(x: readonly number[], y: readonly number[]): number {
  const together = total(x.map((value, index) => value * (y[index] ?? 0)))
  const n = x.length
  return (n * together - total(x) * total(y)) / (n * total(x.map((value) => value * value)) - total(x) ** 2)
}

function hurst(bars: readonly Bar[]): number {
  const logs = closes(bars).map((close) => Math.log(close))
  const lags = [1, 2, 4, 8, 16]
  const reach = (lag: number): number => mean(logs.slice(lag).map((value, index) => (value - (logs[index] ?? 0)) ** 2)) ** 0.5
  return slopeOf(
    lags.map((lag) => Math.log(lag)),
    lags.map((lag) => Math.log(reach(lag))),
  )
}

function autocorrelation(values: readonly number[], lag: number): number {
  const centred = values.map((value) => value - mean(values))
  return (
    total(centred.slice(lag).map((value, index) => value * (centred[index] ?? 0))) / total(centred.map((value) => value * value))
  )
}

/** Wilder's mean as its weighted sum over the whole past. */
function smoothed(values: readonly number[], period: number): Series {
  const keep = 1 - 1 / period
  return values.map((_, index) => {
    if (index + 1 < period) return undefined
    const newer = values.slice(period, index + 1).reverse()
    return mean(values.slice(0, period)) * keep ** newer.length + total(newer.map((value, age) => (value * keep ** age) / period))
  })
}

/** The mean as its weighted sum over the whole past, from the first close. */
function fromFirst(values: readonly number[], period: number): Series {
  const weight = 2 / (period + 1)
  return values.map((_, index) => {
    const newer = values.slice(1, index + 1).reverse()
    return (values[0] ?? 0) * (1 - weight) ** index + total(newer.map((value, age) => value * weight * (1 - weight) ** age))
  })
}

const typical = ({ high, low, close }: Bar): number => (high + low + close) / 3
const sessionVwap = (bars: readonly Bar[], hours: number): Series =>
  bars.map((bar, index) => {
    const start = Math.floor(bar.openTime / (hours * 3_600_000)) * hours * 3_600_000
    const session = bars.slice(0, index + 1).filter(({ openTime }) => openTime >= start)
    const volume = total(session.map((each) => each.volume))
    return volume === 0 ? undefined : total(session.map((each) => each.volume * typical(each))) / volume
  })

function pearson(x: readonly number[], y: readonly number[]): number {
  const [fromX, fromY] = [x.map((value) => value - mean(x)), y.map((value) => value - mean(y))]
  return mean(fromX.map((value, index) => value * (fromY[index] ?? 0))) / (variance(x) * variance(y)) ** 0.5
}
const places = (window: readonly Bar[]): number[] => window.map((_, index) => index)

type Case = readonly [
  id: string,
  parameters: Record<string, number>,
  output: string,
  wanted: (bars: readonly Bar[]) => Series,
  scale: number,
]

/** `scale` as in expectSame: below it the tolerance is absolute. */
const CASES: readonly Case[] = [
  ['ema-from-first', { period: 12 }, 'value', (bars) => fromFirst(closes(bars), 12), 1],
  ['smma', { period: 14 }, 'value', (bars) => smoothed(closes(bars), 14), 1],
  ['standard-deviation', {}, 'value', (bars) => windowed(bars, 20, (window) => variance(closes(window)) ** 0.5), 1e-2],
  [
    'bollinger',
    {},
    'percentB',
    (bars) =>
      windowed(bars, 20, (window) => 0.5 + (newest(window).close - mean(closes(window))) / (4 * variance(closes(window)) ** 0.5)),
    1,
  ],
  [
    'z-score',
    {},
    'value',
    (bars) => windowed(bars, 20, (window) => (newest(window).close - mean(closes(window))) / variance(closes(window)) ** 0.5),
    1e-2,
  ],
  [
    'efficiency-ratio',
    {},
    'value',
    (bars) => windowed(bars, 11, (window) => Math.abs(total(changes(window))) / total(changes(window).map(Math.abs))),
    1e-3,
  ],
  [
    'realised-volatility',
    {},
    'value',
    (bars) => windowed(bars, 31, (window) => total(returns(window).map((value) => value ** 2)) ** 0.5),
    1e-6,
  ],
  [
    'realised-volatility',
    {},
    'perBar',
    (bars) => windowed(bars, 31, (window) => mean(returns(window).map((value) => value ** 2)) ** 0.5),
    1e-6,
  ],
  [
    'parkinson',
    {},
    'value',
    (bars) =>
      windowed(bars, 30, (window) => (total(window.map(({ high, low }) => log(high, low) ** 2)) / (120 * Math.log(2))) ** 0.5),
    1e-6,
  ],
  [
    'garman-klass',
    {},
    'value',
    (bars) =>
      windowed(
        bars,
        30,
        (window) =>
          (0.5 * mean(window.map(({ high, low }) => log(high, low) ** 2)) -
            (Math.log(4) - 1) * mean(window.map(({ open, close }) => log(close, open) ** 2))) **
          0.5,
      ),
    1e-6,
  ],
  [
    'rogers-satchell',
    {},
    'value',
    (bars) =>
      windowed(
        bars,
        30,
        (window) =>
          mean(
            window.map(({ open, high, low, close }) => {
              const [up, down, end] = [log(high, open), log(low, open), log(close, open)]
              return up * (up - end) + down * (down - end)
            }),
          ) ** 0.5,
      ),
    1e-6,
  ],
  ['vwap', { sessionHours: 1 }, 'value', (bars) => sessionVwap(bars, 1), 1],
  [
    'anchored-vwap',
    { anchor: 6_000_000 },
    'value',
    (bars) =>
      bars.map((bar, index) => {
        const since = bars.slice(0, index + 1).filter(({ openTime }) => openTime >= 6_000_000)
        const volume = total(since.map((each) => each.volume))
        return bar.openTime < 6_000_000 || volume === 0
          ? undefined
          : total(since.map((each) => each.volume * typical(each))) / volume
      }),
    1,
  ],
  [
    'amihud',
    {},
    'value',
    (bars) =>
      windowed(bars, 31, (window) => {
        const traded = window.slice(1).flatMap(({ close, volume }, index) => {
          const before = window[index]?.close ?? 0
          return volume === 0 ? [] : [Math.abs((close - before) / before) / (close * volume)]
        })
        return 1e8 * mean(traded)
      }),
    1e-3,
  ],
  ['skewness', {}, 'value', (bars) => windowed(bars, 51, (window) => standardised(returns(window), 3)), 1e-2],
  ['kurtosis', {}, 'value', (bars) => windowed(bars, 51, (window) => standardised(returns(window), 4) - 3), 1e-2],
  ['autocorrelation', { lag: 2 }, 'value', (bars) => windowed(bars, 51, (window) => autocorrelation(returns(window), 2)), 1e-2],
  [
    'percent-rank',
    { period: 60 },
    'value',
    (bars) =>
      windowed(bars, 61, (window) => (window.slice(0, -1).filter(({ close }) => close < newest(window).close).length * 100) / 60),
    1,
  ],
  [
    'correlation',
    {},
    'value',
    (bars) =>
      windowed(bars, 30, (window) =>
        pearson(
          closes(window),
          window.map(({ volume }) => volume),
        ),
      ),
    1e-2,
  ],
  ['linear-regression', {}, 'r2', (bars) => windowed(bars, 14, (window) => pearson(closes(window), places(window)) ** 2), 1e-2],
  ['hurst', {}, 'value', (bars) => windowed(bars, 100, hurst), 1e-2],
]

describe(`golden values by formulas written out${marketsNote}`, () => {
  for (const [id, parameters, output, wanted, scale] of CASES)
    it(`${id} ${JSON.stringify(parameters)} ${output}`, () => {
      for (const { name, bars } of GOLDEN_MARKETS) {
        const part = bars.slice(0, 400)
        const expected = wanted(part).map((value) => (value === undefined || Number.isNaN(value) ? undefined : value))
        expect([name, expected.length]).toEqual([name, part.length])
        expectSame(computed(part, id, parameters, output), expected, scale)
      }
    })
})

const bars = sampleBars(300, 11)
const atr = (period: number): Series => {
  const ranges = bars.slice(1).map((bar, index) => {
    const before = bars[index] ?? bar
    return Math.max(bar.high, before.close) - Math.min(bar.low, before.close)
  })
  return [undefined, ...smoothed(ranges, period)]
}

function naiveSupertrend(period: number, multiplier: number): { readonly line: Series; readonly direction: Series } {
  const reach = atr(period)
  const line: (number | undefined)[] = []
  const direction: (number | undefined)[] = []
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

describe('supertrend, which turns both ways', () => {
  it('equals its rule written with an upper and a lower line', () => {
    const wanted = naiveSupertrend(10, 1.5)
    expect(new Set(wanted.direction)).toEqual(new Set([undefined, 1, -1]))
    expectSame(computed(bars, 'supertrend', { multiplier: 1.5 }, 'line'), wanted.line, 1)
    expectSame(computed(bars, 'supertrend', { multiplier: 1.5 }, 'direction'), wanted.direction, 1)
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
