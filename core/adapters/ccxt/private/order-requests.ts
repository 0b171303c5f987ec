import type { Millis, Order, VenueOrderId } from '../../../domain/index.ts'
import type { VenueOrder, VenueTrade } from '../../../ports/index.ts'

/** A new order, or pair of orders, that is not known to exist. */
export type Unplaced =
  /** Documented as a refusal: the order does not exist. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** The request never left. */
  | { readonly kind: 'unsent'; readonly reason: string }
  | { readonly kind: 'unknown'; readonly reason: string; readonly sentAt: Millis }

/** What the venue's answer to a new order means. */
export type Placed = { readonly kind: 'placed'; readonly order: VenueOrder; readonly trades: readonly VenueTrade[] } | Unplaced

/** Both orders exist, in the order in which they were given, or neither does. */
export type PlacedPair = { readonly kind: 'placed'; readonly orders: readonly [VenueOrder, VenueOrder] } | Unplaced

export type Cancelled =
  /** `paired`: the other of a pair, which ended with it. */
  | { readonly kind: 'cancelled'; readonly order: VenueOrder; readonly paired?: VenueOrder }
  /** The order may still work; it has to be asked for. */
  | { readonly kind: 'unconfirmed'; readonly reason: string }

export type Found =
  | { readonly kind: 'found'; readonly order: VenueOrder }
  | { readonly kind: 'absent'; readonly reason: string }
  | { readonly kind: 'failed'; readonly reason: string }

/** What following orders needs of a venue; each call makes one request, and none is ever made again by itself. */
export interface OrderRequests {
  place(order: Order): Promise<Placed>
  placePair(orders: readonly [Order, Order]): Promise<PlacedPair>
  /** Of a pair the venue cancels both. */
  cancel(order: Order): Promise<Cancelled>
  find(order: Order): Promise<Found>
  /** All trades of one order; undefined when they could not be read. */
  tradesOf(order: Order, venueOrderId: VenueOrderId): Promise<readonly VenueTrade[] | undefined>
}
