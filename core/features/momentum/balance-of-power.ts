import { defineIndicator, single } from '../contract/indicator.ts'

/** Where the bar closed against its open, in shares of its range, -1 to 1; 0 for a bar without range. */
export const balanceOfPower = defineIndicator({
  id: 'balance-of-power',
  title: 'Balance of power',
  family: 'momentum',
  formula: 'Livshin 2001, as TA-Lib BOP: (close - open) / (high - low).',
  input: 'bar',
  parameters: {},
  outputs: single,
  bounds: { value: [-1, 1] },
  warmUp: () => 1,
  create: () => ({
    next: ({ open, high, low, close }) => (high > low ? (close - open) / (high - low) : 0),
  }),
})
