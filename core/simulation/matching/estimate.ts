import { type Money, notional, type Quantity } from '../../domain/index.ts'
import type { Estimate, MarketRequest, QuoteMarketRequest } from './order.ts'
import { reaches } from './reaches.ts'
import type { PriceLevel, PriceLevels } from './price-levels.ts'

/** How much a market order would trade now and for how much, without trading it. */
export function estimateAgainst(
  opposite: PriceLevels,
  request: MarketRequest | QuoteMarketRequest,
  availableAt: (level: PriceLevel) => Quantity,
): Estimate {
  let quantity = 0n
  let cost = 0n
  for (let rank = 0; ; rank += 1) {
    const level = opposite.at(rank)
    if (level === undefined) break
    if (request.kind === 'market' && !reaches(request.side, request.protection, level.price)) break
    const wanted =
      request.kind === 'market'
        ? request.quantity - quantity
        : ((request.amount - cost) / ((level.price as bigint) * (request.lotSize as bigint))) * request.lotSize
    const available = availableAt(level)
    const taken = wanted < available ? wanted : available
    quantity += taken
    cost += notional(level.price, taken as Quantity)
    if (taken === wanted) break
  }
  return { quantity: quantity as Quantity, cost: cost as Money }
}
