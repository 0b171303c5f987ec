import { defineIndicator, single } from '../contract/indicator.ts'
import { integerParameter } from '../../domain/index.ts'
import { moneyFlow } from './money-flow.ts'

/** Fast against slow mean of the accumulation/distribution line, in units of base. */
export const chaikinOscillator = defineIndicator({
  id: 'chaikin-oscillator',
  title: 'Chaikin oscillator',
  family: 'volume',
  formula:
    'Chaikin, as TA-Lib ADOSC: EMA(fast) - EMA(slow) of the A/D line; both means start from its first value, not from a mean.',
  input: 'bar',
  parameters: { fast: integerParameter('Fast period', 3, [2, 500]), slow: integerParameter('Slow period', 10, [3, 1000]) },
  outputs: single,
  constraint: ({ fast, slow }) =>
    fast < slow ? undefined : { field: 'fast', value: String(fast), remedy: `give less than slow, ${String(slow)}` },
  warmUp: ({ slow }) => slow,
  create({ fast, slow }) {
    const [fastWeight, slowWeight] = [2 / (fast + 1), 2 / (slow + 1)]
    let [count, line, quick, calm] = [0, 0, 0, 0]
    return {
      next(bar) {
        line += moneyFlow(bar)
        quick = count === 0 ? line : quick + fastWeight * (line - quick)
        calm = count === 0 ? line : calm + slowWeight * (line - calm)
        count += 1
        return count < slow ? undefined : quick - calm
      },
    }
  },
})
