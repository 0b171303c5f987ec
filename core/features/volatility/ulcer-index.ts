import { defineIndicator, onClose, single } from '../contract/indicator.ts'
import { integerParameter } from '../../domain/index.ts'
import { RollingWindow } from '../window/rolling.ts'

/** How deep and long the falls from the highest close of the window so far were, in percent. */
export const ulcerIndex = defineIndicator({
  id: 'ulcer-index',
  title: 'Ulcer index',
  family: 'volatility',
  formula: 'Martin 1987: root of the mean squared percentage fall from the running maximum inside the last n closes.',
  input: 'close',
  parameters: { period: integerParameter('Period', 14, [2, 500]) },
  outputs: single,
  warmUp: ({ period }) => period,
  create({ period }) {
    const window = new RollingWindow(period)
    return onClose({
      next(close) {
        window.push(close)
        if (!window.full) return undefined
        let [highest, squares] = [-Infinity, 0]
        for (let index = 0; index < period; index += 1) {
          const value = window.at(index)
          highest = Math.max(highest, value)
          squares += highest === 0 ? 0 : ((100 * (value - highest)) / highest) ** 2
        }
        return Math.sqrt(squares / period)
      },
    })
  },
})
