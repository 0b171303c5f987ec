import type { Rule } from '../rule.ts'

export const freshPrice: Rule = {
  code: 'fresh-price',
  check: ({ quote, at, limits }) => {
    const limit = `${String(limits.stalePriceMs)} ms`
    if (quote === undefined) return { measured: 'no quote', limit, passed: false }
    // A quote from the future means that the clock was set back: its age is not known.
    const age = at - quote.receivedTime
    return { measured: `${String(age)} ms`, limit, passed: Math.abs(age) <= limits.stalePriceMs }
  },
}
