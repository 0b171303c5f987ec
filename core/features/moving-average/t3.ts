import { defineIndicator, onClose, single } from '../contract/indicator.ts'
import { decimalParameter, integerParameter } from '../../domain/index.ts'
import { RepeatedEma } from '../window/repeated-ema.ts'

/** Tillson's T3: six exponential means, mixed so that the result follows closely without overshooting much. */
export const t3 = defineIndicator({
  id: 't3',
  title: 'T3 moving average',
  family: 'moving-average',
  formula:
    'Tillson 1998, as TA-Lib T3: -v^3 e6 + (3v^2 + 3v^3) e5 + (-6v^2 - 3v - 3v^3) e4 + (1 + 3v + v^3 + 3v^2) e3 with volume factor v.',
  input: 'close',
  parameters: { period: integerParameter('Period', 5, [1, 500]), factor: decimalParameter('Volume factor', 0.7, [0, 1]) },
  outputs: single,
  warmUp: ({ period }) => 6 * period - 5,
  create({ period, factor }) {
    const means = new RepeatedEma(period, 6)
    const square = factor * factor
    const cube = square * factor
    const weights = [1 + 3 * factor + 3 * square + cube, -6 * square - 3 * factor - 3 * cube, 3 * square + 3 * cube, -cube]
    return onClose({
      next: (close) =>
        means.push(close) ? weights.reduce((total, weight, index) => total + weight * means.at(index + 3), 0) : undefined,
    })
  },
})
