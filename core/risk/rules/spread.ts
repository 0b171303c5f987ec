import { basisPointsLossy } from '../../domain/index.ts'
import type { Rule } from '../rule.ts'

export const tightSpread: Rule = {
  code: 'spread',
  check: ({ quote, limits }) => {
    const limit = `${String(limits.maxSpreadBps)} bps`
    if (quote === undefined) return { measured: 'no quote', limit, passed: false }
    const spread = basisPointsLossy(quote.bid, quote.ask)
    return { measured: `${spread.toFixed(2)} bps`, limit, passed: spread <= limits.maxSpreadBps }
  },
}
