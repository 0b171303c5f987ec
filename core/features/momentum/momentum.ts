import { defineIndicator, onClose, single, type Step } from '../contract/indicator.ts'
import { integerParameter } from '../../domain/index.ts'
import { RollingWindow } from '../window/rolling.ts'

export function momentumStep(period: number): Step<number, number> {
  const window = new RollingWindow(period)
  return {
    next(value) {
      const old = window.push(value)
      return old === undefined ? undefined : value - old
    },
  }
}

/** Change of the close over `period` bars, in price units. */
export const momentum = defineIndicator({
  id: 'momentum',
  title: 'Momentum',
  family: 'momentum',
  formula: 'TA-Lib MOM: close - close n bars ago.',
  input: 'close',
  parameters: { period: integerParameter('Period', 10, [1, 1000]) },
  outputs: single,
  warmUp: ({ period }) => period + 1,
  create: ({ period }) => onClose(momentumStep(period)),
})
