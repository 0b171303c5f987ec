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
  type Rate,
  rate,
  roundToStep,
  type Side,
  type VenueReport,
} from '../../domain/index.ts'
import type { Clock, IdSource, Venue } from '../../ports/index.ts'

export interface BarVenueOptions {
  readonly clock: Clock
  readonly ids: IdSource
  /** Its grid and its taker fee, which both sides pay. */
  readonly instrument: Instrument
  /** Every fill is worse than its price by this fraction, 0 to below 1. */
  readonly slippage: Rate
}

const UNIT = quantity('1')

/** A price times a factor, rounded at the scale of prices. */
export const scaledPrice = (price: Price, factor: Rate, rounding: 'up' | 'down'): Price =>
  averagePrice(applyRate(notional(price, UNIT), factor, rounding), UNIT, rounding)

/**
 * A venue that knows bars and no book: a market order fills whole and at once at the price that the
 * driver of the bars last named, worse by the slippage and rounded to the worse tick.
 */
export class BarVenue implements Venue {
  readonly #options: BarVenueOptions
  readonly #factors: Readonly<Record<Side, Rate>>
  #price: Price | undefined
  #listener: (report: VenueReport) => void = () => undefined

  constructor(options: BarVenueOptions) {
    this.#options = options
    const one = rate('1')
    this.#factors = { buy: (one + options.slippage) as Rate, sell: (one - options.slippage) as Rate }
  }

  /** The market trades here from now on. */
  tradeAt(price: Price): void {
    this.#price = price
  }

  /** What a market order at `price` would fill at. */
  fillPrice(side: Side, price: Price): Price {
    const rounding = side === 'buy' ? 'up' : 'down'
    return roundToStep(scaledPrice(price, this.#factors[side], rounding), this.#options.instrument.tickSize, rounding)
  }

  onReport(listener: (report: VenueReport) => void): void {
    this.#listener = listener
  }

  submit(order: Order): void {
    const { clock, ids, instrument } = this.#options
    const at = clock.now()
    const { clientOrderId } = order
    const price = this.#price === undefined ? undefined : this.fillPrice(order.side, this.#price)
    if (order.instrument !== instrument.id || order.type !== 'market' || price === undefined || price <= 0n) {
      this.#listener({ type: 'rejected', clientOrderId, reason: 'bars fill market orders of their own instrument', at })
      return
    }
    this.#listener({
      type: 'filled',
      clientOrderId,
      fillId: fillId(ids.next('fill')),
      price,
      quantity: order.quantity,
      fee: applyRate(notional(price, order.quantity), instrument.takerFee, 'up'),
      liquidity: 'taker',
      at,
    })
  }

  /** Orders end as they arrive: there is never one to cancel. */
  cancel(_clientOrderId: ClientOrderId): void {}

  query(_clientOrderId: ClientOrderId): void {}

  /** A backtest begins and ends in one run; it takes up nothing. */
  resume(_order: Order): void {}
}
