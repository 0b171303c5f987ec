import { defineIndicator, type Step, single } from '../contract/indicator.ts'
import { type BarColumns, readRow, reusedBar } from '../contract/bar-columns.ts'
import type { Bar } from '../contract/input.ts'
import { integerParameter } from '../../domain/index.ts'
import { trueRange } from '../window/true-range.ts'
import { wilder } from '../window/wilder.ts'

class Atr implements Step<Bar, number> {
  readonly #ranges = trueRange()
  readonly #average: Step<number, number>

  constructor(period: number) {
    this.#average = wilder(period)
  }

  next(bar: Bar): number | undefined {
    const range = this.#ranges.next(bar)
    return range === undefined ? undefined : this.#average.next(range)
  }

  columns(history: BarColumns): readonly Float64Array[] {
    const output = new Float64Array(history.close.length)
    const bar = reusedBar()
    for (let index = 0; index < output.length; index += 1) {
      readRow(history, index, bar)
      output[index] = this.next(bar) ?? Number.NaN
    }
    return [output]
  }
}

export const atrStep = (period: number): Step<Bar, number> => new Atr(period)

/** Average true range, in price units. */
export const atr = defineIndicator({
  id: 'atr',
  title: 'Average true range',
  family: 'volatility',
  formula: 'Wilder 1978, as TA-Lib ATR: Wilder smoothing of the true range, which begins with the second bar.',
  input: 'bar',
  parameters: { period: integerParameter('Period', 14, [1, 500]) },
  outputs: single,
  warmUp: ({ period }) => period + 1,
  create: ({ period }) => atrStep(period),
})
