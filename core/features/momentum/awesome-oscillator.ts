import { defineIndicator, single } from '../contract/indicator.ts'
import { integerParameter } from '../../domain/index.ts'
import { smaStep } from '../moving-average/sma.ts'

/** Fast against slow mean of the median price, in price units. */
export const awesomeOscillator = defineIndicator({
  id: 'awesome-oscillator',
  title: 'Awesome oscillator',
  family: 'momentum',
  formula: 'Williams 1998: SMA(fast) - SMA(slow) of (high + low) / 2.',
  input: 'bar',
  parameters: { fast: integerParameter('Fast period', 5, [1, 500]), slow: integerParameter('Slow period', 34, [2, 1000]) },
  outputs: single,
  constraint: ({ fast, slow }) =>
    fast < slow ? undefined : { field: 'fast', value: String(fast), remedy: `give less than slow, ${String(slow)}` },
  warmUp: ({ slow }) => slow,
  create({ fast, slow }) {
    const fastMean = smaStep(fast)
    const slowMean = smaStep(slow)
    return {
      next({ high, low }) {
        const median = (high + low) / 2
        const quick = fastMean.next(median)
        const calm = slowMean.next(median)
        return quick === undefined || calm === undefined ? undefined : quick - calm
      },
    }
  },
})
