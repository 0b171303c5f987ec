import { applyRate, formatRate, type Money, moneyToNumberLossy, type Rate, subtract } from '../../domain/index.ts'
import type { AccountContext, Rule } from '../rule.ts'

function lossRule(
  code: string,
  limitOf: (context: AccountContext) => Rate,
  from: (context: AccountContext) => Money,
): Rule<AccountContext> {
  return {
    code,
    check: (context) => {
      const start = from(context)
      const lost = subtract(start, context.view.equity)
      const allowed = limitOf(context)
      const share = start === 0n ? 0 : (moneyToNumberLossy(lost) / moneyToNumberLossy(start)) * 100
      return {
        measured: `${Math.max(0, share).toFixed(2)} %`,
        limit: `${String(Number(formatRate(allowed)) * 100)} %`,
        passed: lost <= 0n || lost < applyRate(start, allowed),
      }
    },
  }
}

/** Fall from the highest equity so far. */
export const maxDrawdown = lossRule(
  'max-drawdown',
  (c) => c.limits.maxDrawdown,
  (c) => c.view.peakEquity,
)

/** Fall since the start of the UTC day. */
export const maxDailyLoss = lossRule(
  'max-daily-loss',
  (c) => c.limits.maxDailyLoss,
  (c) => c.view.dayStartEquity,
)

export const consecutiveLosses: Rule<AccountContext> = {
  code: 'consecutive-losses',
  check: ({ view, limits }) => ({
    measured: String(view.consecutiveLosses),
    limit: String(limits.maxConsecutiveLosses),
    passed: view.consecutiveLosses < limits.maxConsecutiveLosses,
  }),
}
