import { afterAll, afterEach, beforeAll, beforeEach, expect, vi } from 'vitest'
import type { DemoExchange, LedgerOrder, RestRequest } from '../demo/index.ts'
import { type Order, price, type VenueReport } from '../domain/index.ts'
import { type SkippingClock, skippingClock } from './skipping-clock.ts'
import { asStranger, DEMO_BTC, LONGEST_WAIT, openRecordedVenue, type OpenedVenue, startObservedDemo } from './live-venue.ts'

/** Where the market stands when a test begins; its touch is about a dollar away on both sides. */
const START = '110000'
const soon = { timeout: 8_000, interval: 5 }

/** A live venue at a market that moves only when told, new for each test of a file. */
export interface StillVenue {
  readonly demo: DemoExchange
  readonly opened: OpenedVenue
  /** The venue's own; the exchange has the system's. */
  readonly clock: SkippingClock
  /** Since the test began. */
  readonly requests: readonly RestRequest[]
  moveTo(to: string): void
  /** What the venue's own books have of an order. */
  rows(order: Order): readonly LedgerOrder[]
  /** Waits until reports of these kinds came of an order, first and in this order. */
  told(order: Order, story: readonly string[]): Promise<void>
  /** Requests that brought an order. */
  posts(order: Order): readonly RestRequest[]
  /** Lets so much time go by that what was lost cannot arrive any more, once each of these was asked for and is in doubt. */
  outlast(orders: readonly Order[]): Promise<void>
}

export const filledOf = (reports: readonly VenueReport[]): bigint =>
  reports.reduce((sum, report) => sum + (report.type === 'filled' ? (report.quantity as bigint) : 0n), 0n)

/** The tests of a file share the minute in which the venue counts weight: no budget is to be filled by the others. */
function clearFaults(demo: DemoExchange): void {
  demo.faults.clear()
  demo.faults.usedWeight = -1_000_000_000
}

/** Call it once at the top of a file. */
export function stillVenue(): StillVenue {
  let demo: DemoExchange | undefined
  let opened: OpenedVenue | undefined
  let clock: SkippingClock | undefined
  let requests: RestRequest[] = []
  const there = <T>(value: T | undefined): T => {
    if (value === undefined) throw new Error('asked for before the test began')
    return value
  }
  beforeAll(async () => {
    ;({ demo, requests } = await startObservedDemo({ source: 'still' }))
  })
  afterAll(() => demo?.close())
  beforeEach(async () => {
    clearFaults(there(demo))
    requests.length = 0
    there(demo).moveTo(DEMO_BTC.venueSymbol, price(START))
    clock = skippingClock()
    opened = await openRecordedVenue(there(demo).endpoint, { clock })
    await opened.venue.connect()
  })
  afterEach(async () => {
    await opened?.venue.close()
    there(demo).faults.clear()
    await asStranger(there(demo).endpoint, {
      method: 'DELETE',
      path: 'openOrders',
      params: { symbol: DEMO_BTC.venueSymbol },
    }).catch((error: unknown) => {
      // Nothing was open.
      if (!String(error).includes('-2011')) throw error
    })
  })
  return {
    get demo() {
      return there(demo)
    },
    get opened() {
      return there(opened)
    },
    get clock() {
      return there(clock)
    },
    get requests() {
      return requests
    },
    moveTo: (to) => there(demo).moveTo(DEMO_BTC.venueSymbol, price(to)),
    rows: (order) =>
      there(demo)
        .ledger()
        .filter(({ clientOrderId }) => clientOrderId === order.clientOrderId),
    told: (order, story) =>
      vi.waitFor(() => {
        expect(there(opened).story(order).slice(0, story.length)).toEqual(story)
      }, soon),
    outlast: async (orders) => {
      await vi.waitFor(() => {
        const unknown = there(opened).venue.unknown()
        const asked = (order: Order): number =>
          unknown.find(({ clientOrderId }) => clientOrderId === order.clientOrderId)?.asked.length ?? 0
        expect(orders.map(asked).every((count) => count > 1)).toBe(true)
      }, soon)
      there(clock).skip(LONGEST_WAIT)
    },
    posts: (order) => requests.filter(({ method, text }) => method === 'POST' && text.includes(order.clientOrderId)),
  }
}
