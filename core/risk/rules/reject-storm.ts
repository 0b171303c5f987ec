import { type AccountContext, type Rule, shareLossy } from '../rule.ts'

/** A venue that refuses one order after another knows something that we do not. */
export const rejectStorm: Rule<AccountContext> = {
  code: 'reject-storm',
  check: ({ view, limits }) => ({
    measured: `${String(view.recentRejects)} in ${String(limits.rejectWindowMs)} ms`,
    limit: String(limits.maxRejects),
    passed: view.recentRejects < limits.maxRejects,
  }),
  usedLossy: ({ view, limits }) => shareLossy(view.recentRejects, limits.maxRejects),
}
