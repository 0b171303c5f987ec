import { defineIndicator, single } from '../contract/indicator.ts'
import { integerParameter } from '../../domain/index.ts'
import { RollingSum, rollingSums } from '../window/rolling-sum.ts'
import { RollingRange, rollingHighest, rollingLowest } from '../window/rolling-range.ts'

function choppinessOf(way: number, reach: number, scale: number): number {
  if (reach === 0) return 100
  // Rounding may carry a straight line just below zero and a standing market just above one hundred.
  return Math.min(Math.max((100 * Math.log10(way / reach)) / scale, 0), 100)
}

/** 0 in a straight trend, 100 in a market that goes nowhere; 100 without any range. */
export const choppiness = defineIndicator({
  id: 'choppiness',
  title: 'Choppiness index',
  family: 'trend',
  formula: 'Dreiss 1993: 100 x log10(sum of true ranges / (highest true high - lowest true low)) / log10(n).',
  input: 'bar',
  parameters: { period: integerParameter('Period', 14, [2, 500]) },
  outputs: single,
  bounds: { value: [0, 100] },
  warmUp: ({ period }) => period + 1,
  create({ period }) {
    const ranges = new RollingSum(period)
    const extremes = new RollingRange(period)
    const scale = Math.log10(period)
    let previousClose: number | undefined
    return {
      next({ high, low, close }) {
        const before = previousClose
        previousClose = close
        if (before === undefined) return undefined
        const [top, bottom] = [Math.max(high, before), Math.min(low, before)]
        ranges.push(top - bottom)
        extremes.push(top, bottom)
        if (!ranges.full) return undefined
        return choppinessOf(ranges.sum, extremes.highest - extremes.lowest, scale)
      },
      columns({ high, low, close }) {
        const { length } = close
        const [tops, bottoms, spans] = [new Float64Array(length), new Float64Array(length), new Float64Array(length)]
        for (let index = 1; index < close.length; index += 1) {
          const before = close[index - 1] as number
          const top = Math.max(high[index] as number, before)
          const bottom = Math.min(low[index] as number, before)
          tops[index] = top
          bottoms[index] = bottom
          spans[index] = top - bottom
        }
        const output = rollingSums(spans, period, 1)
        const [highs, lows] = [rollingHighest(tops, period, 1), rollingLowest(bottoms, period, 1)]
        for (let index = period; index < output.length; index += 1)
          output[index] = choppinessOf(output[index] as number, (highs[index] as number) - (lows[index] as number), scale)
        return [output]
      },
    }
  },
})
