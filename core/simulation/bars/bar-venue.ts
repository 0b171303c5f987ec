import {
  applyRate,
  averagePrice,
  type ClientOrderId,
  fillId,
  type Instrument,
  notional,
  type Order,
  type Price,
  quantity,
  type Quantity,
  type Rate,
  rate,
  roundToStep,
  type Side,
  subtract,
  venueOrderId,
  type VenueReport,
} from '../../domain/index.ts'
import { type Clock, type IdSource, type Venue, PLAIN_VENUE, takesNoPairs } from '../../ports/index.ts'
import { BarLiquidity, type LiquidityTerms } from './bar-liquidity.ts'

export interface BarVenueOptions {
  readonly clock: Clock
  readonly ids: IdSource
  /** Its grid and its taker fee, which both sides pay. */
  readonly instrument: Instrument
  /** Every fill is worse than its price by this fraction, 0 to below 1. */
  readonly slippage: Rate
  /** How much of a bar orders may take; without it every order fills whole. */
  readonly liquidity?: LiquidityTerms
}

const UNIT = quantity('1')

/** A price times a factor, rounded at the scale of prices. */
export const scaledPrice = (price: Price, factor: Rate, rounding: 'up' | 'down'): Price =>
  averagePrice(applyRate(notional(price, UNIT), factor, rounding), UNIT, rounding)

/**
 * A venue that knows bars and no book: a market order fills at the price that the driver of the bars last named,
 * worse by the slippage and rounded to the worse tick; whole and at once, or as much as the bar's liquidity lets it,
 * with the rest working in the bars that follow.
 */
export class BarVenue implements Venue {
  readonly capabilities = PLAIN_VENUE
  readonly #options: BarVenueOptions
  readonly #factors: Readonly<Record<Side, Rate>>
  readonly #liquidity: BarLiquidity | undefined
  #price: Price | undefined
  #listener: (report: VenueReport) => void = () => undefined

  constructor(options: BarVenueOptions) {
    this.#options = options
    const one = rate('1')
    this.#factors = { buy: (one + options.slippage) as Rate, sell: (one - options.slippage) as Rate }
    this.#liquidity = options.liquidity === undefined ? undefined : new BarLiquidity(options.instrument, options.liquidity)
  }

  /** The market trades here from now on. */
  tradeAt(price: Price): void {
    this.#price = price
  }

  /** A bar begins with this volume to come: what still works goes on at its open, or ends after its last bar. */
  openBar(open: Price, volume: Quantity): void {
    const liquidity = this.#liquidity
    if (liquidity === undefined) return
    this.tradeAt(open)
    liquidity.openBar(volume)
    for (const { order, rest, ceiling } of liquidity.takeWorking()) {
      const price = this.fillPrice(order.side, ceiling !== undefined && ceiling < open ? ceiling : open)
      if (rest === undefined) this.#cancelled(order.clientOrderId, 'the rest was not filled in time')
      else this.#fillPart(order, rest, { price, ...(ceiling === undefined ? {} : { ceiling }) })
    }
  }

  /** What a market order at `price` would fill at. */
  fillPrice(side: Side, price: Price): Price {
    const rounding = side === 'buy' ? 'up' : 'down'
    return roundToStep(scaledPrice(price, this.#factors[side], rounding), this.#options.instrument.tickSize, rounding)
  }

  onReport(listener: (report: VenueReport) => void): void {
    this.#listener = listener
  }

  submitPair(_orders: readonly [Order, Order]): void {
    takesNoPairs()
  }

  submit(order: Order): void {
    const { clock, instrument } = this.#options
    const { clientOrderId } = order
    const named = this.#price
    const price = named === undefined ? undefined : this.fillPrice(order.side, named)
    if (order.instrument !== instrument.id || order.type !== 'market' || price === undefined || price <= 0n) {
      const reason = 'bars fill market orders of their own instrument'
      this.#listener({ type: 'rejected', clientOrderId, reason, at: clock.now() })
      return
    }
    if (this.#liquidity === undefined) {
      this.#filled(clientOrderId, price, order.quantity)
      return
    }
    this.#listener({ type: 'accepted', clientOrderId, venueOrderId: venueOrderId(clientOrderId), at: clock.now() })
    // What a stop could not sell at its level is not sold above it later.
    const ceiling = order.purpose === 'exit-stop' ? named : undefined
    this.#fillPart(order, order.quantity, { price, ...(ceiling === undefined ? {} : { ceiling }) })
  }

  cancel(clientOrderId: ClientOrderId): void {
    if (this.#liquidity?.remove(clientOrderId) === true) this.#cancelled(clientOrderId, 'cancelled on request')
  }

  /** Nothing is ever in doubt here. */
  query(_clientOrderId: ClientOrderId): void {}

  /** A backtest begins and ends in one run; it takes up nothing. */
  resume(_order: Order): void {}

  #fillPart(order: Order, wanted: Quantity, { price, ceiling }: { readonly price: Price; readonly ceiling?: Price }): void {
    const liquidity = this.#liquidity
    if (liquidity === undefined) return
    const { quantity: part, exhausted } = liquidity.take(order, wanted, price)
    const rest = subtract(wanted, part)
    // The rest is kept before the fill is told: what follows from the fill may cancel it.
    if (rest > 0n && !exhausted) liquidity.keep(order, rest, ceiling)
    if (part > 0n) this.#filled(order.clientOrderId, price, part)
    if (rest > 0n && exhausted) this.#cancelled(order.clientOrderId, 'the cash does not pay for the rest')
  }

  #filled(clientOrderId: ClientOrderId, price: Price, part: Quantity): void {
    const { clock, ids, instrument } = this.#options
    this.#listener({
      type: 'filled',
      clientOrderId,
      fillId: fillId(ids.next('fill')),
      price,
      quantity: part,
      fee: applyRate(notional(price, part), instrument.takerFee, 'up'),
      liquidity: 'taker',
      at: clock.now(),
    })
  }

  #cancelled(clientOrderId: ClientOrderId, reason: string): void {
    this.#listener({ type: 'cancelled', clientOrderId, reason, at: this.#options.clock.now() })
  }
}
