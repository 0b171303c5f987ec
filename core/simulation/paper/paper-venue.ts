import {
  applyRate,
  type BookSnapshot,
  type ClientOrderId,
  fillId,
  type Instrument,
  type InstrumentId,
  min,
  notional,
  type Order,
  ORDER_TYPES,
  type Price,
  type Quantity,
  subtract,
  type Trade,
  type VenueReport,
  venueOrderId,
  wokenAt,
  ZERO_QUANTITY,
} from '../../domain/index.ts'
import type { Clock, IdSource, Venue, VenueCapabilities } from '../../ports/index.ts'
import type { LatencyModel } from './models.ts'
import { OrderPairs, pairRefusal } from './pairs.ts'
import { PaperBook, type Take } from './paper-book.ts'
import { QUEUE_MODELS, type QueueModel, QueuePosition } from './queue.ts'
import { type QueuedOrder, queuedOrders } from './queued-orders.ts'
import { byPrice, type Resting, restingOf, use, visible } from './resting.ts'

export interface PaperVenueOptions {
  readonly clock: Clock
  readonly ids: IdSource
  readonly latency: LatencyModel
  /** What is known of an instrument's grid and fees; unknown instruments are refused as a venue would. */
  readonly instrument: (id: InstrumentId) => Instrument | undefined
  /** Pessimistic unless told. */
  readonly queue?: QueueModel | undefined
}

/**
 * A venue that executes against the market as it is shown: takers walk the displayed levels,
 * makers wait behind the size that was displayed before them and fill only from trades that
 * reach them. It holds no key, no socket and no exchange library.
 */
export class PaperVenue implements Venue {
  readonly capabilities: VenueCapabilities = { types: ORDER_TYPES, postOnly: true, iceberg: true, pairs: true }
  readonly #options: PaperVenueOptions
  readonly #books = new Map<InstrumentId, PaperBook>()
  readonly #resting = new Map<ClientOrderId, Resting>()
  /** Orders under way at a restart: they arrive with the first picture of their market. */
  readonly #returning = new Map<ClientOrderId, Order>()
  readonly #pairs = new OrderPairs()
  /** Requests under way; they arrive in the order in which they left, whatever each one's delay. */
  readonly #inbox: (() => void)[] = []
  #listener: (report: VenueReport) => void = () => undefined

  constructor(options: PaperVenueOptions) {
    this.#options = options
  }

  onReport(listener: (report: VenueReport) => void): void {
    this.#listener = listener
  }

