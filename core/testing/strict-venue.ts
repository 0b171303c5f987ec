import {
  type ClientOrderId,
  fillId,
  min,
  type Order,
  type Price,
  type Quantity,
  roundToStep,
  type VenueReport,
  venueOrderId,
  ZERO_MONEY,
  ZERO_QUANTITY,
} from '../domain/index.ts'
import { isProtective } from '../execution/index.ts'
import { type Clock, PLAIN_VENUE, type Venue, type VenueCapabilities } from '../ports/index.ts'
import { btcInstrument } from './trading-harness.ts'

/** What befalls the next request of its kind. */
export type SubmitFault = 'reject' | 'lost' | 'no-answer' | 'thin'
export type CancelFault = 'unanswered' | 'unknown'

const inLots = (size: bigint): Quantity => roundToStep(size as Quantity, btcInstrument.lotSize)

interface Held {
  readonly order: Order
  left: Quantity
  working: boolean
  fills: VenueReport[]
  end: VenueReport | undefined
}

/**
 * A venue whose every move the test makes: requests and reports wait until they are let through, faults are chosen, and
 * it keeps the one truth about what is held. What must never happen is noted in `violations`.
 */
export class StrictVenue implements Venue {
  readonly capabilities: VenueCapabilities
  readonly violations: string[] = []
  held: Quantity = ZERO_QUANTITY
  bid: Price
  submitFault: SubmitFault | undefined
  cancelFault: CancelFault | undefined
  readonly #clock: Clock
  readonly #orders = new Map<ClientOrderId, Held>()
  #inbox: (() => void)[] = []
  #outbox: VenueReport[] = []
  #listener: (report: VenueReport) => void = () => undefined
  #fills = 0

  constructor(clock: Clock, bid: Price, capabilities: Partial<VenueCapabilities> = {}) {
    this.capabilities = { ...PLAIN_VENUE, types: ['market', 'limit', 'stop'], pairs: true, ...capabilities }
    this.#clock = clock
    this.bid = bid
  }

  onReport(listener: (report: VenueReport) => void): void {
    this.#listener = listener
  }

