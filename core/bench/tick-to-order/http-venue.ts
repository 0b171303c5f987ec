import {
  applyRate,
  type ClientOrderId,
  fillId,
  formatQuantity,
  notional,
  type Order,
  type Price,
  type VenueReport,
  venueOrderId,
} from '../../domain/index.ts'
import { type Clock, type Venue, PLAIN_VENUE, takesNoPairs } from '../../ports/index.ts'
import { BTC } from './frames.ts'
import { HttpOrders } from './http-orders.ts'

/** A bench double, not a live venue: an unsigned POST, and a fill at the last seen price when the answer comes. */
export class HttpVenue implements Venue {
  readonly capabilities = PLAIN_VENUE
  readonly #orders: HttpOrders
  readonly #clock: Clock
  readonly #lastPrice: (side: Order['side']) => Price
  #listener: (report: VenueReport) => void = () => undefined

  constructor(origin: string, clock: Clock, lastPrice: (side: Order['side']) => Price) {
    this.#orders = new HttpOrders(origin)
    this.#clock = clock
    this.#lastPrice = lastPrice
  }

  onReport(listener: (report: VenueReport) => void): void {
    this.#listener = listener
  }

  submitPair(_orders: readonly [Order, Order]): void {
    takesNoPairs()
  }

  submit(order: Order): void {
    const { clientOrderId } = order
    const body = {
      symbol: BTC.venueSymbol,
      side: order.side === 'buy' ? 'BUY' : 'SELL',
      type: 'MARKET',
      quantity: formatQuantity(order.quantity),
      newClientOrderId: clientOrderId,
    } as const
    this.#orders.send(body).then(
      () => {
        this.#filled(order)
      },
      (error: unknown) => {
        this.#listener({ type: 'unknown', clientOrderId, reason: String(error), at: this.#clock.now() })
      },
    )
  }

  cancel(clientOrderId: ClientOrderId): void {
    this.query(clientOrderId)
  }

  query(clientOrderId: ClientOrderId): void {
    this.#listener({ type: 'unknown', clientOrderId, reason: 'this double keeps no orders', at: this.#clock.now() })
  }

  resume(order: Order): void {
    this.query(order.clientOrderId)
  }

  close(): Promise<void> {
    return this.#orders.close()
  }

  #filled(order: Order): void {
    const at = this.#clock.now()
    const { clientOrderId, quantity } = order
    const price = this.#lastPrice(order.side)
    this.#listener({ type: 'accepted', clientOrderId, venueOrderId: venueOrderId(`http-${clientOrderId}`), at })
    const fee = applyRate(notional(price, quantity), BTC.takerFee, 'up')
    this.#listener({
      type: 'filled',
      clientOrderId,
      fillId: fillId(`f-${clientOrderId}`),
      price,
      quantity,
      fee,
      liquidity: 'taker',
      at,
    })
  }
}
