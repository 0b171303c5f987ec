import { defineIndicator } from '../contract/indicator.ts'
import { decimalParameter, integerParameter } from '../../domain/index.ts'
import { RollingSum } from '../window/rolling-sum.ts'
import { RollingWindow } from '../window/rolling.ts'

interface BollingerValue {
  readonly middle: number
  readonly upper: number
  readonly lower: number
  readonly percentB: number
  readonly width: number | undefined
}

/** Bands around a moving average; %B is 0 at the lower and 1 at the upper band, 0.5 where both meet. */
export const bollinger = defineIndicator({
  id: 'bollinger',
  title: 'Bollinger bands',
  family: 'volatility',
  formula:
    'Bollinger, as TA-Lib BBANDS: SMA +/- k population deviations; %B (close - lower)/(upper - lower), width (upper - lower)/middle.',
  input: 'close',
  parameters: { period: integerParameter('Period', 20, [2, 500]), deviations: decimalParameter('Deviations', 2, [0.1, 10]) },
  outputs: {
    middle: (value: BollingerValue) => value.middle,
    upper: (value: BollingerValue) => value.upper,
    lower: (value: BollingerValue) => value.lower,
    percentB: (value: BollingerValue) => value.percentB,
    width: (value: BollingerValue) => value.width,
  },
  warmUp: ({ period }) => period,
  create({ period, deviations }) {
    const window = new RollingWindow(period)
    const sum = new RollingSum(period)
    return {
      next({ close }) {
        window.push(close)
        sum.push(close)
        if (!window.full) return undefined
        const middle = sum.mean
        const reach = deviations * window.deviation(middle)
        const [upper, lower] = [middle + reach, middle - reach]
        const percentB = reach === 0 ? 0.5 : (close - lower) / (upper - lower)
        return { middle, upper, lower, percentB, width: middle === 0 ? undefined : (upper - lower) / middle }
      },
    }
  },
})
