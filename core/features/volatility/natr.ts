import { defineIndicator, single } from '../contract/indicator.ts'
import { integerParameter } from '../../domain/index.ts'
import { atrStep } from './atr.ts'

/** Average true range in percent of the close; none where the close is zero. */
export const natr = defineIndicator({
  id: 'natr',
  title: 'Normalised average true range',
  family: 'volatility',
  formula: 'TA-Lib NATR: 100 x ATR / close.',
  input: 'bar',
  parameters: { period: integerParameter('Period', 14, [1, 500]) },
  outputs: single,
  warmUp: ({ period }) => period + 1,
  create({ period }) {
    const average = atrStep(period)
    return {
      next(bar) {
        const atr = average.next(bar)
        return atr === undefined || bar.close === 0 ? undefined : (100 * atr) / bar.close
      },
      columns(history) {
        const [output] = average.columns(history)
        for (let index = 0; index < output.length; index += 1) {
          const close = history.close[index] as number
          output[index] = close === 0 ? Number.NaN : (100 * (output[index] as number)) / close
        }
        return [output]
      },
    }
  },
})
