import type { ClientOrderId, FillId, Instrument, Millis, Order } from '../../../domain/index.ts'
import type { Clock, ExchangeKeys, Logger, Random, Stopwatch } from '../../../ports/index.ts'

export interface LiveVenueOptions {
  /** `binance` */
  readonly exchange: string
  readonly keys: ExchangeKeys
  /** Another server's origin, for the demo exchange; nothing else is contacted then. */
  readonly endpoint?: string
  readonly instruments: readonly Instrument[]
  /** What client order ids of this program begin with. */
  readonly prefix: string
  /** Trades from then on are looked for: when the books were last known to be whole. */
  readonly since: Millis
  /** Fills that are in the books already. */
  readonly isKnownFill: (id: FillId) => boolean
  /** An order of ours that is not handed over by `resume`, because it ended. */
  readonly recall: (id: ClientOrderId) => Order | undefined
  readonly clock: Clock & Stopwatch
  readonly random: Random
  readonly logger: Logger
  readonly times?: Partial<LiveVenueTimes>
}

/** ms */
export interface LiveVenueTimes {
  readonly requestTimeout: number
  /** How long the venue takes a signed request after its time stamp. */
  readonly recvWindow: number
  /** Added to `recvWindow` for clocks that differ and for the venue's own work. */
  readonly arrivalMargin: number
  /** First pause between questions about an order; doubles up to half a minute. */
  readonly askEvery: number
  /** How often all working orders are compared with the venue's. */
  readonly refreshEvery: number
  /** First pause before a lost stream is opened again; doubles up to half a minute. */
  readonly reconnect: number
}

export const LIVE_TIMES: LiveVenueTimes = {
  requestTimeout: 10_000,
  recvWindow: 5_000,
  arrivalMargin: 2_000,
  askEvery: 1_000,
  refreshEvery: 60_000,
  reconnect: 500,
}
