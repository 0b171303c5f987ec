import { defineIndicator, single } from '../contract/indicator.ts'
import { integerParameter } from '../../domain/index.ts'
import { RollingSum } from '../window/rolling-sum.ts'

/** Illiquidity: how much the price moves per million of quote currency traded, in percent; bars without trades are left out of the mean. */
export const amihud = defineIndicator({
  id: 'amihud',
  title: 'Amihud illiquidity',
  family: 'volume',
  formula: 'Amihud 2002: mean over n bars of |return| in percent / (close x volume / 1,000,000).',
  input: 'bar',
  parameters: { period: integerParameter('Period', 30, [1, 1000]) },
  outputs: single,
  warmUp: ({ period }) => period + 1,
  create({ period }) {
    const ratios = new RollingSum(period)
    const traded = new RollingSum(period)
    let previous: number | undefined
    return {
      next({ close, volume }) {
        const before = previous
        previous = close
        if (before === undefined) return undefined
        const amount = (close * volume) / 1e6
        const counts = amount > 0 && before > 0
        ratios.push(counts ? (100 * Math.abs(close / before - 1)) / amount : 0)
        traded.push(counts ? 1 : 0)
        return ratios.full && traded.sum > 0 ? ratios.sum / traded.sum : undefined
      },
    }
  },
})
