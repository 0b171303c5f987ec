import { defineIndicator, onClose, single } from '../contract/indicator.ts'
import { integerParameter } from '../../domain/index.ts'
import { emaStep } from './ema.ts'
import { RollingWindow } from '../window/rolling.ts'

/** Zero-lag exponential mean: the EMA of a series moved ahead by what it gained over its lag. */
export const zlema = defineIndicator({
  id: 'zlema',
  title: 'Zero-lag exponential moving average',
  family: 'moving-average',
  formula: 'Ehlers and Way 2010: EMA, seeded with a mean, of 2 x close - close floor((n - 1) / 2) bars ago.',
  input: 'close',
  parameters: { period: integerParameter('Period', 20, [3, 1000]) },
  outputs: single,
  warmUp: ({ period }) => period + Math.floor((period - 1) / 2),
  create({ period }) {
    const lag = Math.floor((period - 1) / 2)
    const closes = new RollingWindow(lag)
    const average = emaStep(period)
    return onClose({
      next(close) {
        const old = closes.push(close)
        return old === undefined ? undefined : average.next(2 * close - old)
      },
      column(values) {
        const ahead = new Float64Array(values.length)
        for (let index = lag; index < ahead.length; index += 1)
          ahead[index] = 2 * (values[index] as number) - (values[index - lag] as number)
        return average.column(ahead, lag)
      },
    })
  },
})
