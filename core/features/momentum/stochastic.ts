import { defineIndicator } from '../contract/indicator.ts'
import { integerParameter } from '../../domain/index.ts'
import { smaStep } from '../moving-average/sma.ts'
import { RollingWindow } from '../window/rolling.ts'

interface StochasticValue {
  readonly k: number
  readonly d: number
}

/** Slow stochastic oscillator, 0 to 100. A range of zero places the close at 50, where TA-Lib says 0. */
export const stochastic = defineIndicator({
  id: 'stochastic',
  title: 'Stochastic oscillator',
  family: 'momentum',
  formula: 'Lane, as TA-Lib STOCH: %K is the SMA of 100 x (close - lowest low) / (highest high - lowest low); %D the SMA of %K.',
  input: 'bar',
  parameters: {
    period: integerParameter('Look-back', 14, [1, 500]),
    smoothK: integerParameter('%K smoothing', 3, [1, 100]),
    smoothD: integerParameter('%D smoothing', 3, [1, 100]),
  },
  outputs: { k: (value: StochasticValue) => value.k, d: (value: StochasticValue) => value.d },
  warmUp: ({ period, smoothK, smoothD }) => period + smoothK + smoothD - 2,
  create({ period, smoothK, smoothD }) {
    const highs = new RollingWindow(period)
    const lows = new RollingWindow(period)
    const kStep = smaStep(smoothK)
    const dStep = smaStep(smoothD)
    return {
      next(bar) {
        highs.push(bar.high)
        lows.push(bar.low)
        if (!highs.full) return undefined
        const lowest = lows.min()
        const range = highs.max() - lowest
        const k = kStep.next(range === 0 ? 50 : (100 * (bar.close - lowest)) / range)
        const d = k === undefined ? undefined : dStep.next(k)
        return k === undefined || d === undefined ? undefined : { k, d }
      },
    }
  },
})
