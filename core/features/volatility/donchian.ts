import { defineIndicator } from '../contract/indicator.ts'
import { integerParameter } from '../../domain/index.ts'
import { RollingRange, rollingHighest, rollingLowest } from '../window/rolling-range.ts'

interface Channel {
  readonly upper: number
  readonly lower: number
}

/** Highest high and lowest low of the last `period` bars, the newest included. */
export const donchian = defineIndicator({
  id: 'donchian',
  title: 'Donchian channel',
  family: 'volatility',
  formula: 'Donchian: highest high and lowest low of n bars, the newest included (TA-Lib MAX and MIN); the middle is their mean.',
  input: 'bar',
  parameters: { period: integerParameter('Period', 20, [1, 500]) },
  outputs: {
    upper: (value: Channel) => value.upper,
    middle: (value: Channel) => (value.upper + value.lower) / 2,
    lower: (value: Channel) => value.lower,
  },
  warmUp: ({ period }) => period,
  create({ period }) {
    const range = new RollingRange(period)
    return {
      next(bar) {
        range.push(bar.high, bar.low)
        return range.full ? { upper: range.highest, lower: range.lowest } : undefined
      },
      columns({ high, low }) {
        const [upper, lower] = [rollingHighest(high, period), rollingLowest(low, period)]
        const middle = new Float64Array(high.length)
        for (let index = 0; index < middle.length; index += 1)
          middle[index] = ((upper[index] as number) + (lower[index] as number)) / 2
        return [upper, middle, lower]
      },
    }
  },
})
