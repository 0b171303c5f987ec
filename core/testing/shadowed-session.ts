import { countedIds } from '../adapters/memory/index.ts'
import {
  type BookSnapshot,
  millis,
  type Order,
  type OrderRequest,
  price,
  quantity,
  type Side,
  type VenueReport,
} from '../domain/index.ts'
import { simulatedClock } from '../simulation/clock/index.ts'
import { constantLatency, type LatencyModel, PaperVenue } from '../simulation/paper/index.ts'
import { PaperTwin, type PaperTwinOptions, shadowedVenue } from '../simulation/shadow/index.ts'
import { BTC, btcInstrument } from './trading-harness.ts'
import { worseVenue } from './worse-venue.ts'
import { submittedOrder } from './submitted-order.ts'

export const START = millis(1_700_000_000_000)
export const levels = (...list: readonly (readonly [string, string])[]) =>
  list.map(([at, size]) => ({ price: price(at), quantity: quantity(size) }))
export const BOOK: BookSnapshot = {
  kind: 'book-snapshot',
  instrument: BTC,
  exchangeTime: START,
  receivedTime: START,
  sequence: 1,
  bids: levels(['60000.00', '500']),
  asks: levels(['60000.01', '500']),
}

let count = 0
export function sampleOrder(change: Partial<OrderRequest> = {}): Order {
  count += 1
  const [id, clientId] = [`o${String(count)}`, `c${String(count)}`]
  return submittedOrder({ instrument: BTC, ...change }, { id, clientId, environment: 'live', at: START })
}

export interface ShadowedGiven {
  /** Of the live stand-in, ms. */
  readonly live?: LatencyModel
  readonly bps?: number
  readonly options?: Partial<PaperTwinOptions>
}

/** A live stand-in with a delay and a slippage of its own beside a paper twin of 20 ms, on one simulated clock. */
export function shadowedSession({ live = constantLatency(20), bps = 0, options = {} }: ShadowedGiven = {}) {
  const clock = simulatedClock(START)
  const instrument = () => btcInstrument
  const market = new PaperVenue({ clock, ids: countedIds(), latency: live, instrument })
  const alarms: string[] = []
  const failed: string[] = []
  const twin = new PaperTwin({
    clock,
    ids: countedIds(),
    latency: constantLatency(20),
    instrument,
    limits: { maxBps: 1_000, maxMs: 60_000, leastOrders: 5 },
    keep: 1_000,
    graceMs: 1_000,
    alarm: (message) => alarms.push(message),
    failed: (reason) => failed.push(reason),
    ...options,
  })
  const venue = shadowedVenue(worseVenue(market, bps), twin, { clock, failed: (reason) => failed.push(reason) })
  const reports: VenueReport[] = []
  venue.onReport((report) => reports.push(report))
  const book = (next: BookSnapshot): void => {
    market.onBook(next)
    twin.onBook(next)
  }
  book(BOOK)
  const submit = (change: Partial<OrderRequest> = {}): Order => {
    const order = sampleOrder(change)
    venue.submit(order)
    return order
  }
  const trade = (at: string, size: string, aggressor: Side): void => {
    const fact = { kind: 'trade', instrument: BTC, exchangeTime: clock.now(), receivedTime: clock.now(), id: 't' } as const
    const made = { ...fact, price: price(at), quantity: quantity(size), aggressor }
    market.onTrade(made)
    twin.onTrade(made)
  }
  return { clock, twin, venue, market, book, submit, trade, alarms, failed, reports }
}
