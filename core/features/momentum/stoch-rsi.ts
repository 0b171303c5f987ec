import { defineIndicator, onClose } from '../contract/indicator.ts'
import { integerParameter } from '../../domain/index.ts'
import { smaStep } from '../moving-average/sma.ts'
import { RollingRange } from '../window/rolling-range.ts'
import { rsiStep } from './rsi.ts'

interface StochRsiValue {
  readonly k: number
  readonly d: number
}

/** Where the RSI lies inside its own recent range, 0 to 100; 50 where the RSI did not move. */
export const stochRsi = defineIndicator({
  id: 'stoch-rsi',
  title: 'Stochastic RSI',
  family: 'momentum',
  formula: 'Chande and Kroll 1994, as TA-Lib STOCHRSI: the stochastic of Wilder RSI; %K is its SMA, %D the SMA of %K.',
  input: 'close',
  parameters: {
    rsiPeriod: integerParameter('RSI period', 14, [2, 500]),
    period: integerParameter('Look-back', 14, [2, 500]),
    smoothK: integerParameter('%K smoothing', 3, [1, 100]),
    smoothD: integerParameter('%D smoothing', 3, [1, 100]),
  },
  outputs: { k: (value: StochRsiValue) => value.k, d: (value: StochRsiValue) => value.d },
  bounds: { k: [0, 100], d: [0, 100] },
  warmUp: ({ rsiPeriod, period, smoothK, smoothD }) => rsiPeriod + period + smoothK + smoothD - 2,
  create({ rsiPeriod, period, smoothK, smoothD }) {
    const strength = rsiStep(rsiPeriod)
    const range = new RollingRange(period)
    const kStep = smaStep(smoothK)
    const dStep = smaStep(smoothD)
    return onClose({
      next(close) {
        const rsi = strength.next(close)
        if (rsi === undefined) return undefined
        range.push(rsi, rsi)
        const k = range.full ? kStep.next(100 * range.placeOf(rsi)) : undefined
        const d = k === undefined ? undefined : dStep.next(k)
        return k === undefined || d === undefined ? undefined : { k, d }
      },
    })
  },
})
