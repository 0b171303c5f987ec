import type { Price } from './decimal.ts'
import type { Order, OrderRequest, OrderType, TimeInForce } from './order.ts'

/** What an order type is made of: the fields it needs, every other price being forbidden, and what it does. */
export interface OrderKind {
  readonly limitPrice: boolean
  readonly stopPrice: boolean
  /** Which way the market goes to `stopPrice`: against the order's owner, or in their favour. */
  readonly wakes?: 'against' | 'in-favour'
  readonly timesInForce: readonly TimeInForce[]
  /** In words, for people. */
  readonly words: string
}

/** What takes whatever there is at any price cannot promise to take all of it or nothing. */
const AT_ANY_PRICE: readonly TimeInForce[] = ['GTC', 'IOC']
const AT_A_LIMIT: readonly TimeInForce[] = ['GTC', 'IOC', 'FOK']
const against = { stopPrice: true, wakes: 'against' } as const
const inFavour = { stopPrice: true, wakes: 'in-favour' } as const

export const ORDER_KINDS: Readonly<Record<OrderType, OrderKind>> = {
  market: { limitPrice: false, stopPrice: false, timesInForce: AT_ANY_PRICE, words: 'a market order' },
  limit: { limitPrice: true, stopPrice: false, timesInForce: AT_A_LIMIT, words: 'a limit order' },
  stop: { limitPrice: false, ...against, timesInForce: AT_ANY_PRICE, words: 'a stop order' },
  'stop-limit': { limitPrice: true, ...against, timesInForce: AT_A_LIMIT, words: 'a stop-limit order' },
  'take-profit': { limitPrice: false, ...inFavour, timesInForce: AT_ANY_PRICE, words: 'a take-profit order' },
  'take-profit-limit': { limitPrice: true, ...inFavour, timesInForce: AT_A_LIMIT, words: 'a take-profit-limit order' },
}

/** Whether the order waits for the market to come to a price before it does anything. */
export const waitsForPrice = ({ type }: Pick<OrderRequest, 'type'>): boolean => ORDER_KINDS[type].wakes !== undefined

/**
 * Whether a market at `price` wakes the order; one that waits for no price never is woken. The price to ask about is the
 * one that the order would get: the bid for a sale, the ask for a purchase, or that of a trade.
 */
export function wokenAt({ type, side, stopPrice }: Pick<OrderRequest, 'type' | 'side' | 'stopPrice'>, price: Price): boolean {
  const { wakes } = ORDER_KINDS[type]
  if (wakes === undefined || stopPrice === undefined) return false
  return (side === 'buy') === (wakes === 'against') ? price >= stopPrice : price <= stopPrice
}

/** What an order works as once the market has come to its price. */
export const wokenType = (type: OrderType): OrderType =>
  ORDER_KINDS[type].wakes === undefined ? type : ORDER_KINDS[type].limitPrice ? 'limit' : 'market'

/** The order that works once the market has come to its price: a market or a limit order. */
export function woken(order: Order): Order {
  const { stopPrice: _reached, ...rest } = order
  return waitsForPrice(order) ? { ...rest, type: wokenType(order.type) } : order
}
