import { type AccountContext, type Rule, shareLossy } from '../rule.ts'

/** A venue whose answers do not come back is in trouble, and what was sent to it is counted at worst case. */
export const unknownOutcomes: Rule<AccountContext> = {
  code: 'unknown-outcomes',
  check: ({ view, limits }) => ({
    measured: `${String(view.recentUnknowns)} in ${String(limits.unknownWindowMs)} ms`,
    limit: String(limits.maxUnknowns),
    passed: view.recentUnknowns < limits.maxUnknowns,
  }),
  usedLossy: ({ view, limits }) => shareLossy(view.recentUnknowns, limits.maxUnknowns),
}
