import { defineIndicator, onClose, type NumberStep, single } from '../contract/indicator.ts'
import { integerParameter } from '../../domain/index.ts'
import { RollingWindow } from '../window/rolling.ts'

export function rocStep(period: number): NumberStep {
  const window = new RollingWindow(period)
  return {
    next(close) {
      const old = window.push(close)
      return old === undefined || old === 0 ? undefined : 100 * (close / old - 1)
    },
    column(closes) {
      const output = new Float64Array(closes.length).fill(Number.NaN)
      for (let index = period; index < output.length; index += 1) {
        const old = closes[index - period] as number
        if (old !== 0) output[index] = 100 * ((closes[index] as number) / old - 1)
      }
      return output
    },
  }
}

/** Rate of change in percent over `period` bars; none where the old close was zero. */
export const roc = defineIndicator({
  id: 'roc',
  title: 'Rate of change',
  family: 'momentum',
  formula: 'TA-Lib ROC: 100 x (close / close n bars ago - 1).',
  input: 'close',
  parameters: { period: integerParameter('Period', 10, [1, 1000]) },
  outputs: single,
  warmUp: ({ period }) => period + 1,
  create: ({ period }) => onClose(rocStep(period)),
})
