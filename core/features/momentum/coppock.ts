import { defineIndicator, onClose, single } from '../contract/indicator.ts'
import { integerParameter } from '../../domain/index.ts'
import { wmaStep } from '../moving-average/wma.ts'
import { rocStep } from './roc.ts'

/** Weighted mean of two rates of change, in percent. */
export const coppock = defineIndicator({
  id: 'coppock',
  title: 'Coppock curve',
  family: 'momentum',
  formula: 'Coppock 1962: WMA(n) of ROC(long) + ROC(short).',
  input: 'close',
  parameters: {
    long: integerParameter('Long change', 14, [2, 500]),
    short: integerParameter('Short change', 11, [1, 500]),
    period: integerParameter('WMA period', 10, [1, 500]),
  },
  outputs: single,
  warmUp: ({ long, short, period }) => Math.max(long, short) + period,
  create({ long, short, period }) {
    const longChange = rocStep(long)
    const shortChange = rocStep(short)
    const mean = wmaStep(period)
    return onClose({
      next(close) {
        const slow = longChange.next(close)
        const fast = shortChange.next(close)
        return slow === undefined || fast === undefined ? undefined : mean.next(slow + fast)
      },
    })
  },
})
