import { notional, type Price, rate } from '../../domain/index.ts'
import type { OrderRequest } from '../../simulation/index.ts'
import type { Market } from '../market/market.ts'
import type { OrderRecord } from './order-record.ts'
import { amountOf } from './symbol.ts'

/** A stop that becomes a market order may trade at most this far beyond its stop price; so much is locked. */
const STOP_PROTECTION = { buy: rate('1.05'), sell: rate('0.95') }

/** The venue's order in the matching engine's terms. */
export function requestFor(order: OrderRecord, market: Market): OrderRequest {
  const side = order.side === 'BUY' ? 'buy' : 'sell'
  const { orderId: key, quantity, price, stopPrice, icebergQuantity } = order
  const isStop = order.type.startsWith('STOP')
  const when = (side === 'buy') === isStop ? 'rises' : 'falls'
  const trigger = stopPrice === undefined ? {} : { trigger: { price: stopPrice, when } as const }
  if (price > 0n) {
    const handling = order.type === 'LIMIT_MAKER' ? 'post-only' : (order.timeInForce.toLowerCase() as 'gtc' | 'ioc' | 'fok')
    const display = icebergQuantity === undefined ? {} : { display: icebergQuantity }
    return { kind: 'limit', key, side, price, quantity, handling, ...display, ...trigger }
  }
  if (order.quoteOrderQuantity > 0n)
    return { kind: 'market-by-quote', key, side, amount: order.quoteOrderQuantity, lotSize: market.spec.stepSize }
  if (stopPrice === undefined) return { kind: 'market', key, side, quantity }
  const protection = (((stopPrice as bigint) * STOP_PROTECTION[side]) / 10n ** 12n) as Price
  return { kind: 'market', key, side, quantity, protection, ...trigger }
}

/** What has to be locked for it, in its locked asset at 24 decimals. Sets the quantity of an order that names an amount. */
export function amountNeeded(order: OrderRecord, request: OrderRequest, market: Market): bigint {
  const buys = order.side === 'BUY'
  if (request.kind === 'limit') return buys ? notional(request.price, request.quantity) : amountOf(request.quantity)
  if (request.kind === 'market' && request.trigger !== undefined)
    return buys ? notional(request.protection ?? (0n as Price), request.quantity) : amountOf(request.quantity)
  const expected = market.book.estimate(request)
  if (request.kind === 'market-by-quote') order.quantity = expected.quantity
  if (buys) return expected.cost
  return amountOf(request.kind === 'market' ? request.quantity : expected.quantity)
}
