import { defineIndicator, single } from '../contract/indicator.ts'
import { integerParameter } from '../../domain/index.ts'
import { RollingWindow } from '../window/rolling.ts'

/** How many population deviations the close lies from its mean; 0 where nothing varied. */
export const zScore = defineIndicator({
  id: 'z-score',
  title: 'Z-score',
  family: 'statistics',
  formula: '(close - mean) / population standard deviation of the last n closes, the newest included.',
  input: 'close',
  parameters: { period: integerParameter('Period', 20, [2, 1000]) },
  outputs: single,
  warmUp: ({ period }) => period,
  create({ period }) {
    const window = new RollingWindow(period)
    return {
      next({ close }) {
        window.push(close)
        if (!window.full) return undefined
        const deviation = window.deviation()
        return deviation === 0 ? 0 : (close - window.mean()) / deviation
      },
    }
  },
})
