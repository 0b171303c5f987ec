import { defineIndicator, onClose, single } from '../contract/indicator.ts'
import { integerParameter } from '../../domain/index.ts'
import { wilder } from '../window/wilder.ts'

/** Wilder's smoothed mean of the close, also called RMA. */
export const smma = defineIndicator({
  id: 'smma',
  title: 'Smoothed moving average',
  family: 'moving-average',
  formula: 'Wilder 1978: the mean of the first n closes, then (previous x (n - 1) + close) / n.',
  input: 'close',
  parameters: { period: integerParameter('Period', 14, [1, 1000]) },
  outputs: single,
  warmUp: ({ period }) => period,
  create: ({ period }) => onClose(wilder(period)),
})
