import { defineIndicator, onClose } from '../contract/indicator.ts'
import { integerParameter } from '../../domain/index.ts'
import { RollingWindow } from '../window/rolling.ts'

interface LineValue {
  readonly value: number
  readonly slope: number
  readonly r2: number
}

/** The least-squares line through the last closes: its end, its slope per bar and how much it explains (0 to 1, 0 where nothing varied). */
export const linearRegression = defineIndicator({
  id: 'linear-regression',
  title: 'Linear regression',
  family: 'statistics',
  formula: 'As TA-Lib LINEARREG and LINEARREG_SLOPE; r2 is the squared correlation of close and time.',
  input: 'close',
  parameters: { period: integerParameter('Period', 14, [2, 1000]) },
  outputs: {
    value: (value: LineValue) => value.value,
    slope: (value: LineValue) => value.slope,
    r2: (value: LineValue) => value.r2,
  },
  bounds: { r2: [0, 1] },
  warmUp: ({ period }) => period,
  create({ period }) {
    const window = new RollingWindow(period)
    const centre = (period - 1) / 2
    const timeSquares = (period * (period * period - 1)) / 12
    return onClose({
      next(close) {
        window.push(close)
        if (!window.full) return undefined
        const mean = window.mean()
        let [together, squares] = [0, 0]
        for (let index = 0; index < period; index += 1) {
          const distance = window.at(index) - mean
          together += (index - centre) * distance
          squares += distance * distance
        }
        const slope = together / timeSquares
        const flat = squares <= period * (mean * 1e-13) ** 2
        const r2 = flat ? 0 : Math.min((together / squares) * slope, 1)
        return { value: mean + slope * centre, slope, r2 }
      },
    })
  },
})
