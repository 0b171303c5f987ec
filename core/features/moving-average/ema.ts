import { defineIndicator, onClose, type Step, single } from '../contract/indicator.ts'
import { integerParameter } from '../../domain/index.ts'

export function emaStep(period: number): Step<number, number> {
  const weight = 2 / (period + 1)
  let count = 0
  let average = 0
  return {
    next(value) {
      count += 1
      if (count <= period) {
        average += value
        if (count < period) return undefined
        average /= period
      } else average += (value - average) * weight
      return average
    },
  }
}

/** Exponential mean with weight 2 / (period + 1), seeded as TA-Lib does. */
export const ema = defineIndicator({
  id: 'ema',
  title: 'Exponential moving average',
  family: 'moving-average',
  formula: 'TA-Lib EMA: seeded with the mean of the first n closes, then previous + 2/(n+1) x (close - previous).',
  input: 'close',
  parameters: { period: integerParameter('Period', 20, [1, 1000]) },
  outputs: single,
  warmUp: ({ period }) => period,
  create: ({ period }) => onClose(emaStep(period)),
})
