import { defineIndicator, single } from '../contract/indicator.ts'
import { integerParameter } from '../../domain/index.ts'
import { perVolume } from '../volume/money-flow.ts'
import { RollingSum, rollingSums } from '../window/rolling-sum.ts'

/** Mean of the closes weighted by volume; none where nothing traded in the window. */
export const vwma = defineIndicator({
  id: 'vwma',
  title: 'Volume-weighted moving average',
  family: 'moving-average',
  formula: 'Sum of close x volume over sum of volume of the last n bars.',
  input: 'bar',
  parameters: { period: integerParameter('Period', 20, [1, 1000]) },
  outputs: single,
  warmUp: ({ period }) => period,
  create({ period }) {
    const amounts = new RollingSum(period)
    const volumes = new RollingSum(period)
    return {
      next({ close, volume }) {
        amounts.push(close * volume)
        volumes.push(volume)
        return volumes.full && volumes.sum > 0 ? amounts.sum / volumes.sum : undefined
      },
      columns({ close, volume }) {
        const amount = new Float64Array(close.length)
        for (let index = 0; index < amount.length; index += 1)
          amount[index] = (close[index] as number) * (volume[index] as number)
        return [perVolume(rollingSums(amount, period), rollingSums(volume, period))]
      },
    }
  },
})
