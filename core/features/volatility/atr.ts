import { defineIndicator, type Step, single } from '../contract/indicator.ts'
import type { Bar } from '../contract/input.ts'
import { integerParameter } from '../../domain/index.ts'
import { trueRange } from '../window/true-range.ts'
import { wilder } from '../window/wilder.ts'

export function atrStep(period: number): Step<Bar, number> {
  const ranges = trueRange()
  const average = wilder(period)
  return {
    next(bar) {
      const range = ranges.next(bar)
      return range === undefined ? undefined : average.next(range)
    },
  }
}

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
