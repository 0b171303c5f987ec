import { defineIndicator } from '../contract/indicator.ts'
import { integerParameter } from '../../domain/index.ts'
import { smaStep } from '../moving-average/sma.ts'
import { placeBetween, RollingRange, rollingHighest, rollingLowest } from '../window/rolling-range.ts'

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
  bounds: { k: [0, 100], d: [0, 100] },
  warmUp: ({ period, smoothK, smoothD }) => period + smoothK + smoothD - 2,
  create({ period, smoothK, smoothD }) {
    const range = new RollingRange(period)
    const kStep = smaStep(smoothK)
    const dStep = smaStep(smoothD)
    return {
      next(bar) {
        range.push(bar.high, bar.low)
        if (!range.full) return undefined
        const k = kStep.next(100 * range.placeOf(bar.close))
        const d = k === undefined ? undefined : dStep.next(k)
        return k === undefined || d === undefined ? undefined : { k, d }
      },
      columns({ high, low, close }) {
        const [highs, lows] = [rollingHighest(high, period), rollingLowest(low, period)]
        const places = new Float64Array(close.length)
        for (let index = 0; index < places.length; index += 1) {
          places[index] = 100 * placeBetween(close[index] as number, lows[index] as number, highs[index] as number)
        }
        const k = kStep.column(places, period - 1)
        const d = dStep.column(k, period + smoothK - 2)
        // %K is told once %D is known.
        return [k.fill(Number.NaN, 0, period + smoothK + smoothD - 3), d]
      },
    }
  },
})
