import type { Rule } from '../rule.ts'

export const orderRate: Rule = {
  code: 'order-rate',
  check: ({ view, limits }) => ({
    measured: `${String(view.ordersLastMinute)} in the last minute`,
    limit: `${String(limits.maxOrdersPerMinute)} a minute`,
    passed: view.ordersLastMinute < limits.maxOrdersPerMinute,
  }),
}
