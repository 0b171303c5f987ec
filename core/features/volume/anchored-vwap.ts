import { defineIndicator, single } from '../contract/indicator.ts'
import { integerParameter } from '../../domain/index.ts'

/** Volume-weighted mean of the typical price since a moment; none before it and until something traded. */
export const anchoredVwap = defineIndicator({
  id: 'anchored-vwap',
  title: 'Anchored VWAP',
  family: 'volume',
  formula: 'Sum of typical price x volume over sum of volume of the bars that opened at the anchor or later.',
  input: 'bar',
  parameters: { anchor: integerParameter('Anchor', 0, [0, 4_102_444_800_000], 'ms since 1970') },
  outputs: single,
  warmUp: () => 1,
  create({ anchor }) {
    let [amount, volume] = [0, 0]
    return {
      next(bar) {
        if (bar.openTime < anchor) return undefined
        amount += ((bar.high + bar.low + bar.close) / 3) * bar.volume
        volume += bar.volume
        return volume === 0 ? undefined : amount / volume
      },
    }
  },
})
