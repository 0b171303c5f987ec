import { defineIndicator, onClose, single } from '../contract/indicator.ts'
import { decimalParameter, integerParameter } from '../../domain/index.ts'
import { RollingWindow } from '../window/rolling.ts'

/** Arnaud Legoux mean: a bell of weights whose centre lies near the newest close. */
export const alma = defineIndicator({
  id: 'alma',
  title: 'Arnaud Legoux moving average',
  family: 'moving-average',
  formula: 'Legoux and Kouzis-Loukas 2009: weights exp(-(i - offset (n - 1))^2 / (2 (n / sigma)^2)), i = 0 for the oldest close.',
  input: 'close',
  parameters: {
    period: integerParameter('Period', 20, [2, 500]),
    offset: decimalParameter('Offset', 0.85, [0, 1]),
    sigma: decimalParameter('Sigma', 6, [0.5, 20]),
  },
  outputs: single,
  warmUp: ({ period }) => period,
  create({ period, offset, sigma }) {
    const window = new RollingWindow(period)
    const centre = offset * (period - 1)
    const spread = period / sigma
    const weights = Float64Array.from({ length: period }, (_, index) => Math.exp(-((index - centre) ** 2) / (2 * spread ** 2)))
    const divisor = weights.reduce((total, weight) => total + weight, 0)
    return onClose({
      next(close) {
        window.push(close)
        if (!window.full) return undefined
        let total = 0
        for (let index = 0; index < period; index += 1) total += window.at(index) * (weights[index] ?? 0)
        return total / divisor
      },
    })
  },
})
