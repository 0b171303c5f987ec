import { defineIndicator, onClose, single } from '../contract/indicator.ts'
import { integerParameter } from '../../domain/index.ts'
import { RepeatedEma } from '../window/repeated-ema.ts'

/** Double exponential mean, which lags less than the EMA. */
export const dema = defineIndicator({
  id: 'dema',
  title: 'Double exponential moving average',
  family: 'moving-average',
  formula: 'Mulloy 1994, as TA-Lib DEMA: 2 x EMA - EMA of EMA, each seeded with a mean.',
  input: 'close',
  parameters: { period: integerParameter('Period', 20, [1, 1000]) },
  outputs: single,
  warmUp: ({ period }) => 2 * period - 1,
  create({ period }) {
    const means = new RepeatedEma(period, 2)
    return onClose({
      next: (close) => (means.push(close) ? 2 * means.at(1) - means.at(2) : undefined),
    })
  },
})
