import type {
  BookSnapshot,
  ClientOrderId,
  Millis,
  Order,
  ShadowedOrder,
  ShadowQuery,
  ShadowSummary,
  Trade,
  VenueReport,
} from '../../domain/index.ts'

/** Takes every live order on paper too, at the same moment, and says how far apart the two came out. */
export interface ShadowTwin {
  /** The live order is handed to its venue now. Tell it in the same turn, or the times are not of the same moment. */
  submitted(order: Order, at: Millis): void
  /** Two live orders in one request, of which one that fills ends the other. */
  submittedPair(orders: readonly [Order, Order], at: Millis): void
  /** Its cancel is handed to the venue now. */
  cancelled(clientOrderId: ClientOrderId, at: Millis): void
  /** What the live venue said, when it said it. Orders that it was not told of are left alone. */
  report(live: VenueReport): void
  onBook(snapshot: BookSnapshot): void
  onTrade(trade: Trade): void
  /** Newest first. */
  rows(query: ShadowQuery): readonly ShadowedOrder[]
  summary(query?: ShadowQuery): ShadowSummary
  close(): void
}
