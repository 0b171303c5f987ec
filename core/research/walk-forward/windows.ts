import { type Candle, DAY, InputError } from '../../domain/index.ts'
import { dayOfBar } from '../backtest/index.ts'
import type { BarRange } from '../columns/simulate.ts'
import { checkWhole } from '../statistics/index.ts'

export interface WindowTerms {
  /** UTC days that parameters are chosen by, and days after them that they trade. */
  readonly train: number
  readonly test: number
  /** Days between training and test that neither sees. */
  readonly gap: number
  /** Training always starts with the first bar; else it moves on with the tests. */
  readonly anchored: boolean
}

/** Bars to choose by and bars to trade. */
export interface Window {
  readonly train: BarRange
  readonly test: BarRange
  /** Days of the test that have a bar. */
  readonly testDays: number
}

const iso = (day: number): string => new Date(day * DAY).toISOString().slice(0, 10)

/**
 * Windows whose tests follow one another without a hole, from the first day that has enough days before it. The last test may be
 * shorter; a test without a bar is left out. Throws InputError for numbers out of range and a history too short for one test.
 */
export function walkForwardWindows(bars: readonly Candle[], { train, test, gap, anchored }: WindowTerms): readonly Window[] {
  checkWhole('--train', train, 1, 36_500)
  checkWhole('--test', test, 1, 36_500)
  checkWhole('--gap', gap, 0, 36_500)
  const days = bars.map(dayOfBar)
  const [first = 0, last = -1] = [days[0], days.at(-1)]
  const windows: Window[] = []
  for (let day = first + train + gap; day <= last; day += test) {
    const barsIn = (from: number, to: number): BarRange => ({ from: lowerBound(days, from), to: lowerBound(days, to) })
    const training = barsIn(anchored ? first : day - gap - train, day - gap)
    const traded = barsIn(day, day + test)
    if (training.to > training.from && traded.to > traded.from) {
      const testDays = new Set(days.slice(traded.from, traded.to)).size
      windows.push({ train: training, test: traded, testDays })
    }
  }
  if (windows.length === 0)
    throw new InputError({
      field: '--train',
      value: `${String(train)} days and ${String(gap + 1)} to test`,
      remedy: `the candles reach from ${iso(first)} to ${iso(last)}: give fewer days, or more candles with --days`,
    })
  return windows
}

/** The first place whose value is not below: values ascend. */
function lowerBound(values: readonly number[], least: number): number {
  let [from, to] = [0, values.length]
  while (from < to) {
    const middle = (from + to) >> 1
    if ((values[middle] ?? Infinity) < least) from = middle + 1
    else to = middle
  }
  return from
}
