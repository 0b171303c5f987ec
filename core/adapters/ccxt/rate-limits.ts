import type { CcxtExchange } from './ccxt-types.ts'
import type { RateLimit } from './rate-budget.ts'

/** A venue's limit on public REST requests, and how ccxt's cost of a request becomes its weight. */
export interface VenueRate extends RateLimit {
  readonly weightOfCost: number
  /** The reply header that says how much the venue has counted in its present window, lower case. */
  readonly usedHeader?: string
}

const ORDERS_SHARE = 0.2
const CANCELS_SHARE = 0.1

const withReserves = (rate: Omit<VenueRate, 'reserve'>): VenueRate => ({
  ...rate,
  reserve: { orders: rate.limit * ORDERS_SHARE, cancels: rate.limit * CANCELS_SHARE },
})

/** Where a venue's own numbers say more than ccxt's even spacing. From the venues' API documentation. */
const KNOWN: Readonly<Record<string, VenueRate>> = {
  // 6,000 weight a minute; ccxt's costs are fifths of a weight.
  binance: withReserves({ limit: 6_000, window: 60_000, weightOfCost: 5, usedHeader: 'x-mbx-used-weight-1m' }),
  // Public requests, a third of what ccxt's spacing for private ones allows.
  coinbase: withReserves({ limit: 10, window: 1_000, weightOfCost: 1 }),
}

/** The others: what ccxt's spacing allows in ten requests' time, at least a second. */
export function venueRate(exchange: Pick<CcxtExchange, 'id' | 'rateLimit'>): VenueRate {
  const known = Object.hasOwn(KNOWN, exchange.id) ? KNOWN[exchange.id] : undefined
  if (known !== undefined) return known
  const spacing = Math.max(1, exchange.rateLimit)
  const window = Math.max(1_000, 10 * spacing)
  return withReserves({ limit: window / spacing, window, weightOfCost: 1 })
}
