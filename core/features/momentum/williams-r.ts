import { defineIndicator, single } from '../contract/indicator.ts'
import { integerParameter } from '../../domain/index.ts'
import { placeBetween, RollingRange, rollingHighest, rollingLowest } from '../window/rolling-range.ts'

/** How far the close lies below the highest high, -100 to 0; -50 where the range is zero, where TA-Lib says 0. */
export const williamsR = defineIndicator({
  id: 'williams-r',
  title: 'Williams %R',
  family: 'momentum',
  formula: 'Williams 1973, as TA-Lib WILLR: -100 x (highest high - close) / (highest high - lowest low).',
  input: 'bar',
  parameters: { period: integerParameter('Period', 14, [1, 1000]) },
  outputs: single,
  bounds: { value: [-100, 0] },
  warmUp: ({ period }) => period,
  create({ period }) {
    const range = new RollingRange(period)
    return {
      next(bar) {
        range.push(bar.high, bar.low)
        return range.full ? -100 * (1 - range.placeOf(bar.close)) : undefined
      },
      columns({ high, low, close }) {
        const [output, lows] = [rollingHighest(high, period), rollingLowest(low, period)]
        for (let index = 0; index < output.length; index += 1) {
          output[index] = -100 * (1 - placeBetween(close[index] as number, lows[index] as number, output[index] as number))
        }
        return [output]
      },
    }
  },
})
