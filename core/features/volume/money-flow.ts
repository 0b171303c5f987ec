import type { Bar } from '../contract/input.ts'

/** Volume signed by where the bar closed in its range (-volume at the low, +volume at the high); 0 for a bar without range. */
export const moneyFlow = ({ high, low, close, volume }: Bar): number =>
  high > low ? ((close - low - (high - close)) / (high - low)) * volume : 0
