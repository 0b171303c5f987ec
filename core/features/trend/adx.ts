import { defineIndicator, type Step } from '../contract/indicator.ts'
import type { Bar } from '../contract/input.ts'
import { integerParameter } from '../../domain/index.ts'
import { trueRange } from '../window/true-range.ts'

interface AdxValue {
  readonly adx: number
  readonly plusDi: number
  readonly minusDi: number
}

/** Wilder's running sum: gathers period - 1 numbers, then sheds one period-th before each addition. */
function wilderSum(period: number): (value: number) => number | undefined {
  let count = 0
  let total = 0
  return (value) => {
    count += 1
    total = count < period ? total + value : total - total / period + value
    return count < period ? undefined : total
  }
}

function adxStep(period: number): Step<Bar, AdxValue> {
  const rangeOf = trueRange()
  const [rangeSum, plusSum, minusSum] = [wilderSum(period), wilderSum(period), wilderSum(period)]
  let previous: Bar | undefined
  let count = 0
  let adx = 0
  return {
    next(bar) {
      const before = previous
      previous = { ...bar }
      const range = rangeOf(bar)
      if (before === undefined || range === undefined) return undefined
      const up = bar.high - before.high
      const down = before.low - bar.low
      const total = rangeSum(range)
      const plus = plusSum(up > 0 && up > down ? up : 0)
      const minus = minusSum(down > 0 && down > up ? down : 0)
      if (total === undefined || plus === undefined || minus === undefined) return undefined
      const plusDi = total === 0 ? 0 : (100 * plus) / total
      const minusDi = total === 0 ? 0 : (100 * minus) / total
      const both = plusDi + minusDi
      const dx = both === 0 ? undefined : (100 * Math.abs(plusDi - minusDi)) / both
      count += 1
      if (count <= period) {
        adx += (dx ?? 0) / period
        if (count < period) return undefined
      } else if (dx !== undefined) adx = (adx * (period - 1) + dx) / period
      return { adx, plusDi, minusDi }
    },
  }
}

/** Average directional index with both directional indicators, 0 to 100. */
export const adx = defineIndicator({
  id: 'adx',
  title: 'Average directional index',
  family: 'trend',
  formula:
    'Wilder 1978, as TA-Lib ADX, PLUS_DI and MINUS_DI: smoothed directional movement over smoothed true range; ADX smooths DX.',
  input: 'bar',
  parameters: { period: integerParameter('Period', 14, [2, 200]) },
  outputs: {
    adx: (value: AdxValue) => value.adx,
    plusDi: (value: AdxValue) => value.plusDi,
    minusDi: (value: AdxValue) => value.minusDi,
  },
  warmUp: ({ period }) => 2 * period,
  create: ({ period }) => adxStep(period),
})
