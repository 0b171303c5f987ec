import { defineIndicator } from '../contract/indicator.ts'
import { integerParameter } from '../../domain/index.ts'
import { RollingSum } from '../window/rolling-sum.ts'

/** Volatility of log returns over the window and per bar, as fractions (0.01 is one percent). A close that is not positive is skipped. */
export const realisedVolatility = defineIndicator({
  id: 'realised-volatility',
  title: 'Realised volatility',
  family: 'volatility',
  formula: 'Andersen and Bollerslev 1998: square root of the sum of squared log returns over n bars; perBar divides by sqrt(n).',
  input: 'close',
  parameters: { period: integerParameter('Period', 30, [2, 1000]) },
  outputs: {
    value: (sumOfSquares: { readonly total: number; readonly period: number }) => Math.sqrt(sumOfSquares.total),
    perBar: (sumOfSquares: { readonly total: number; readonly period: number }) =>
      Math.sqrt(sumOfSquares.total / sumOfSquares.period),
  },
  warmUp: ({ period }) => period + 1,
  create({ period }) {
    const squares = new RollingSum(period)
    let previous: number | undefined
    return {
      next({ close }) {
        if (close <= 0) return undefined
        if (previous !== undefined) squares.push(Math.log(close / previous) ** 2)
        previous = close
        return squares.full ? { total: squares.sum, period } : undefined
      },
    }
  },
})
