import { defineIndicator, onClose, single } from '../contract/indicator.ts'
import { integerParameter } from '../../domain/index.ts'

/** Exponential mean with weight 2 / (period + 1) that starts at the first close instead of the mean of the first n. */
export const emaFromFirst = defineIndicator({
  id: 'ema-from-first',
  title: 'Exponential moving average from the first close',
  family: 'moving-average',
  formula: 'As ema, but seeded with the first close and defined from it on (pandas ewm with adjust=False).',
  input: 'close',
  parameters: { period: integerParameter('Period', 20, [1, 1000]) },
  outputs: single,
  warmUp: () => 1,
  create({ period }) {
    const weight = 2 / (period + 1)
    let average: number | undefined
    return onClose({
      next: (close) => (average = average === undefined ? close : average + (close - average) * weight),
    })
  },
})
