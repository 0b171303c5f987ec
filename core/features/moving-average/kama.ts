import { defineIndicator, onClose, single } from '../contract/indicator.ts'
import { integerParameter } from '../../domain/index.ts'
import { RollingSum } from '../window/rolling-sum.ts'
import { RollingWindow } from '../window/rolling.ts'

/** The weights of exponential means of 2 and of 30 bars. */
const FAST = 2 / 3
const SLOW = 2 / 31

/** Kaufman's adaptive mean: quick in a trend, slow in noise. */
export const kama = defineIndicator({
  id: 'kama',
  title: 'Kaufman adaptive moving average',
  family: 'moving-average',
  formula:
    'Kaufman 1995, as TA-Lib KAMA: weight (ER x (2/3 - 2/31) + 2/31)^2 with the efficiency ratio ER over n bars; starts from the close before the first value.',
  input: 'close',
  parameters: { period: integerParameter('Period', 10, [2, 1000]) },
  outputs: single,
  warmUp: ({ period }) => period + 1,
  create({ period }) {
    const closes = new RollingWindow(period)
    const path = new RollingSum(period)
    let before: number | undefined
    let average: number | undefined
    return onClose({
      next(close) {
        const previous = before
        before = close
        if (previous !== undefined) path.push(Math.abs(close - previous))
        const oldest = closes.push(close)
        if (oldest === undefined || previous === undefined) return undefined
        const way = Math.abs(close - oldest)
        const efficiency = path.sum <= way ? 1 : way / path.sum
        const weight = (efficiency * (FAST - SLOW) + SLOW) ** 2
        average = (average ?? previous) + weight * (close - (average ?? previous))
        return average
      },
    })
  },
})
