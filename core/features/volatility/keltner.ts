import { defineIndicator } from '../contract/indicator.ts'
import { decimalParameter, integerParameter } from '../../domain/index.ts'
import { emaStep } from '../moving-average/ema.ts'
import { atrStep } from './atr.ts'

interface KeltnerValue {
  readonly middle: number
  readonly reach: number
}

/** A channel of average true ranges around an exponential mean. */
export const keltner = defineIndicator({
  id: 'keltner',
  title: 'Keltner channel',
  family: 'volatility',
  formula: "Raschke's form of Keltner's channel: EMA of the close +/- multiplier x ATR.",
  input: 'bar',
  parameters: {
    period: integerParameter('EMA period', 20, [1, 500]),
    atrPeriod: integerParameter('ATR period', 10, [1, 500]),
    multiplier: decimalParameter('Multiplier', 2, [0.1, 20]),
  },
  outputs: {
    middle: (value: KeltnerValue) => value.middle,
    upper: (value: KeltnerValue) => value.middle + value.reach,
    lower: (value: KeltnerValue) => value.middle - value.reach,
  },
  warmUp: ({ period, atrPeriod }) => Math.max(period, atrPeriod + 1),
  create({ period, atrPeriod, multiplier }) {
    const average = emaStep(period)
    const range = atrStep(atrPeriod)
    return {
      next(bar) {
        const middle = average.next(bar.close)
        const atr = range.next(bar)
        return middle === undefined || atr === undefined ? undefined : { middle, reach: multiplier * atr }
      },
      columns(history) {
        const middle = average.column(history.close)
        const [upper] = range.columns(history)
        const lower = new Float64Array(upper.length)
        for (let index = 0; index < upper.length; index += 1) {
          const reach = multiplier * (upper[index] as number)
          // The channel begins where both means have begun.
          if (Number.isNaN(reach)) middle[index] = Number.NaN
          upper[index] = (middle[index] as number) + reach
          lower[index] = (middle[index] as number) - reach
        }
        return [middle, upper, lower]
      },
    }
  },
})
