import { type AccountContext, type Rule, shareLossy } from '../rule.ts'

export const consecutiveLosses: Rule<AccountContext> = {
  code: 'consecutive-losses',
  check: ({ view, limits }) => ({
    measured: String(view.consecutiveLosses),
    limit: String(limits.maxConsecutiveLosses),
    passed: view.consecutiveLosses < limits.maxConsecutiveLosses,
  }),
  usedLossy: ({ view, limits }) => shareLossy(view.consecutiveLosses, limits.maxConsecutiveLosses),
}
