import { defineIndicator, onClose, single } from '../contract/indicator.ts'
import { integerParameter } from '../../domain/index.ts'
import { RollingSum, rollingSums } from '../window/rolling-sum.ts'
import { movesOf } from '../window/changes.ts'
import { RollingWindow } from '../window/rolling.ts'

const ratioOf = (move: number, path: number): number => (path === 0 ? 0 : Math.min(Math.abs(move) / path, 1))

/** Net move over the way gone, 0 to 1; 0 without any move. */
export const efficiencyRatio = defineIndicator({
  id: 'efficiency-ratio',
  title: 'Efficiency ratio',
  family: 'trend',
  formula: 'Kaufman 1995: |close - close n bars ago| / sum of |change| over n bars.',
  input: 'close',
  parameters: { period: integerParameter('Period', 10, [1, 1000]) },
  outputs: single,
  bounds: { value: [0, 1] },
  warmUp: ({ period }) => period + 1,
  create({ period }) {
    const closes = new RollingWindow(period)
    const path = new RollingSum(period)
    let previous: number | undefined
    return onClose({
      next(close) {
        if (previous !== undefined) path.push(Math.abs(close - previous))
        previous = close
        const oldest = closes.push(close)
        if (oldest === undefined) return undefined
        return ratioOf(close - oldest, path.sum)
      },
      column(closes) {
        const output = rollingSums(movesOf(closes), period, 1)
        for (let index = period; index < output.length; index += 1)
          output[index] = ratioOf((closes[index] as number) - (closes[index - period] as number), output[index] as number)
        return output
      },
    })
  },
})
