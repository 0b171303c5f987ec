import { defineIndicator, onClose, single } from '../contract/indicator.ts'
import { integerParameter } from '../../domain/index.ts'
import { RollingWindow } from '../window/rolling.ts'

/** Population standard deviation of the close, in price units. */
export const standardDeviation = defineIndicator({
  id: 'standard-deviation',
  title: 'Standard deviation',
  family: 'volatility',
  formula: 'TA-Lib STDDEV: root of the mean squared distance from the mean of the last n closes, divided by n.',
  input: 'close',
  parameters: { period: integerParameter('Period', 20, [2, 1000]) },
  outputs: single,
  warmUp: ({ period }) => period,
  create({ period }) {
    const window = new RollingWindow(period)
    return onClose({
      next(close) {
        window.push(close)
        return window.full ? window.deviation() : undefined
      },
    })
  },
})
