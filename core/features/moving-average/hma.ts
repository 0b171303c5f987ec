import { defineIndicator, onClose, single } from '../contract/indicator.ts'
import { integerParameter } from '../../domain/index.ts'
import { wmaStep } from './wma.ts'

/** Hull moving average. */
export const hma = defineIndicator({
  id: 'hma',
  title: 'Hull moving average',
  family: 'moving-average',
  formula: 'Hull 2005: WMA(floor(sqrt n)) of 2 x WMA(floor(n / 2)) - WMA(n).',
  input: 'close',
  parameters: { period: integerParameter('Period', 20, [2, 1000]) },
  outputs: single,
  warmUp: ({ period }) => period + Math.floor(Math.sqrt(period)) - 1,
  create({ period }) {
    const half = wmaStep(Math.floor(period / 2))
    const whole = wmaStep(period)
    const smooth = wmaStep(Math.floor(Math.sqrt(period)))
    return onClose({
      next(close) {
        const fast = half.next(close)
        const slow = whole.next(close)
        return fast === undefined || slow === undefined ? undefined : smooth.next(2 * fast - slow)
      },
    })
  },
})
