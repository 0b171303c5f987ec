import { defineIndicator, onClose, single, type NumberStep } from '../contract/indicator.ts'
import { integerParameter } from '../../domain/index.ts'
import { RollingWindow } from '../window/rolling.ts'
import { windowDeviations, windowMeans } from '../window/window-columns.ts'

const scoreOf = (value: number, mean: number, deviation: number): number => (deviation === 0 ? 0 : (value - mean) / deviation)

export function zScoreStep(period: number): NumberStep {
  const window = new RollingWindow(period)
  return {
    next(value) {
      window.push(value)
      if (!window.full) return undefined
      const mean = window.mean()
      const deviation = window.deviation(mean)
      return scoreOf(value, mean, deviation)
    },
    column(values) {
      const means = windowMeans(values, period)
      const deviations = windowDeviations(values, period, means)
      for (let index = 0; index < means.length; index += 1)
        means[index] = scoreOf(values[index] as number, means[index] as number, deviations[index] as number)
      return means
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
