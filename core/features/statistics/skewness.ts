import { defineIndicator, onClose, single } from '../contract/indicator.ts'
import { integerParameter } from '../../domain/index.ts'
import { returnMoment } from './return-moment.ts'

/** Whether the great returns were falls (negative) or rises; 0 where nothing varied. A close that is not positive is skipped. */
export const skewness = defineIndicator({
  id: 'skewness',
  title: 'Skewness',
  family: 'statistics',
  formula: 'Third population moment of the last n log returns over their cubed deviation.',
  input: 'close',
  parameters: { period: integerParameter('Period', 50, [4, 1000]) },
  outputs: single,
  warmUp: ({ period }) => period + 1,
  create: ({ period }) => onClose(returnMoment(period, 3)),
})
