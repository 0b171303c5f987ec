import { type AccountContext, type Rule, shareLossy } from '../rule.ts'

export const orderRate: Rule<AccountContext> = {
  code: 'order-rate',
  check: ({ view, limits }) => ({
    measured: `${String(view.ordersLastMinute)} in the last minute`,
    limit: `${String(limits.maxOrdersPerMinute)} a minute`,
    passed: view.ordersLastMinute < limits.maxOrdersPerMinute,
  }),
  usedLossy: ({ view, limits }) => shareLossy(view.ordersLastMinute, limits.maxOrdersPerMinute),
}
