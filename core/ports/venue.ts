import type { ClientOrderId, Order, OrderType, VenueReport } from '../domain/index.ts'

/** What a venue does itself; what it does not is emulated by the engine and labelled so, or refused. */
export interface VenueCapabilities {
  readonly types: readonly OrderType[]
  readonly postOnly: boolean
  readonly iceberg: boolean
  /** Takes two orders of which one that fills ends the other, in one request. */
  readonly pairs: boolean
  /** Cancels everything by itself when it has not heard from us for a while; it does not unless this says so. */
  readonly deadManSwitch?: boolean
}

/** Market orders, and what a venue always has. */
export const PLAIN_VENUE: VenueCapabilities = { types: ['market', 'limit'], postOnly: false, iceberg: false, pairs: false }

/** For a venue without `capabilities.pairs`: asking it for a pair is a defect of the caller. */
export function takesNoPairs(): never {
  throw new Error('this venue takes no pairs of orders')
}

/**
 * Where orders go. Every outcome, also a refusal, comes back as a report, never as a throw:
 * a lost answer is the report `unknown`.
 */
export interface Venue {
  readonly capabilities: VenueCapabilities
  submit(order: Order): void
  /** Both or neither; each order has its own reports. Only where `capabilities.pairs`. */
  submitPair(orders: readonly [Order, Order]): void
  cancel(clientOrderId: ClientOrderId): void
  /** Asks what became of an order; the answer is a report. */
  query(clientOrderId: ClientOrderId): void
  /** Takes up an order that was working before a restart; what became of it comes back as reports. */
  resume(order: Order): void
  onReport(listener: (report: VenueReport) => void): void
}
