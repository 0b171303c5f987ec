import { defineIndicator, onClose, single } from '../contract/indicator.ts'
import { integerParameter } from '../../domain/index.ts'
import { RollingWindow } from '../window/rolling.ts'

const LAGS = [1, 2, 4, 8, 16]
const LOG_LAGS = LAGS.map((lag) => Math.log(lag))
const LOG_MEAN = LOG_LAGS.reduce((total, value) => total + value, 0) / LAGS.length
const LOG_SQUARES = LOG_LAGS.reduce((total, value) => total + (value - LOG_MEAN) ** 2, 0)

/** Root mean square of the changes over `lag` places. */
function reachOver(window: RollingWindow, lag: number): number {
  let squares = 0
  for (let index = lag; index < window.size; index += 1) squares += (window.at(index) - window.at(index - lag)) ** 2
  return Math.sqrt(squares / (window.size - lag))
}

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
    const logs = new RollingWindow(period)
    return onClose({
      next(close) {
        if (close <= 0) return undefined
        logs.push(Math.log(close))
        if (!logs.full) return undefined
        let slope = 0
        for (const [index, lag] of LAGS.entries()) {
          const reach = reachOver(logs, lag)
          if (reach === 0) return undefined
          slope += ((LOG_LAGS[index] ?? 0) - LOG_MEAN) * Math.log(reach)
        }
        return slope / LOG_SQUARES
      },
    })
  },
})
