import { defineIndicator, onClose, single } from '../contract/indicator.ts'
import { integerParameter } from '../../domain/index.ts'
import { RollingWindow } from '../window/rolling.ts'

/** Whether returns follow (positive) or undo (negative) each other, -1 to 1; 0 where nothing varied. A close that is not positive is skipped. */
export const autocorrelation = defineIndicator({
  id: 'autocorrelation',
  title: 'Autocorrelation of returns',
  family: 'statistics',
  formula:
    'Sum of (r - mean) x (r of lag bars before - mean) over sum of (r - mean)^2, log returns r of the last n bars (Box and Jenkins 1970).',
  input: 'close',
  parameters: { period: integerParameter('Period', 50, [4, 1000]), lag: integerParameter('Lag', 1, [1, 100]) },
  outputs: single,
  bounds: { value: [-1, 1] },
  constraint: ({ period, lag }) =>
    lag < period ? undefined : { field: 'lag', value: String(lag), remedy: `give less than period, ${String(period)}` },
  warmUp: ({ period }) => period + 1,
  create({ period, lag }) {
    const returns = new RollingWindow(period)
    let previous: number | undefined
    return onClose({
      next(close) {
        if (close <= 0) return undefined
        if (previous !== undefined) returns.push(Math.log(close / previous))
        previous = close
        if (!returns.full) return undefined
        const mean = returns.mean()
        let [together, squares] = [0, 0]
        for (let index = 0; index < period; index += 1) {
          const distance = returns.at(index) - mean
          squares += distance * distance
          if (index >= lag) together += distance * (returns.at(index - lag) - mean)
        }
        return squares === 0 ? 0 : Math.min(Math.max(together / squares, -1), 1)
      },
    })
  },
})
