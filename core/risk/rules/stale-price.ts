import type { Rule } from '../rule.ts'

export const freshPrice: Rule = {
  code: 'fresh-price',
  check: ({ quote, at, limits }) => {
    const limit = `${String(limits.stalePriceMs)} ms`
    if (quote === undefined) return { measured: 'no quote', limit, passed: false }
    const age = at - quote.receivedTime
    return { measured: `${String(age)} ms`, limit, passed: age <= limits.stalePriceMs }
  },
}
