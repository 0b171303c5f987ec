import { defineIndicator, single } from '../contract/indicator.ts'
import { integerParameter } from '../../domain/index.ts'
import { RollingWindow } from '../window/rolling.ts'

/** Whether volume comes with rises, -1 to 1; 0 where either did not vary. */
export const correlation = defineIndicator({
  id: 'correlation',
  title: 'Correlation of close and volume',
  family: 'statistics',
  formula: 'Pearson, as TA-Lib CORREL of close and volume over the last n bars.',
  input: 'bar',
  parameters: { period: integerParameter('Period', 30, [2, 1000]) },
  outputs: single,
  bounds: { value: [-1, 1] },
  warmUp: ({ period }) => period,
  create({ period }) {
    const closes = new RollingWindow(period)
    const volumes = new RollingWindow(period)
    return {
      next({ close, volume }) {
        closes.push(close)
        volumes.push(volume)
        if (!closes.full) return undefined
        const [closeMean, volumeMean] = [closes.mean(), volumes.mean()]
        const [closeSpread, volumeSpread] = [closes.deviation(closeMean), volumes.deviation(volumeMean)]
        if (closeSpread === 0 || volumeSpread === 0) return 0
        let together = 0
        for (let index = 0; index < period; index += 1)
          together += ((closes.at(index) - closeMean) / closeSpread) * ((volumes.at(index) - volumeMean) / volumeSpread)
        return Math.min(Math.max(together / period, -1), 1)
      },
    }
  },
})
