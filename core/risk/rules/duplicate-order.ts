import type { Rule } from '../rule.ts'

/** The same market, side and quantity twice within moments is one order sent twice. A window of nothing allows it, and slices of one schedule are no repetition. */
export const duplicateOrder: Rule = {
  code: 'duplicate-order',
  check: ({ request, view, limits, at, schedule: own }) => {
    const window = limits.duplicateWindowMs
    const same = view.latestOrders.filter(
      ({ instrument, side, quantity, schedule }) =>
        instrument === request.instrument &&
        side === request.side &&
        quantity === request.quantity &&
        (own === undefined || schedule !== own),
    )
    const ages = same.map((order) => Math.abs(at - order.at))
    const age = Math.min(...ages)
    return {
      measured: ages.length === 0 ? 'none alike' : `one alike ${String(age)} ms ago`,
      limit: `${String(window)} ms apart`,
      passed: age >= window,
    }
  },
}
