import { defineIndicator, onClose, type Step, single } from '../contract/indicator.ts'
import { integerParameter } from '../../domain/index.ts'
import { RollingSum } from '../window/rolling-sum.ts'

export function smaStep(period: number): Step<number, number> {
  const window = new RollingSum(period)
  return {
    next(value) {
      window.push(value)
      return window.full ? window.mean : undefined
    },
  }
}

/** Arithmetic mean of the last `period` closes. */
export const sma = defineIndicator({
  id: 'sma',
  title: 'Simple moving average',
  family: 'moving-average',
  formula: 'Mean of the last n closes.',
  input: 'close',
  parameters: { period: integerParameter('Period', 20, [1, 1000]) },
  outputs: single,
  warmUp: ({ period }) => period,
  create: ({ period }) => onClose(smaStep(period)),
})
