import { defineIndicator, onClose, single } from '../contract/indicator.ts'
import { integerParameter } from '../../domain/index.ts'
import { RollingSum } from '../window/rolling-sum.ts'

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
        const [up, down] = [gains.sum, losses.sum]
        return up + down === 0 ? 0 : 100 * ((up - down) / (up + down))
      },
    })
  },
})
