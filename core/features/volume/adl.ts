import { defineIndicator, single } from '../contract/indicator.ts'
import { moneyFlow } from './money-flow.ts'

/** Accumulation and distribution in units of base, from the first bar seen; only its changes carry meaning. */
export const adl = defineIndicator({
  id: 'adl',
  title: 'Accumulation/distribution line',
  family: 'volume',
  formula: 'Chaikin, as TA-Lib AD: running sum of ((close - low) - (high - close)) / (high - low) x volume.',
  input: 'bar',
  parameters: {},
  outputs: single,
  warmUp: () => 1,
  create() {
    let total = 0
    return {
      next(bar) {
        total += moneyFlow(bar)
        return total
      },
    }
  },
})
