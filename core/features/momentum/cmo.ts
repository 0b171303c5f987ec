import { defineIndicator, onClose, single } from '../contract/indicator.ts'
import { integerParameter } from '../../domain/index.ts'
import { changesOf } from '../window/changes.ts'
import { RollingSum, rollingSums } from '../window/rolling-sum.ts'

const balanceOf = (up: number, down: number): number => (up + down === 0 ? 0 : 100 * ((up - down) / (up + down)))

/** Gains against losses, -100 to 100; 0 without any move. */
export const cmo = defineIndicator({
  id: 'cmo',
  title: 'Chande momentum oscillator',
  family: 'momentum',
  formula:
    'Chande 1994: 100 x (gains - losses) / (gains + losses) of the last n changes, plain sums; TA-Lib CMO smooths them as Wilder does.',
  input: 'close',
  parameters: { period: integerParameter('Period', 14, [1, 1000]) },
  outputs: single,
  bounds: { value: [-100, 100] },
  warmUp: ({ period }) => period + 1,
  create({ period }) {
    const gains = new RollingSum(period)
    const losses = new RollingSum(period)
    let previous: number | undefined
    return onClose({
      next(close) {
        const change = close - (previous ?? close)
        const first = previous === undefined
        previous = close
        if (first) return undefined
        gains.push(Math.max(change, 0))
        losses.push(Math.max(-change, 0))
        if (!gains.full) return undefined
        return balanceOf(gains.sum, losses.sum)
      },
      column(closes) {
        const [rises, falls] = [changesOf(closes), new Float64Array(closes.length)]
        for (let index = 1; index < rises.length; index += 1) {
          const change = rises[index] as number
          rises[index] = Math.max(change, 0)
          falls[index] = Math.max(-change, 0)
        }
        const [output, down] = [rollingSums(rises, period, 1), rollingSums(falls, period, 1)]
        for (let index = period; index < output.length; index += 1)
          output[index] = balanceOf(output[index] as number, down[index] as number)
        return output
      },
    })
  },
})
