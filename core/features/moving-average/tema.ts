import { defineIndicator, onClose, single } from '../contract/indicator.ts'
import { integerParameter } from '../../domain/index.ts'
import { RepeatedEma } from '../window/repeated-ema.ts'

/** Triple exponential mean. */
export const tema = defineIndicator({
  id: 'tema',
  title: 'Triple exponential moving average',
  family: 'moving-average',
  formula: 'Mulloy 1994, as TA-Lib TEMA: 3 x EMA - 3 x EMA of EMA + EMA of EMA of EMA.',
  input: 'close',
  parameters: { period: integerParameter('Period', 20, [1, 1000]) },
  outputs: single,
  warmUp: ({ period }) => 3 * period - 2,
  create({ period }) {
    const means = new RepeatedEma(period, 3)
    return onClose({
      next: (close) => (means.push(close) ? 3 * means.at(1) - 3 * means.at(2) + means.at(3) : undefined),
    })
  },
})
