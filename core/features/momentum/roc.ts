import { defineIndicator, onClose, type Step, single } from '../contract/indicator.ts'
import { integerParameter } from '../../domain/index.ts'
import { RollingWindow } from '../window/rolling.ts'

export function rocStep(period: number): Step<number, number> {
  const window = new RollingWindow(period)
  return {
    next(close) {
      const old = window.push(close)
      return old === undefined || old === 0 ? undefined : 100 * (close / old - 1)
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
