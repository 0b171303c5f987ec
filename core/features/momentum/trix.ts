import { defineIndicator, onClose, single } from '../contract/indicator.ts'
import { integerParameter } from '../../domain/index.ts'
import { emaStep } from '../moving-average/ema.ts'
import { RepeatedEma } from '../window/repeated-ema.ts'

/** Change of a triple exponential mean in percent per bar; none while that mean is zero. */
export const trix = defineIndicator({
  id: 'trix',
  title: 'TRIX',
  family: 'momentum',
  formula: 'Hutson 1983, as TA-Lib TRIX: one-bar rate of change, in percent, of an EMA of an EMA of an EMA.',
  input: 'close',
  parameters: { period: integerParameter('Period', 15, [1, 500]) },
  outputs: single,
  warmUp: ({ period }) => 3 * period - 1,
  create({ period }) {
    const means = new RepeatedEma(period, 3)
    let previous: number | undefined
    return onClose({
      next(close) {
        if (!means.push(close)) return undefined
        const before = previous
        previous = means.at(3)
        return before === undefined || before === 0 ? undefined : 100 * (previous / before - 1)
      },
      column(closes) {
        let mean = closes
        for (let depth = 0; depth < 3; depth += 1) mean = emaStep(period).column(mean, depth * (period - 1))
        const output = new Float64Array(closes.length).fill(Number.NaN)
        for (let index = 3 * period - 2; index < output.length; index += 1) {
          const before = mean[index - 1] as number
          if (before !== 0) output[index] = 100 * ((mean[index] as number) / before - 1)
        }
        return output
      },
    })
  },
})
