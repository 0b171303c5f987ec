import { basisPointsLossy, midPrice } from '../../domain/index.ts'
import type { Rule } from '../rule.ts'

/** The one of the order's prices that is furthest from the market. */
export const priceCollar: Rule = {
  code: 'price-collar',
  check: ({ request, quote, limits }) => {
    const limit = `${String(limits.priceCollarBps)} bps`
    const prices = [request.limitPrice, request.stopPrice].filter((price) => price !== undefined)
    if (prices.length === 0) return { measured: 'market order', limit, passed: true }
    if (quote === undefined) return { measured: 'no quote', limit, passed: false }
    const mid = midPrice(quote.bid, quote.ask)
    const distance = Math.max(...prices.map((price) => Math.abs(basisPointsLossy(mid, price))))
    return { measured: `${distance.toFixed(1)} bps`, limit, passed: distance <= limits.priceCollarBps }
  },
}
