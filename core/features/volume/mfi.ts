import { defineIndicator, single } from '../contract/indicator.ts'
import { integerParameter } from '../../domain/index.ts'
import { RollingSum, rollingSums } from '../window/rolling-sum.ts'

const flowOf = (up: number, down: number): number => (up + down === 0 ? 50 : 100 * (up / (up + down)))

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
        return flowOf(rises.sum, falls.sum)
      },
      columns({ high, low, close, volume }) {
        const [inflow, outflow] = [new Float64Array(close.length), new Float64Array(close.length)]
        let before = Number.NaN
        for (let index = 0; index < close.length; index += 1) {
          const typical = ((high[index] as number) + (low[index] as number) + (close[index] as number)) / 3
          inflow[index] = typical > before ? typical * (volume[index] as number) : 0
          outflow[index] = typical < before ? typical * (volume[index] as number) : 0
          before = typical
        }
        const [output, down] = [rollingSums(inflow, period, 1), rollingSums(outflow, period, 1)]
        for (let index = period; index < output.length; index += 1)
          output[index] = flowOf(output[index] as number, down[index] as number)
        return [output]
      },
    }
  },
})
