import { defineIndicator, onClose, single } from '../contract/indicator.ts'
import { integerParameter } from '../../domain/index.ts'
import { RollingSum, rollingSums } from '../window/rolling-sum.ts'
import { movesOf } from '../window/changes.ts'
import { RollingRange, rollingHighest, rollingLowest } from '../window/rolling-range.ts'

const shareOf = (reach: number, path: number): number => (path === 0 ? 0 : Math.min(reach / path, 1))

/** Reach of the closes over the way they went, 0 (no trend) to 1; 0 without any move. */
export const verticalHorizontalFilter = defineIndicator({
  id: 'vhf',
  title: 'Vertical horizontal filter',
  family: 'trend',
  formula: 'White 1991: (highest close - lowest close) / sum of |change| over the last n bars.',
  input: 'close',
  parameters: { period: integerParameter('Period', 28, [2, 500]) },
  outputs: single,
  bounds: { value: [0, 1] },
  warmUp: ({ period }) => period + 1,
  create({ period }) {
    const reach = new RollingRange(period)
    const path = new RollingSum(period)
    let previous: number | undefined
    return onClose({
      next(close) {
        const before = previous
        previous = close
        if (before === undefined) return undefined
        reach.push(close, close)
        path.push(Math.abs(close - before))
        if (!path.full) return undefined
        return shareOf(reach.highest - reach.lowest, path.sum)
      },
      column(closes) {
        const output = rollingSums(movesOf(closes), period, 1)
        const [highs, lows] = [rollingHighest(closes, period, 1), rollingLowest(closes, period, 1)]
        for (let index = period; index < output.length; index += 1)
          output[index] = shareOf((highs[index] as number) - (lows[index] as number), output[index] as number)
        return output
      },
    })
  },
})
