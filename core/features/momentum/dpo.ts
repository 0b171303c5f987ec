import { defineIndicator, onClose, single } from '../contract/indicator.ts'
import { integerParameter } from '../../domain/index.ts'
import { smaStep } from '../moving-average/sma.ts'
import { RollingWindow } from '../window/rolling.ts'

/** An older close against the mean around it, which shows cycles without the trend. It looks back only, never ahead. */
export const dpo = defineIndicator({
  id: 'dpo',
  title: 'Detrended price oscillator',
  family: 'momentum',
  formula: 'Close floor(n / 2) + 1 bars ago - SMA(n) of today.',
  input: 'close',
  parameters: { period: integerParameter('Period', 20, [4, 1000]) },
  outputs: single,
  warmUp: ({ period }) => period,
  create({ period }) {
    const average = smaStep(period)
    const closes = new RollingWindow(Math.floor(period / 2) + 2)
    return onClose({
      next(close) {
        closes.push(close)
        const mean = average.next(close)
        return mean === undefined ? undefined : closes.at(0) - mean
      },
    })
  },
})
