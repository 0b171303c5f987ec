import { defineIndicator, single } from '../contract/indicator.ts'

/** Volume weighted by the relative change of the close, from the first bar seen; only its changes carry meaning. */
export const pvt = defineIndicator({
  id: 'pvt',
  title: 'Price volume trend',
  family: 'volume',
  formula: 'Running sum of volume x (close / previous close - 1); a close of zero adds nothing.',
  input: 'bar',
  parameters: {},
  outputs: single,
  warmUp: () => 2,
  create() {
    let previous: number | undefined
    let total = 0
    return {
      next({ close, volume }) {
        const before = previous
        previous = close
        if (before === undefined) return undefined
        if (before !== 0) total += (volume * (close - before)) / before
        return total
      },
    }
  },
})
