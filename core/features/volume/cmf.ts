import { defineIndicator, single } from '../contract/indicator.ts'
import { integerParameter } from '../../domain/index.ts'
import { flowShare, moneyFlow, perVolume } from './money-flow.ts'
import { RollingSum, rollingSums } from '../window/rolling-sum.ts'

/** Money flow as a share of volume, -1 to 1; none where nothing traded in the window. */
export const cmf = defineIndicator({
  id: 'cmf',
  title: 'Chaikin money flow',
  family: 'volume',
  formula: 'Chaikin: sum of money flow volume over sum of volume of the last n bars.',
  input: 'bar',
  parameters: { period: integerParameter('Period', 20, [1, 500]) },
  outputs: single,
  bounds: { value: [-1, 1] },
  warmUp: ({ period }) => period,
  create({ period }) {
    const flows = new RollingSum(period)
    const volumes = new RollingSum(period)
    return {
      next(bar) {
        flows.push(moneyFlow(bar))
        volumes.push(bar.volume)
        return volumes.full && volumes.sum > 0 ? flows.sum / volumes.sum : undefined
      },
      columns({ high, low, close, volume }) {
        const flow = new Float64Array(close.length)
        for (let index = 0; index < flow.length; index += 1)
          flow[index] = flowShare(high[index] as number, low[index] as number, close[index] as number) * (volume[index] as number)
        return [perVolume(rollingSums(flow, period), rollingSums(volume, period))]
      },
    }
  },
})
