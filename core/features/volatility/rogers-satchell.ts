import { defineIndicator, single } from '../contract/indicator.ts'
import { integerParameter } from '../../domain/index.ts'
import { rangeEstimator } from './range-estimator.ts'

/** Volatility per bar that a trend does not inflate, as a fraction. */
export const rogersSatchell = defineIndicator({
  id: 'rogers-satchell',
  title: 'Rogers-Satchell volatility',
  family: 'volatility',
  formula: 'Rogers and Satchell 1991: root of the mean of ln(high / close) ln(high / open) + ln(low / close) ln(low / open).',
  input: 'bar',
  parameters: { period: integerParameter('Period', 30, [1, 1000]) },
  outputs: single,
  warmUp: ({ period }) => period,
  create: ({ period }) =>
    rangeEstimator(
      period,
      ({ open, high, low, close }) =>
        Math.log(high / close) * Math.log(high / open) + Math.log(low / close) * Math.log(low / open),
    ),
})
