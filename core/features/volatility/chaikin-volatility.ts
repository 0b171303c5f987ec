import { defineIndicator, single } from '../contract/indicator.ts'
import { integerParameter } from '../../domain/index.ts'
import { emaStep } from '../moving-average/ema.ts'
import { rocStep } from '../momentum/roc.ts'

/** Change of the smoothed high-low range in percent; none where the older range was zero. */
export const chaikinVolatility = defineIndicator({
  id: 'chaikin-volatility',
  title: 'Chaikin volatility',
  family: 'volatility',
  formula: 'Chaikin: rate of change over n bars of EMA(n) of high - low.',
  input: 'bar',
  parameters: { period: integerParameter('Period', 10, [1, 500]), change: integerParameter('Change', 10, [1, 500]) },
  outputs: single,
  warmUp: ({ period, change }) => period + change,
  create({ period, change }) {
    const average = emaStep(period)
    const rate = rocStep(change)
    return {
      next({ high, low }) {
        const mean = average.next(high - low)
        return mean === undefined ? undefined : rate.next(mean)
      },
    }
  },
})
