import { defineIndicator, onClose, type Step, single } from '../contract/indicator.ts'
import { integerParameter } from '../../domain/index.ts'
import { RollingWindow } from '../window/rolling.ts'

export function wmaStep(period: number): Step<number, number> {
  const window = new RollingWindow(period)
  const divisor = (period * (period + 1)) / 2
  return {
    next(value) {
      window.push(value)
      if (!window.full) return undefined
      let total = 0
      for (let index = 0; index < period; index += 1) total += window.at(index) * (index + 1)
      return total / divisor
    },
  }
}

/** Mean of the last `period` closes with weights 1 (oldest) to n (newest). */
export const wma = defineIndicator({
  id: 'wma',
  title: 'Weighted moving average',
  family: 'moving-average',
  formula: 'TA-Lib WMA: linear weights 1..n, newest heaviest, divided by n(n+1)/2.',
  input: 'close',
  parameters: { period: integerParameter('Period', 20, [1, 1000]) },
  outputs: single,
  warmUp: ({ period }) => period,
  create: ({ period }) => onClose(wmaStep(period)),
})
