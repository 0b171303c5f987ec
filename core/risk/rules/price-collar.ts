import { basisPointsLossy, midPrice } from '../../domain/index.ts'
import type { Rule } from '../rule.ts'

export const priceCollar: Rule = {
  code: 'price-collar',
  check: ({ request, quote, limits }) => {
    const limit = `${String(limits.priceCollarBps)} bps`
    const priced = request.limitPrice ?? request.stopPrice
    if (priced === undefined) return { measured: 'market order', limit, passed: true }
    if (quote === undefined) return { measured: 'no quote', limit, passed: false }
    const distance = Math.abs(basisPointsLossy(midPrice(quote.bid, quote.ask), priced))
    return { measured: `${distance.toFixed(1)} bps`, limit, passed: distance <= limits.priceCollarBps }
  },
}
