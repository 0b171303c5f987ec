import { defineIndicator, single } from '../contract/indicator.ts'

/** Best bid and ask weighted by the opposite size, in price units; none while both sizes are zero. */
export const microPrice = defineIndicator({
  id: 'micro-price',
  title: 'Micro-price',
  family: 'microstructure',
  formula: 'Size-weighted mid (Gatheral and Oomen 2010): (bid x ask size + ask x bid size) / (bid size + ask size).',
  input: 'top',
  parameters: {},
  outputs: single,
  warmUp: () => 1,
  create: () => ({
    next({ bid, bidSize, ask, askSize }) {
      const size = bidSize + askSize
      return size === 0 ? undefined : (bid * askSize + ask * bidSize) / size
    },
  }),
})
