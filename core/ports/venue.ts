import type { ClientOrderId, Order, VenueReport } from '../domain/index.ts'

/**
 * Where orders go. Every outcome, also a refusal, comes back as a report, never as a throw:
 * a lost answer is the report `unknown`.
 */
export interface Venue {
  submit(order: Order): void
  cancel(clientOrderId: ClientOrderId): void
  /** Asks what became of an order; the answer is a report. */
  query(clientOrderId: ClientOrderId): void
  /** Takes up an order that was working before a restart; what became of it comes back as reports. */
  resume(order: Order): void
  onReport(listener: (report: VenueReport) => void): void
}
