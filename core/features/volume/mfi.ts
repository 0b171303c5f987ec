import { defineIndicator, single } from '../contract/indicator.ts'
import { integerParameter } from '../../domain/index.ts'
import { RollingSum } from '../window/rolling-sum.ts'

/** The RSI of money: 0 to 100; 50 where the typical price did not move or nothing traded, where TA-Lib says 0 (as it does below one unit of flow). */
export const mfi = defineIndicator({
  id: 'mfi',
  title: 'Money flow index',
  family: 'volume',
  formula:
    'Quong and Soudack 1989, as TA-Lib MFI: 100 x flow on rises / all flow, flow being typical price x volume over n bars.',
  input: 'bar',
  parameters: { period: integerParameter('Period', 14, [2, 500]) },
  outputs: single,
  bounds: { value: [0, 100] },
  warmUp: ({ period }) => period + 1,
  create({ period }) {
    const rises = new RollingSum(period)
    const falls = new RollingSum(period)
    let previous: number | undefined
    return {
      next({ high, low, close, volume }) {
        const typical = (high + low + close) / 3
        const before = previous
        previous = typical
        if (before === undefined) return undefined
        rises.push(typical > before ? typical * volume : 0)
        falls.push(typical < before ? typical * volume : 0)
        if (!rises.full) return undefined
        const [up, down] = [rises.sum, falls.sum]
        return up + down === 0 ? 50 : 100 * (up / (up + down))
      },
    }
  },
})
