import { defineIndicator } from '../contract/indicator.ts'
import { integerParameter } from '../../domain/index.ts'
import { RollingSum } from '../window/rolling-sum.ts'
import { trueRange } from '../window/true-range.ts'

interface VortexValue {
  readonly plus: number
  readonly minus: number
}

/** Upward and downward movement in shares of the true range; both 0 without any range. */
export const vortex = defineIndicator({
  id: 'vortex',
  title: 'Vortex indicator',
  family: 'trend',
  formula:
    'Botes and Siepman 2010: sums of |high - previous low| and |low - previous high| over the sum of true ranges of n bars.',
  input: 'bar',
  parameters: { period: integerParameter('Period', 14, [1, 500]) },
  outputs: { plus: (value: VortexValue) => value.plus, minus: (value: VortexValue) => value.minus },
  warmUp: ({ period }) => period + 1,
  create({ period }) {
    const ranges = trueRange()
    const [up, down, total] = [new RollingSum(period), new RollingSum(period), new RollingSum(period)]
    let [previousHigh, previousLow] = [0, 0]
    return {
      next(bar) {
        const [high, low] = [previousHigh, previousLow]
        previousHigh = bar.high
        previousLow = bar.low
        const range = ranges.next(bar)
        if (range === undefined) return undefined
        up.push(Math.abs(bar.high - low))
        down.push(Math.abs(bar.low - high))
        total.push(range)
        if (!total.full) return undefined
        const whole = total.sum
        return whole === 0 ? { plus: 0, minus: 0 } : { plus: up.sum / whole, minus: down.sum / whole }
      },
    }
  },
})
