import { expect } from 'vitest'
import { toNumberLossy } from '../domain/index.ts'
import type { Bar } from '../features/index.ts'
import { candleIndicators } from './indicator-checks.ts'
import { sampleBars } from './indicator-samples.ts'
import { hasRecordedCandles, recordedCandles } from './market-facts.ts'
import type { Series } from './talib.ts'

export interface GoldenMarket {
  readonly name: string
  readonly bars: readonly Bar[]
}

const rounded = (value: number): number => Math.round(value * 2) / 2

/** On a coarse price grid: ties, bars without range and minutes without trades. */
const coarse = (bars: readonly Bar[]): readonly Bar[] =>
  bars.map((bar, index) => ({
    openTime: bar.openTime,
    open: rounded(bar.open),
    high: rounded(bar.high),
    low: rounded(bar.low),
    close: rounded(bar.close),
    volume: index % 11 === 5 ? 0 : Math.round(bar.volume),
  }))

const recorded = (): GoldenMarket => ({
  name: 'recorded BTCUSDT',
  bars: recordedCandles(1_500).map((candle) => ({
    openTime: candle.openTime,
    open: toNumberLossy(candle.open),
    high: toNumberLossy(candle.high),
    low: toNumberLossy(candle.low),
    close: toNumberLossy(candle.close),
    volume: toNumberLossy(candle.volume),
  })),
})

export const GOLDEN_MARKETS: readonly GoldenMarket[] = [
  { name: 'random walk', bars: sampleBars(500, 11) },
  { name: 'coarse prices', bars: coarse(sampleBars(500, 12)) },
  ...(hasRecordedCandles ? [recorded()] : []),
]

export const marketsNote = hasRecordedCandles ? '' : ' (recorded candles skipped: ../shared/data is absent)'

export const seriesOf = (bars: readonly Bar[], field: keyof Bar): Series => bars.map((bar) => bar[field])

/** What our indicator says of each bar. */
export function computed(bars: readonly Bar[], id: string, parameters: Record<string, number>, output: string): Series {
  const indicator = candleIndicators().find(({ descriptor }) => descriptor.id === id) ?? expect.fail(`no indicator ${id}`)
  expect(indicator.descriptor.outputs).toContain(output)
  const run = indicator.create(parameters)
  return bars.map((bar) => {
    run.next(bar)
    return run.output(output)
  })
}

/**
 * Equal to 1e-9 of the value, or of `scale` where the value is smaller: a difference of prices near zero keeps the
 * rounding of the prices. From the first value of either on, both must have one or neither.
 */
export function expectSame(found: Series, wanted: Series, scale: number): void {
  expect(wanted.some((value) => value !== undefined)).toBe(true)
  const wrong = found.flatMap((value, index) => {
    const expected = wanted[index]
    if (value === undefined || expected === undefined) return value === expected ? [] : [{ index, value, expected }]
    return Math.abs(value - expected) <= 1e-9 * Math.max(Math.abs(expected), scale) ? [] : [{ index, value, expected }]
  })
  expect(wrong.slice(0, 3)).toEqual([])
}
