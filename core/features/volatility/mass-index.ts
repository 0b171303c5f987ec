import { defineIndicator, single } from '../contract/indicator.ts'
import { integerParameter } from '../../domain/index.ts'
import { emaStep } from '../moving-average/ema.ts'
import { RollingSum } from '../window/rolling-sum.ts'

/** Sum of how the range widens; about the number of bars in a steady market. A mean range of zero counts as 1. */
export const massIndex = defineIndicator({
  id: 'mass-index',
  title: 'Mass index',
  family: 'volatility',
  formula: 'Dorsey 1992: sum over n bars of EMA(range) / EMA of EMA(range), means of nine bars seeded with a mean.',
  input: 'bar',
  parameters: { period: integerParameter('Period', 25, [1, 500]), smoothing: integerParameter('Smoothing', 9, [1, 100]) },
  outputs: single,
  warmUp: ({ period, smoothing }) => 2 * smoothing + period - 2,
  create({ period, smoothing }) {
    const first = emaStep(smoothing)
    const second = emaStep(smoothing)
    const ratios = new RollingSum(period)
    return {
      next({ high, low }) {
        const inner = first.next(high - low)
        const outer = inner === undefined ? undefined : second.next(inner)
        if (inner === undefined || outer === undefined) return undefined
        ratios.push(outer === 0 ? 1 : inner / outer)
        return ratios.full ? ratios.sum : undefined
      },
    }
  },
})