  submit(order: Order): void {
    this.#inbox.push(() => {
      this.#arrive([order])
    })
  }

  submitPair(orders: readonly [Order, Order]): void {
    this.#inbox.push(() => {
      this.#arrive(orders)
    })
  }

  cancel(id: ClientOrderId): void {
    this.#inbox.push(() => {
      const fault = this.cancelFault
      this.cancelFault = undefined
      if (fault === 'unanswered') return
      const held = this.#orders.get(id)
      if (fault === 'unknown') this.#tell({ type: 'unknown', clientOrderId: id, reason: 'no answer', at: this.#clock.now() })
      else if (held === undefined)
        this.#tell({ type: 'rejected', clientOrderId: id, reason: 'no such order', at: this.#clock.now() })
      else if (held.working) this.#endBoth(held, 'cancelled on request')
    })
  }

  query(id: ClientOrderId): void {
    this.#inbox.push(() => {
      this.#answer(id)
    })
  }

  /** What was missed comes before anything new. */
  resume(order: Order): void {
    this.#answer(order.clientOrderId)
  }

  /** The program is gone: what was under way in its memory is lost; requests that had left arrive. */
  cut(): void {
    this.#listener = () => undefined
    this.drainRequests()
    this.#outbox = []
  }

  processNext(): boolean {
    const next = this.#inbox.shift()
    next?.()
    return next !== undefined
  }

  deliverNext(): boolean {
    const next = this.#outbox.shift()
    if (next !== undefined) this.#listener(next)
    return next !== undefined
  }

  drainRequests(): void {
    while (this.processNext());
  }

  /** Sales that work here now with what is left of them; of a pair both. */
  sales(): readonly Order[] {
    return [...this.#orders.values()]
      .filter(({ working, order }) => working && order.side === 'sell')
      .map(({ order, left }) => ({ ...order, quantity: left }))
  }

  /** The market trades with one of the resting orders. */
  trade(index: number, share: number): void {
    const resting = [...this.#orders.values()].filter(({ working }) => working)
    const held = resting[index % Math.max(resting.length, 1)]
    if (held === undefined) return
    const part = inLots((held.left * BigInt(Math.round(share * 4))) / 4n)
    this.#fill(held, part <= 0n ? held.left : part)
  }

  /** Stops that the price has reached sell, whole or in part with the rest ended. */
  trigger(whole: boolean): void {
    for (const held of this.#orders.values()) {
      const { stopPrice } = held.order
      if (!held.working || stopPrice === undefined || this.bid > stopPrice) continue
      this.#fill(held, whole ? held.left : min(held.left, 100_000_000_000n as Quantity))
      if (held.working) this.#endBoth(held, 'nobody buys the rest', 'expired')
    }
  }

  /** The venue ends one of its orders for reasons of its own. */
  drop(index: number): void {
    const resting = [...this.#orders.values()].filter(({ working }) => working)
    const held = resting[index % Math.max(resting.length, 1)]
    if (held !== undefined) this.#endBoth(held, 'ended by the venue')
  }

  #arrive(orders: readonly Order[]): void {
    const fault = this.submitFault
    this.submitFault = undefined
    if (fault === 'lost') {
      this.#tellAll(orders, 'unknown', 'no answer')
      return
    }
    if (fault === 'reject') {
      this.#tellAll(orders, 'rejected', 'would trigger immediately')
      return
    }
    for (const order of orders) {
      if (this.#orders.has(order.clientOrderId)) this.violations.push(`${order.clientOrderId} twice`)
      this.#orders.set(order.clientOrderId, { order, left: order.quantity, working: true, fills: [], end: undefined })
    }
    this.#check()
    if (fault === 'no-answer') this.#tellAll(orders, 'unknown', 'no answer')
    else
      for (const { clientOrderId } of orders)
        this.#tell({ type: 'accepted', clientOrderId, venueOrderId: venueOrderId(clientOrderId), at: this.#clock.now() })
    for (const { clientOrderId, type } of orders) {
      const held = this.#orders.get(clientOrderId)
      if (held === undefined || type !== 'market') continue
      this.#fill(held, fault === 'thin' ? inLots(held.left / 2n) : held.left)
      if (held.working) this.#endBoth(held, 'the book is used up', 'expired')
    }
  }

  #fill(held: Held, quantity: Quantity): void {
    const { clientOrderId, side, limitPrice } = held.order
    if (quantity > 0n) {
      held.left = (held.left - quantity) as Quantity
      this.held = (side === 'buy' ? this.held + quantity : this.held - quantity) as Quantity
      const report: VenueReport = {
        type: 'filled',
        clientOrderId,
        fillId: fillId(`f${String((this.#fills += 1))}`),
        price: limitPrice ?? this.bid,
        quantity,
        fee: ZERO_MONEY,
        liquidity: 'taker',
        at: this.#clock.now(),
      }
      held.fills.push(report)
      if (held.left === 0n) held.working = false
      this.#tell(report)
      const other = this.#otherOf(held)
      if (other?.working === true) this.#end(other, 'the other of its pair traded')
    }
    this.#check()
  }

  #endBoth(held: Held, reason: string, how: 'cancelled' | 'expired' = 'cancelled'): void {
    this.#end(held, reason, how)
    const other = this.#otherOf(held)
    if (other?.working === true) this.#end(other, 'ended with the other of its pair')
  }

  #end(held: Held, reason: string, how: 'cancelled' | 'expired' = 'cancelled'): void {
    held.working = false
    const report: VenueReport = { type: how, clientOrderId: held.order.clientOrderId, reason, at: this.#clock.now() }
    held.end = report
    this.#tell(report)
  }

  #otherOf({ order }: Held): Held | undefined {
    return order.pairedWith === undefined
      ? undefined
      : [...this.#orders.values()].find((each) => each.order.id === order.pairedWith)
  }

  #answer(clientOrderId: ClientOrderId): void {
    const at = this.#clock.now()
    const held = this.#orders.get(clientOrderId)
    if (held === undefined) this.#tell({ type: 'rejected', clientOrderId, reason: 'no such order', at })
    else {
      for (const fill of held.fills) this.#tell(fill)
      if (held.end !== undefined) this.#tell(held.end)
      else if (held.working) this.#tell({ type: 'accepted', clientOrderId, venueOrderId: venueOrderId(clientOrderId), at })
    }
  }

  /** More sales than there is to sell, or more than one stop. */
  #check(): void {
    const sales = [...this.#orders.values()].filter(({ working, order }) => working && order.side === 'sell')
    const once = sales.filter((held) => {
      const other = this.#otherOf(held)
      return other?.working !== true || other.left < held.left || (other.left === held.left && other.order.id > held.order.id)
    })
    const promised = once.reduce((sum, { left }) => sum + left, 0n)
    if (promised > this.held || this.held < 0n) this.violations.push(`${String(promised)} promised of ${String(this.held)}`)
    const stops = sales.filter(({ order }) => isProtective(order) && order.type === 'stop').length
    if (stops > 1) this.violations.push(`${String(stops)} stops`)
  }

  #tellAll(orders: readonly Order[], type: 'unknown' | 'rejected', reason: string): void {
    for (const { clientOrderId } of orders) this.#tell({ type, clientOrderId, reason, at: this.#clock.now() })
  }

  #tell(report: VenueReport): void {
    this.#outbox.push(report)
  }
}