  submitPair(orders: readonly [Order, Order]): void {
    this.#later(() => {
      const [{ instrument }] = orders
      const book = this.#books.get(instrument)
      const listed = this.#options.instrument(instrument) !== undefined
      const reason = book === undefined || !listed ? `no market for ${instrument}` : pairRefusal(orders, book.best('buy'))
      if (reason === undefined) this.#pairs.add(orders)
      for (const order of orders) {
        if (reason === undefined) this.#arrive(order)
        else this.#report({ type: 'rejected', clientOrderId: order.clientOrderId, reason, at: this.#options.clock.now() })
      }
    })
  }

  submit(order: Order): void {
    this.#later(() => {
      this.#arrive(order)
    })
  }

  /** The journal is this venue's memory: an order that was working goes on with what is left of it. */
  resume(order: Order): void {
    this.#pairs.add([order])
    if (order.state === 'submitted' || order.state === 'unknown') this.#returning.set(order.clientOrderId, order)
    else {
      this.#resting.set(order.clientOrderId, restingOf(order, this.#queueAt(undefined)))
      if (order.state === 'cancelling') this.cancel(order.clientOrderId)
    }
  }

  cancel(clientOrderId: ClientOrderId): void {
    this.#later(() => {
      const order = this.#returning.get(clientOrderId) ?? this.#resting.get(clientOrderId)?.order
      // What is filled or was never here cannot be cancelled: its end was reported before.
      if (order === undefined) return
      this.#end(clientOrderId, 'cancelled on request')
      this.#endOther(order, 'cancelled with the other of its pair')
    })
  }

  query(clientOrderId: ClientOrderId): void {
    this.#later(() => {
      const at = this.#options.clock.now()
      if (this.#resting.has(clientOrderId))
        this.#report({ type: 'accepted', clientOrderId, venueOrderId: venueOrderId(`paper-${clientOrderId}`), at })
    })
  }

  /** Every order that rests at a price which the book has shown. */
  queued(): readonly QueuedOrder[] {
    return queuedOrders(this.#resting.values())
  }

  onBook(snapshot: BookSnapshot): void {
    const book = this.#books.get(snapshot.instrument)
    if (book === undefined) this.#books.set(snapshot.instrument, new PaperBook(snapshot))
    else book.update(snapshot)
    this.#endOrphans(snapshot.instrument)
    for (const order of [...this.#returning.values()].filter(({ instrument }) => instrument === snapshot.instrument)) {
      this.#returning.delete(order.clientOrderId)
      this.#arrive(order)
    }
    for (const resting of this.#of(snapshot.instrument)) this.#meetBook(resting)
  }

  onTrade(trade: Trade): void {
    this.#endOrphans(trade.instrument)
    const orders = this.#of(trade.instrument)
    // One trade serves our orders in the venue's order of priority, and its size only once.
    let left = trade.quantity
    for (const resting of orders.filter(({ active }) => active).sort(byPrice))
      left = subtract(left, this.#meetTrade(resting, trade, left))
    for (const resting of orders) if (!resting.active) this.#trigger(resting, trade.price)
  }

  #arrive(order: Order): void {
    const at = this.#options.clock.now()
    const { clientOrderId } = order
    const book = this.#books.get(order.instrument)
    if (this.#options.instrument(order.instrument) === undefined || book === undefined) {
      this.#report({ type: 'rejected', clientOrderId, reason: `no market for ${order.instrument}`, at })
      return
    }
    if (order.postOnly === true && order.limitPrice !== undefined && book.shows(order.side, order.limitPrice)) {
      const reason = 'post-only: it would have taken from the book at once'
      this.#report({ type: 'rejected', clientOrderId, reason, at })
      return
    }
    const resting = restingOf(order, this.#queueAt(ZERO_QUANTITY))
    this.#report({ type: 'accepted', clientOrderId, venueOrderId: venueOrderId(`paper-${clientOrderId}`), at })
    this.#resting.set(clientOrderId, resting)
    if (resting.active) this.#takeOrRest(resting, book)
  }

  #takeOrRest(resting: Resting, book: PaperBook): void {
    const { order } = resting
    const takes = book.reachable(order.side, resting.left, order.limitPrice)
    if (order.timeInForce === 'FOK' && takes.reduce((sum, take) => sum + take.quantity, 0n) < resting.left) {
      this.#resting.delete(order.clientOrderId)
      const reason = 'could not be filled whole'
      this.#report({ type: 'expired', clientOrderId: order.clientOrderId, reason, at: this.#options.clock.now() })
      return
    }
    book.take(takes)
    for (const take of takes) this.#fill(resting, take, 'taker')
    if (resting.left === 0n) return
    if (order.limitPrice === undefined || order.timeInForce === 'IOC') {
      this.#resting.delete(order.clientOrderId)
      const reason = order.limitPrice === undefined ? 'the displayed book is used up' : 'the rest could not be filled at once'
      this.#report({ type: 'expired', clientOrderId: order.clientOrderId, reason, at: this.#options.clock.now() })
    } else {
      resting.shown = visible(order, resting.left)
      resting.queue = this.#queueAt(book.sizeAt(order.side, order.limitPrice))
    }
  }

  #trigger(resting: Resting, price: Price): void {
    const { order } = resting
    if (!wokenAt(order, price)) return
    resting.active = true
    const book = this.#books.get(order.instrument)
    if (book !== undefined) this.#takeOrRest(resting, book)
    this.#endOther(order, 'the other of its pair was triggered')
  }

  /** A new picture: what waits for a price may wake on the one it would get; makers move up or are crossed. */
  #meetBook(resting: Resting): void {
    const { order } = resting
    const book = this.#books.get(order.instrument)
    if (book === undefined) return
    if (!resting.active) {
      const price = book.best(order.side === 'sell' ? 'buy' : 'sell')
      if (price !== undefined) this.#trigger(resting, price)
      return
    }
    // Orders that never rest are here only when a restart came between their acceptance and their end.
    if (order.limitPrice === undefined || order.timeInForce !== 'GTC') {
      this.#takeOrRest(resting, book)
      return
    }
    const crossing = book.reachable(order.side, resting.left, order.limitPrice)
    book.take(crossing)
    for (const { quantity } of crossing) this.#fill(resting, { price: order.limitPrice, quantity }, 'maker')
    if (resting.left === 0n || !book.covers(order.side, order.limitPrice)) return
    resting.queue.shown(book.sizeAt(order.side, order.limitPrice))
  }

  /**
   * Of a trade at the order's price the queue takes first; of one beyond it, which would have reached
   * us before, we do. Returns how much of `left` was ours.
   */
  #meetTrade(resting: Resting, trade: Trade, left: Quantity): Quantity {
    const { order } = resting
    if (order.limitPrice === undefined || trade.aggressor === order.side) return ZERO_QUANTITY
    const through = order.side === 'buy' ? trade.price < order.limitPrice : trade.price > order.limitPrice
    if (!through && trade.price !== order.limitPrice) return ZERO_QUANTITY
    if (through) resting.queue.passed()
    const queued = through ? ZERO_QUANTITY : resting.queue.traded(trade.quantity, left)
    // Of an iceberg a trade at its price meets what is shown; one beyond it has used up all that was there.
    const quantity = min(subtract(left, queued), through ? resting.left : resting.shown)
    if (quantity > 0n) this.#fill(resting, { price: order.limitPrice, quantity }, 'maker')
    return quantity
  }

  #fill(resting: Resting, take: Take, liquidity: 'maker' | 'taker'): void {
    const { order } = resting
    const instrument = this.#options.instrument(order.instrument)
    if (instrument === undefined || take.quantity <= 0n) return
    const refilled = use(resting, take.quantity)
    if (resting.left === 0n) this.#resting.delete(order.clientOrderId)
    else if (refilled && liquidity === 'maker') this.#queueAgain(resting)
    this.#report({
      type: 'filled',
      clientOrderId: order.clientOrderId,
      fillId: fillId(this.#options.ids.next('fill')),
      price: take.price,
      quantity: take.quantity,
      fee: applyRate(
        notional(take.price, take.quantity),
        liquidity === 'maker' ? instrument.makerFee : instrument.takerFee,
        'up',
      ),
      liquidity,
      at: this.#options.clock.now(),
    })
    this.#endOther(order, 'the other of its pair traded')
  }

  #endOther(order: Order, reason: string): void {
    const other = this.#pairs.part(order)
    if (other !== undefined) this.#end(other.clientOrderId, reason)
  }

  #endOrphans(instrument: InstrumentId): void {
    for (const clientOrderId of this.#pairs.takeOrphans(instrument)) this.#end(clientOrderId, 'the other of its pair had ended')
  }

  #end(clientOrderId: ClientOrderId, reason: string): void {
    this.#resting.delete(clientOrderId)
    this.#returning.delete(clientOrderId)
    this.#report({ type: 'cancelled', clientOrderId, reason, at: this.#options.clock.now() })
  }

  /** What comes into view of an iceberg is the newest at its price: behind what others show, and behind our own. */
  #queueAgain(resting: Resting): void {
    const { order } = resting
    const { clientOrderId, limitPrice } = order
    this.#resting.delete(clientOrderId)
    this.#resting.set(clientOrderId, resting)
    if (limitPrice !== undefined) resting.queue = this.#queueAt(this.#books.get(order.instrument)?.sizeAt(order.side, limitPrice))
  }

  #queueAt(displayed: Quantity | undefined): QueuePosition {
    return new QueuePosition(this.#options.queue ?? QUEUE_MODELS.pessimistic, displayed)
  }

  #of(instrument: InstrumentId): readonly Resting[] {
    const found: Resting[] = []
    for (const resting of this.#resting.values()) if (resting.order.instrument === instrument) found.push(resting)
    return found
  }

  #later(task: () => void): void {
    this.#inbox.push(task)
    this.#options.clock.after(this.#options.latency.sample(), () => {
      this.#inbox.shift()?.()
    })
  }

  #report(report: VenueReport): void {
    this.#listener(report)
  }
}
