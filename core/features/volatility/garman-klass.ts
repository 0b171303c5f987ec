import { defineIndicator, single } from '../contract/indicator.ts'
import { integerParameter } from '../../domain/index.ts'
import { rangeEstimator } from './range-estimator.ts'

/** Volatility per bar from open, high, low and close, as a fraction. */
export const garmanKlass = defineIndicator({
  id: 'garman-klass',
  title: 'Garman-Klass volatility',
  family: 'volatility',
  formula: 'Garman and Klass 1980: root of the mean of ln(high / low)^2 / 2 - (2 ln 2 - 1) ln(close / open)^2.',
  input: 'bar',
  parameters: { period: integerParameter('Period', 30, [1, 1000]) },
  outputs: single,
  warmUp: ({ period }) => period,
  create: ({ period }) =>
    rangeEstimator(
      period,
      ({ open, high, low, close }) => Math.log(high / low) ** 2 / 2 - (2 * Math.LN2 - 1) * Math.log(close / open) ** 2,
    ),
})
