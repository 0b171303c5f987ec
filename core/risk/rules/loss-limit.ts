import { applyRate, formatRate, type Money, moneyToNumberLossy, type Rate, subtract } from '../../domain/index.ts'
import { type AccountContext, type Rule, shareLossy } from '../rule.ts'

export interface LossLimit {
  readonly limit: (context: AccountContext) => Rate
  readonly from: (context: AccountContext) => Money
}

/** Equity against what it was; reaching the limit is too much, and no loss never is. */
export function lossRule(code: string, { limit, from }: LossLimit): Rule<AccountContext> {
  return {
    code,
    check: (context) => {
      const start = from(context)
      const lost = subtract(start, context.view.equity)
      const allowed = limit(context)
      const share = start === 0n ? 0 : (moneyToNumberLossy(lost) / moneyToNumberLossy(start)) * 100
      return {
        measured: `${Math.max(0, share).toFixed(2)} %`,
        limit: `${String(Number(formatRate(allowed)) * 100)} %`,
        passed: lost <= 0n || lost < applyRate(start, allowed),
      }
    },
    usedLossy: (context) => {
      const start = from(context)
      const lost = subtract(start, context.view.equity)
      return shareLossy(moneyToNumberLossy(lost), moneyToNumberLossy(applyRate(start, limit(context))))
    },
  }
}
