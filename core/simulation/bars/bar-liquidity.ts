import {
  add,
  affordable,
  applyRate,
  averagePrice,
  type ClientOrderId,
  type Instrument,
  min,
  type Money,
  notional,
  type Order,
  type Price,
  quantity,
  type Quantity,
  type Rate,
  roundToStep,
  subtract,
  ZERO_QUANTITY,
} from '../../domain/index.ts'

export interface LiquidityTerms {
  /** Share of a bar's volume that all orders together may take, above 0, at most 1. */
  readonly participation: Rate
  /** Bars in which an entry may fill, the first one included; absent: until it is filled. Exits go on until they are done. */
  readonly fillBars?: number
  /** What the account can pay with. */
  readonly cash: () => Money
}

interface Working {
  readonly order: Order
  readonly rest: Quantity
  /** It is sold no higher than this. */
  readonly ceiling?: Price | undefined
}

const UNIT = quantity('1')

/** What is left of a bar's volume for our orders, and the orders that wait for more. */
export class BarLiquidity {
  readonly #instrument: Instrument
  readonly #terms: LiquidityTerms
  readonly #working = new Map<ClientOrderId, Working>()
  /** Bars that each working order has had. */
  readonly #bars = new Map<ClientOrderId, number>()
  #left: Quantity = ZERO_QUANTITY

  constructor(instrument: Instrument, terms: LiquidityTerms) {
    this.#instrument = instrument
    this.#terms = terms
  }

  openBar(volume: Quantity): void {
    const part = averagePrice(
      applyRate(notional(UNIT as bigint as Price, volume), this.#terms.participation, 'down'),
      UNIT,
      'down',
    )
    this.#left = roundToStep(part as bigint as Quantity, this.#instrument.lotSize)
  }

  /** The working orders, oldest first, which are then no longer kept; without a rest where their time is over. */
  takeWorking(): readonly (Omit<Working, 'rest'> & { readonly rest: Quantity | undefined })[] {
    const taken = [...this.#working.values()]
    this.#working.clear()
    return taken.map((each) => {
      const bars = this.#bars.get(each.order.clientOrderId) ?? 1
      const over = each.order.purpose === 'entry' && this.#terms.fillBars !== undefined && bars >= this.#terms.fillBars
      if (over) this.#bars.delete(each.order.clientOrderId)
      else this.#bars.set(each.order.clientOrderId, bars + 1)
      return over ? { ...each, rest: undefined } : each
    })
  }

  /** What of `wanted` is filled in this bar, on the grid of lots; `exhausted` where it is the cash that ends it. */
  take(order: Order, wanted: Quantity, price: Price): { readonly quantity: Quantity; readonly exhausted: boolean } {
    const open = min(wanted, this.#left)
    const payable = order.side === 'sell' ? open : min(open, this.#payable(price))
    this.#left = subtract(this.#left, payable)
    return { quantity: payable, exhausted: payable < open }
  }

  keep(order: Order, rest: Quantity, ceiling: Price | undefined): void {
    this.#working.set(order.clientOrderId, { order, rest, ceiling })
    if (!this.#bars.has(order.clientOrderId)) this.#bars.set(order.clientOrderId, 1)
  }

  remove(clientOrderId: ClientOrderId): boolean {
    this.#bars.delete(clientOrderId)
    return this.#working.delete(clientOrderId)
  }

  /** The most that the cash pays at `price` with its fee. */
  #payable(price: Price): Quantity {
    const cash = this.#terms.cash()
    if (cash <= 0n) return ZERO_QUANTITY
    const whole = notional(price, UNIT)
    const each = averagePrice(add(whole, applyRate(whole, this.#instrument.takerFee, 'up')), UNIT, 'up')
    return roundToStep(affordable(cash, each), this.#instrument.lotSize)
  }
}
