import { defineIndicator, onClose, single } from '../contract/indicator.ts'
import { integerParameter } from '../../domain/index.ts'
import { RollingWindow } from '../window/rolling.ts'

/** Percent of the last closes that lie below this one, 0 to 100. */
export const percentRank = defineIndicator({
  id: 'percent-rank',
  title: 'Percent rank',
  family: 'statistics',
  formula: '100 x count of the n closes before that are less than the close / n.',
  input: 'close',
  parameters: { period: integerParameter('Period', 100, [1, 1000]) },
  outputs: single,
  bounds: { value: [0, 100] },
  warmUp: ({ period }) => period + 1,
  create({ period }) {
    const window = new RollingWindow(period)
    return onClose({
      next(close) {
        let below: number | undefined
        if (window.full) {
          below = 0
          for (let index = 0; index < period; index += 1) if (window.at(index) < close) below += 1
        }
        window.push(close)
        return below === undefined ? undefined : 100 * (below / period)
      },
    })
  },
})
