import { defineIndicator } from '../contract/indicator.ts'
import { decimalParameter, integerParameter } from '../../domain/index.ts'
import { RollingRange } from '../window/rolling-range.ts'
import { atrStep } from '../volatility/atr.ts'

interface ChandelierValue {
  readonly long: number
  readonly short: number
}

/** Stops hung from the extremes of the window, in price units. */
export const chandelierExit = defineIndicator({
  id: 'chandelier-exit',
  title: 'Chandelier exit',
  family: 'trend',
  formula: 'Le Beau 1992: long is highest high - multiplier x ATR, short lowest low + multiplier x ATR, all over n bars.',
  input: 'bar',
  parameters: { period: integerParameter('Period', 22, [1, 500]), multiplier: decimalParameter('Multiplier', 3, [0.1, 20]) },
  outputs: { long: (value: ChandelierValue) => value.long, short: (value: ChandelierValue) => value.short },
  warmUp: ({ period }) => period + 1,
  create({ period, multiplier }) {
    const average = atrStep(period)
    const range = new RollingRange(period)
    return {
      next(bar) {
        range.push(bar.high, bar.low)
        const atr = average.next(bar)
        if (atr === undefined) return undefined
        return { long: range.highest - multiplier * atr, short: range.lowest + multiplier * atr }
      },
    }
  },
})
