import { type AccountContext, type Rule, shareLossy } from '../rule.ts'

/** How long the oldest order of unknown outcome has been one; the limit itself is still allowed. */
export const unresolvedOrder: Rule<AccountContext> = {
  code: 'unresolved-order',
  check: ({ view, limits }) => ({
    measured: view.oldestUnknownMs === null ? 'none' : `${String(view.oldestUnknownMs)} ms`,
    limit: `${String(limits.maxUnknownAgeMs)} ms`,
    passed: view.oldestUnknownMs === null || view.oldestUnknownMs <= limits.maxUnknownAgeMs,
  }),
  usedLossy: ({ view, limits }) => shareLossy(view.oldestUnknownMs ?? 0, limits.maxUnknownAgeMs),
}
