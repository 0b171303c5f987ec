import { defineIndicator, single } from '../contract/indicator.ts'

/** Quoted spread in basis points of the mid. */
export const spread = defineIndicator({
  id: 'spread',
  title: 'Spread',
  family: 'microstructure',
  formula: '10,000 x (ask - bid) / mid.',
  input: 'top',
  parameters: {},
  outputs: single,
  warmUp: () => 1,
  create: () => ({
    next({ bid, ask }) {
      const mid = (bid + ask) / 2
      return mid === 0 ? undefined : (10_000 * (ask - bid)) / mid
    },
  }),
})
