import { defineIndicator, single } from '../contract/indicator.ts'
import { integerParameter } from '../../domain/index.ts'
import { RollingSum } from '../window/rolling-sum.ts'
import { RollingRange } from '../window/rolling-range.ts'

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
        const reach = extremes.highest - extremes.lowest
        if (reach === 0) return 100
        // Rounding may carry a straight line just below zero and a standing market just above one hundred.
        return Math.min(Math.max((100 * Math.log10(ranges.sum / reach)) / Math.log10(period), 0), 100)
      },
    }
  },
})
