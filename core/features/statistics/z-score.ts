import { defineIndicator, onClose, single, type Step } from '../contract/indicator.ts'
import { integerParameter } from '../../domain/index.ts'
import { RollingWindow } from '../window/rolling.ts'

export function zScoreStep(period: number): Step<number, number> {
  const window = new RollingWindow(period)
  return {
    next(value) {
      window.push(value)
      if (!window.full) return undefined
      const mean = window.mean()
      const deviation = window.deviation(mean)
      return deviation === 0 ? 0 : (value - mean) / deviation
    },
  }
}

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
  create: ({ period }) => onClose(zScoreStep(period)),
})
