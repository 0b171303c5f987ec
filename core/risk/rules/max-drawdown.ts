import { lossRule } from './loss-limit.ts'

/** Fall from the highest equity so far. */
export const maxDrawdown = lossRule('max-drawdown', {
  limit: ({ limits }) => limits.maxDrawdown,
  from: ({ view }) => view.peakEquity,
})
