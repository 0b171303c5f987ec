import { defineIndicator, onClose, single } from '../contract/indicator.ts'
import { integerParameter } from '../../domain/index.ts'
import { RollingSum } from '../window/rolling-sum.ts'
import { RollingWindow } from '../window/rolling.ts'

const LAGS = [1, 2, 4, 8, 16]
const LONGEST = 16
const LOG_LAGS = LAGS.map((lag) => Math.log(lag))
const LOG_MEAN = LOG_LAGS.reduce((total, value) => total + value, 0) / LAGS.length
const LOG_SQUARES = LOG_LAGS.reduce((total, value) => total + (value - LOG_MEAN) ** 2, 0)

/** How moves grow with time: 0.5 for a random walk, more in a trend, less where moves revert; none where the close did not vary. A close that is not positive is skipped. */
export const hurst = defineIndicator({
  id: 'hurst',
  title: 'Hurst exponent',
  family: 'statistics',
  formula:
    'Slope of log(root mean square of the log price change over a lag) against log(lag), lags 1, 2, 4, 8, 16 inside the last n closes (generalised Hurst exponent of order 2, Di Matteo 2007).',
  input: 'close',
  parameters: { period: integerParameter('Period', 100, [40, 1000]) },
  outputs: single,
  warmUp: ({ period }) => period,
  create({ period }) {
    const logs = new RollingWindow(LONGEST + 1)
    /** Squared changes over each lag that lie within the window. */
    const squares = LAGS.map((lag) => new RollingSum(period - lag))
    let count = 0
    return onClose({
      next(close) {
        if (close <= 0) return undefined
        logs.push(Math.log(close))
        count += 1
        let slope = 0
        let moved = true
        for (let index = 0; index < LAGS.length; index += 1) {
          const [lag = 0, sum] = [LAGS[index], squares[index]]
          if (sum === undefined || count <= lag) continue
          const change = logs.newest(0) - logs.newest(lag)
          sum.push(change * change)
          if (count < period || !moved) continue
          // Zeros add up to zero exactly.
          moved = sum.sum > 0
          slope += ((LOG_LAGS[index] ?? 0) - LOG_MEAN) * 0.5 * Math.log(sum.mean)
        }
        return count < period || !moved ? undefined : slope / LOG_SQUARES
      },
    })
  },
})
