import { type ClientOrderId, type InstrumentId, type Order, required, type VenueReport } from '../../domain/index.ts'
import { PLAIN_VENUE, takesNoPairs, type Venue } from '../../ports/index.ts'
import type { BarVenue } from './bar-venue.ts'

/** One account's way to the venues of its markets. */
export class BarVenues implements Venue {
  readonly capabilities = PLAIN_VENUE
  readonly #venues = new Map<InstrumentId, BarVenue>()
  #listener: (report: VenueReport) => void = () => undefined

  add(instrument: InstrumentId, venue: BarVenue): void {
    this.#venues.set(instrument, venue)
    venue.onReport((report) => {
      this.#listener(report)
    })
  }

  onReport(listener: (report: VenueReport) => void): void {
    this.#listener = listener
  }

  submitPair(_orders: readonly [Order, Order]): void {
    takesNoPairs()
  }

  submit(order: Order): void {
    required(this.#venues.get(order.instrument), `${order.instrument} has bars`).submit(order)
  }

  /** Only the venue that has the order answers. */
  cancel(clientOrderId: ClientOrderId): void {
    for (const venue of this.#venues.values()) venue.cancel(clientOrderId)
  }

  /** Nothing is ever in doubt here. */
  query(_clientOrderId: ClientOrderId): void {}

  /** A backtest begins and ends in one run; it takes up nothing. */
  resume(_order: Order): void {}
}
