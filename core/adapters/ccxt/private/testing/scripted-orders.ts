import {
  type FillId,
  fillId,
  type Instrument,
  millis,
  money,
  type Order,
  price,
  quantity,
  type VenueReport,
  venueOrderId,
} from '../../../../domain/index.ts'
import type { Clock, Logger, VenueOrder, VenueTrade } from '../../../../ports/index.ts'
import { LiveOrders } from '../live-orders.ts'
import type { Cancelled, Found, OrderRequests, Placed, PlacedPair } from '../order-requests.ts'

type SteppedClock = Clock & { advance(by: number): void }

/** What the venue answers, in order; the last of each is given again and again. */
export interface Script {
  place: (Placed | Promise<Placed>)[]
  pair: (PlacedPair | Promise<PlacedPair>)[]
  cancel: Cancelled[]
  /** By client order id, else for every order. */
  find: Found[] | Map<string, Found[]>
  trades: (readonly VenueTrade[])[]
}

export const rowOf = (order: Order, more: Partial<VenueOrder> = {}): VenueOrder => ({
  instrument: order.instrument,
  venueSymbol: 'BTCUSDT',
  clientOrderId: order.clientOrderId,
  venueOrderId: venueOrderId('7'),
  side: order.side,
  kind: 'LIMIT',
  quantity: order.quantity,
  filled: quantity('0'),
  state: 'working',
  updatedAt: millis(0),
  ...more,
})

export const tradeOf = (order: Order, id: number, amount: string): VenueTrade => ({
  fillId: fillId(`binance:BTCUSDT:${String(id)}`),
  instrument: order.instrument,
  venueSymbol: 'BTCUSDT',
  venueOrderId: venueOrderId('7'),
  side: 'buy',
  price: price('100'),
  quantity: quantity(amount),
  feeAsset: 'BTC',
  feeAmount: money('0.001'),
  liquidity: 'maker',
  at: millis(0),
})

/** Followed orders at a venue that answers by a script, in time that goes by when it is told to. */
export class ScriptedOrders {
  readonly clock: SteppedClock
  readonly reports: VenueReport[] = []
  readonly strays: VenueOrder[] = []
  /** The requests that were made. */
  readonly asked: string[] = []
  readonly script: Script = { place: [], pair: [], cancel: [], find: [], trades: [] }
  readonly orders: LiveOrders

  constructor({ clock, instrument, logger }: { clock: SteppedClock; instrument: Instrument; logger: Logger }) {
    const { script } = this
    this.clock = clock
    const requests: OrderRequests = {
      place: () => Promise.resolve(this.#next<Placed | Promise<Placed>>(script.place, 'place')),
      placePair: () => Promise.resolve(this.#next<PlacedPair | Promise<PlacedPair>>(script.pair, 'pair')),
      cancel: () => Promise.resolve(this.#next(script.cancel, 'cancel')),
      find: ({ clientOrderId }) => {
        const found = script.find instanceof Map ? (script.find.get(clientOrderId) ?? []) : script.find
        return Promise.resolve(this.#next(found, 'find'))
      },
      tradesOf: () => Promise.resolve(this.#next(script.trades, 'trades')),
    }
    this.orders = new LiveOrders({
      requests,
      clock,
      random: { next: () => 1 },
      logger,
      signal: new AbortController().signal,
      instruments: new Map([[instrument.id, instrument]]),
      arrivesWithin: 7_000,
      askEvery: 1_000,
      isKnownFill: (_id: FillId) => false,
      report: (report) => this.reports.push(report),
      onStray: (stray) => this.strays.push(stray),
    })
  }

  /** Time goes by in small steps, and whatever waits on it gets its turn. */
  async pass(by: number): Promise<void> {
    for (let gone = 0; gone < by; gone += 50) {
      this.clock.advance(50)
      await this.settled()
    }
  }

  async settled(): Promise<void> {
    for (let turn = 0; turn < 30; turn += 1) await Promise.resolve()
  }

  /** Kinds of what was reported, of one order or of all. */
  story(order?: Order): string[] {
    return this.reports
      .filter(({ clientOrderId }) => order === undefined || clientOrderId === order.clientOrderId)
      .map(({ type }) => type)
  }

  #next<T>(queue: T[], name: string): T {
    this.asked.push(name)
    const answer = queue.length > 1 ? queue.shift() : queue[0]
    if (answer === undefined) throw new Error(`nothing to answer to ${name}`)
    return answer
  }
}
