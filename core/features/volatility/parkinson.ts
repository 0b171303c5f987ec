import { defineIndicator, single } from '../contract/indicator.ts'
import { integerParameter } from '../../domain/index.ts'
import { rangeEstimator } from './range-estimator.ts'

/** Volatility per bar from the high-low range, as a fraction (0.01 is one percent). */
export const parkinson = defineIndicator({
  id: 'parkinson',
  title: 'Parkinson volatility',
  family: 'volatility',
  formula: 'Parkinson 1980: root of the mean of ln(high / low)^2 / (4 ln 2).',
  input: 'bar',
  parameters: { period: integerParameter('Period', 30, [1, 1000]) },
  outputs: single,
  warmUp: ({ period }) => period,
  create: ({ period }) => rangeEstimator(period, ({ high, low }) => Math.log(high / low) ** 2 / (4 * Math.LN2)),
})
