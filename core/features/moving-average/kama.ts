import { defineIndicator, onClose, single } from '../contract/indicator.ts'
import { integerParameter } from '../../domain/index.ts'
import { RollingSum, rollingSums } from '../window/rolling-sum.ts'
import { movesOf } from '../window/changes.ts'
import { RollingWindow } from '../window/rolling.ts'

/** The weights of exponential means of 2 and of 30 bars. */
const FAST = 2 / 3
const SLOW = 2 / 31

function weightOf(way: number, path: number): number {
  const efficiency = path <= way ? 1 : way / path
  return (efficiency * (FAST - SLOW) + SLOW) ** 2
}

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
        average = (average ?? previous) + weightOf(way, path.sum) * (close - (average ?? previous))
        return average
      },
      column(closes) {
        const output = rollingSums(movesOf(closes), period, 1)
        let mean = closes[period - 1] ?? Number.NaN
        for (let index = period; index < output.length; index += 1) {
          const close = closes[index] as number
          const way = Math.abs(close - (closes[index - period] as number))
          mean += weightOf(way, output[index] as number) * (close - mean)
          output[index] = mean
        }
        return output
      },
    })
  },
})
