import { defineIndicator, single } from '../contract/indicator.ts'
import { integerParameter } from '../../domain/index.ts'
import { RollingSum, rollingSums } from '../window/rolling-sum.ts'

/** Volume of the bar over the mean of the bars before it; none where those traded nothing. */
export const relativeVolume = defineIndicator({
  id: 'relative-volume',
  title: 'Relative volume',
  family: 'volume',
  formula: 'Volume / SMA(n) of the volumes of the n bars before.',
  input: 'bar',
  parameters: { period: integerParameter('Period', 20, [1, 1000]) },
  outputs: single,
  warmUp: ({ period }) => period + 1,
  create({ period }) {
    const before = new RollingSum(period)
    return {
      next({ volume }) {
        const mean = before.full ? before.mean : undefined
        before.push(volume)
        return mean === undefined || mean === 0 ? undefined : volume / mean
      },
      columns({ volume }) {
        const sums = rollingSums(volume, period)
        const output = new Float64Array(volume.length).fill(Number.NaN, 0, 1)
        for (let index = 1; index < output.length; index += 1) {
          const mean = (sums[index - 1] as number) / period
          output[index] = mean === 0 ? Number.NaN : (volume[index] as number) / mean
        }
        return [output]
      },
    }
  },
})
