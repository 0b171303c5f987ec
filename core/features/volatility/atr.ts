import { type ColumnStep, defineIndicator, type Step, single } from '../contract/indicator.ts'
import type { BarColumns } from '../contract/bar-columns.ts'
import type { Bar } from '../contract/input.ts'
import { integerParameter } from '../../domain/index.ts'
import { trueRange, trueRanges } from '../window/true-range.ts'
import { wilder } from '../window/wilder.ts'

class Atr implements Step<Bar, number> {
  readonly #ranges = trueRange()
  readonly #average: ColumnStep

  constructor(period: number) {
    this.#average = wilder(period)
  }

  next(bar: Bar): number | undefined {
    const range = this.#ranges.next(bar)
    return range === undefined ? undefined : this.#average.next(range)
  }

  columns(history: BarColumns): readonly [Float64Array] {
    return [this.#average.column(trueRanges(history), 1)]
  }
}

export const atrStep = (period: number): Atr => new Atr(period)

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
