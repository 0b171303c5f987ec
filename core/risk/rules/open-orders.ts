import { type AccountContext, type Rule, shareLossy } from '../rule.ts'

/** Orders that wait at the venue, this one not yet among them. */
export const openOrders: Rule<AccountContext> = {
  code: 'open-orders',
  check: ({ view, limits }) => ({
    measured: `${String(view.openOrders)} open`,
    limit: String(limits.maxOpenOrders),
    passed: view.openOrders < limits.maxOpenOrders,
  }),
  usedLossy: ({ view, limits }) => shareLossy(view.openOrders, limits.maxOpenOrders),
}
