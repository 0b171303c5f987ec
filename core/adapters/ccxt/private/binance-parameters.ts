import { formatPrice, formatQuantity, type Order, type OrderType, required } from '../../../domain/index.ts'

/** What the venue is sent, or why it has no way to say it. */
export type Parameters = { readonly params: Readonly<Record<string, string>> } | { readonly unfit: string }

const KINDS: Readonly<Record<OrderType, string>> = {
  market: 'MARKET',
  limit: 'LIMIT',
  stop: 'STOP_LOSS',
  'stop-limit': 'STOP_LOSS_LIMIT',
  'take-profit': 'TAKE_PROFIT',
  'take-profit-limit': 'TAKE_PROFIT_LIMIT',
}
const LIMITED: ReadonlySet<OrderType> = new Set<OrderType>(['limit', 'stop-limit', 'take-profit-limit'])
const WAITING: ReadonlySet<OrderType> = new Set<OrderType>(['stop', 'stop-limit', 'take-profit', 'take-profit-limit'])
const STOPS: ReadonlySet<OrderType> = new Set<OrderType>(['stop', 'stop-limit'])

/** One order as `POST /api/v3/order` takes it. Spot knows no reduce-only: what is not held cannot be sold there anyway. */
export function orderParameters(order: Order, symbol: string): Parameters {
  const leg = legOf(order)
  if ('unfit' in leg) return leg
  const own = { symbol, side: order.side.toUpperCase(), quantity: formatQuantity(order.quantity) }
  return { params: { ...own, ...leg.params, newOrderRespType: 'FULL' } }
}

/**
 * Two orders as `POST /api/v3/orderList/oco` takes them: a stop and, on the other side of the market, a limit that
 * only makes (the venue has no other limit there) or a take-profit.
 */
export function pairParameters([a, b]: readonly [Order, Order], symbol: string): Parameters {
  if (a.instrument !== b.instrument || a.side !== b.side || a.quantity !== b.quantity)
    return { unfit: 'the venue takes a pair in one market, on one side and of one size only' }
  const stop = [a, b].find(({ type }) => STOPS.has(type))
  const target = stop === a ? b : a
  if (stop === undefined || STOPS.has(target.type) || target.type === 'market')
    return { unfit: 'the venue takes a pair of a stop and either a limit or a take-profit only' }
  const stopLeg = legOf(stop)
  if ('unfit' in stopLeg) return stopLeg
  const targetLeg = legOf(target.type === 'limit' ? { ...target, postOnly: true } : target)
  if ('unfit' in targetLeg) return targetLeg
  const [above, below] = a.side === 'sell' ? [targetLeg, stopLeg] : [stopLeg, targetLeg]
  const common = { symbol, side: a.side.toUpperCase(), quantity: formatQuantity(a.quantity), newOrderRespType: 'RESULT' }
  return { params: { ...common, ...named('above', above.params), ...named('below', below.params) } }
}

/** All of an order that is its own in a pair too, under the names that a single order has. */
function legOf(order: Order): Parameters {
  const { type, timeInForce, postOnly = false, displayQuantity } = order
  const limited = LIMITED.has(type)
  if (postOnly && type !== 'limit') return { unfit: `the venue knows no post-only ${type} order` }
  const stays = timeInForce === 'GTC'
  if (postOnly && !stays) return { unfit: `the venue knows no post-only ${timeInForce} order` }
  // One that shows itself whole is no iceberg.
  const iceberg = displayQuantity !== undefined && displayQuantity < order.quantity
  if (iceberg && !limited) return { unfit: `the venue knows no iceberg ${type} order` }
  if (iceberg && !stays) return { unfit: `the venue knows no iceberg ${timeInForce} order` }
  return {
    params: {
      type: postOnly ? 'LIMIT_MAKER' : KINDS[type],
      ...(limited ? { price: formatPrice(required(order.limitPrice, 'a limit order has its price')) } : {}),
      ...(limited && !postOnly ? { timeInForce } : {}),
      ...(WAITING.has(type) ? { stopPrice: formatPrice(required(order.stopPrice, 'an order that waits has its price')) } : {}),
      ...(iceberg ? { icebergQty: formatQuantity(displayQuantity) } : {}),
      newClientOrderId: order.clientOrderId,
    },
  }
}

const NAMES: Readonly<Record<string, string>> = {
  type: 'Type',
  price: 'Price',
  timeInForce: 'TimeInForce',
  stopPrice: 'StopPrice',
  icebergQty: 'IcebergQty',
  newClientOrderId: 'ClientOrderId',
}

const named = (place: 'above' | 'below', params: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(params).map(([name, value]) => [`${place}${required(NAMES[name], `a leg's ${name} has a name`)}`, value]),
  )
