import { lossRule } from './loss-limit.ts'

/** Fall since the start of the UTC day. */
export const maxDailyLoss = lossRule('max-daily-loss', {
  limit: ({ limits }) => limits.maxDailyLoss,
  from: ({ view }) => view.dayStartEquity,
})
