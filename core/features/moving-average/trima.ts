import { defineIndicator, onClose, single } from '../contract/indicator.ts'
import { integerParameter } from '../../domain/index.ts'
import { smaStep } from './sma.ts'

/** Mean with triangular weights, heaviest in the middle. */
export const trima = defineIndicator({
  id: 'trima',
  title: 'Triangular moving average',
  family: 'moving-average',
  formula: 'TA-Lib TRIMA: the SMA of an SMA; weights rise to the middle of the window and fall again.',
  input: 'close',
  parameters: { period: integerParameter('Period', 20, [1, 1000]) },
  outputs: single,
  warmUp: ({ period }) => period,
  create({ period }) {
    const inner = smaStep(Math.floor(period / 2) + 1)
    const outer = smaStep(Math.ceil(period / 2))
    return onClose({
      next(close) {
        const mean = inner.next(close)
        return mean === undefined ? undefined : outer.next(mean)
      },
    })
  },
})
