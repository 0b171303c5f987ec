import { type Emulation, ORDER_KINDS, type Order, type OrderRequest, type OrderType, woken, wokenType } from '../domain/index.ts'
import type { VenueCapabilities } from '../ports/index.ts'

/** What the engine does in the venue's place for an order of this kind; undefined where the venue does all of it. */
export function emulationOf(request: OrderRequest, venue: VenueCapabilities): Emulation | undefined {
  const { wakes } = ORDER_KINDS[request.type]
  if (wakes !== undefined && !venue.types.includes(request.type)) return wakes === 'against' ? 'stop' : 'take-profit'
  return request.displayQuantity !== undefined && !venue.iceberg ? 'iceberg' : undefined
}

/** Why an order of this kind cannot be had, neither at the venue nor here. */
export function unavailable(request: OrderRequest, venue: VenueCapabilities): string | undefined {
  const wanted: OrderType = emulationOf(request, venue) === undefined ? request.type : wokenType(request.type)
  if (!venue.types.includes(wanted)) return `this venue takes no ${wanted} orders; it takes: ${venue.types.join(', ')}`
  // Between our look at the book and the order's arrival the market moves: what may not take must be judged by the venue.
  if (request.postOnly === true && !venue.postOnly) return 'this venue takes no post-only orders; use a plain limit order'
  return undefined
}

/** Whether the engine watches the market for the order, which is thus not known to the venue. */
export const waitsHere = ({ state, emulated, triggeredAt }: Order): boolean =>
  state === 'created' && (emulated === 'stop' || emulated === 'take-profit') && triggeredAt === undefined

/** Whether a sale is on its way out, or about to be, at whatever price there is. */
export const sellsAtMarket = (order: Order): boolean =>
  order.side === 'sell' && !waitsHere(order) && atVenue(order).type === 'market'

/** The order as the venue knows it: one that waited here reaches it without the price that it waited for. */
export const atVenue = (order: Order): Order =>
  order.emulated === 'stop' || order.emulated === 'take-profit' ? woken(order) : order
