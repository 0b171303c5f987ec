import { defineIndicator, single } from '../contract/indicator.ts'

/** On-balance volume in units of base, from the first bar seen; only its changes carry meaning. */
export const obv = defineIndicator({
  id: 'obv',
  title: 'On-balance volume',
  family: 'volume',
  formula: 'Granville 1963, as TA-Lib OBV: starts at the first volume, adds on a higher close, subtracts on a lower one.',
  input: 'bar',
  parameters: {},
  outputs: single,
  warmUp: () => 1,
  create() {
    let previous: number | undefined
    let total = 0
    return {
      next({ close, volume }) {
        if (previous === undefined || close > previous) total += volume
        else if (close < previous) total -= volume
        previous = close
        return total
      },
    }
  },
})
