import { defineIndicator, onClose, single } from '../contract/indicator.ts'
import { integerParameter } from '../../domain/index.ts'
import { returnMoment } from './return-moment.ts'

/** How heavy the tails of the returns were against the normal, whose excess is 0. A close that is not positive is skipped. */
export const kurtosis = defineIndicator({
  id: 'kurtosis',
  title: 'Excess kurtosis',
  family: 'statistics',
  formula: 'Fourth population moment of the last n log returns over their deviation to the fourth, less 3.',
  input: 'close',
  parameters: { period: integerParameter('Period', 50, [4, 1000]) },
  outputs: single,
  warmUp: ({ period }) => period + 1,
  create: ({ period }) => onClose(returnMoment(period, 4)),
})
