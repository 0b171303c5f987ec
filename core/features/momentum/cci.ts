import { defineIndicator, single } from '../contract/indicator.ts'
import { integerParameter } from '../../domain/index.ts'
import { RollingWindow } from '../window/rolling.ts'

/** Commodity channel index; 0 where the typical price did not vary. */
export const cci = defineIndicator({
  id: 'cci',
  title: 'Commodity channel index',
  family: 'momentum',
  formula: 'Lambert 1980, as TA-Lib CCI: (typical price - its SMA) / (0.015 x mean absolute deviation).',
  input: 'bar',
  parameters: { period: integerParameter('Period', 20, [2, 500]) },
  outputs: single,
  warmUp: ({ period }) => period,
  create({ period }) {
    const window = new RollingWindow(period)
    return {
      next(bar) {
        const typical = (bar.high + bar.low + bar.close) / 3
        window.push(typical)
        if (!window.full) return undefined
        const mean = window.mean()
        const deviation = window.absoluteDeviation(mean)
        return deviation <= Math.abs(mean) * 1e-13 ? 0 : (typical - mean) / (0.015 * deviation)
      },
    }
  },
})
