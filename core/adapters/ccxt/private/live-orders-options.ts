import type { FillId, Instrument, InstrumentId, VenueReport } from '../../../domain/index.ts'
import type { Clock, Logger, Random, VenueOrder } from '../../../ports/index.ts'
import type { OrderRequests } from './order-requests.ts'

export interface LiveOrdersOptions {
  readonly requests: OrderRequests
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly signal: AbortSignal
  readonly instruments: ReadonlyMap<InstrumentId, Instrument>
  /** After so long a request on its way can no longer be accepted, by our clock and with its error, ms. */
  readonly arrivesWithin: number
  /** First pause between questions about one order, ms. */
  readonly askEvery: number
  /** Fills that are in the books already: counted, not told again. */
  readonly isKnownFill: (id: FillId) => boolean
  readonly report: (report: VenueReport) => void
  /** An order that was taken for absent works at the venue; it is being cancelled. */
  readonly onStray: (order: VenueOrder) => void
}
