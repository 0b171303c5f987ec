import type { ClientOrderId, Order, VenueReport } from '../domain/index.ts'
import { PLAIN_VENUE, takesNoPairs, type Venue } from '../ports/index.ts'

/** Takes everything, does nothing, and reports what a test has it report. */
export class NotingVenue implements Venue {
  readonly capabilities = PLAIN_VENUE
  readonly submitted: Order[] = []
  readonly cancelled: ClientOrderId[] = []
  readonly queried: ClientOrderId[] = []
  readonly resumed: Order[] = []
  #listener: (report: VenueReport) => void = () => undefined

  submit(order: Order): void {
    this.submitted.push(order)
  }
  submitPair(): void {
    takesNoPairs()
  }
  cancel(id: ClientOrderId): void {
    this.cancelled.push(id)
  }
  query(id: ClientOrderId): void {
    this.queried.push(id)
  }
  resume(order: Order): void {
    this.resumed.push(order)
  }
  onReport(listener: (report: VenueReport) => void): void {
    this.#listener = listener
  }

  report(report: VenueReport): void {
    this.#listener(report)
  }
}
