import {
  add,
  averagePrice,
  type FillId,
  type Money,
  notional,
  type Order,
  type Quantity,
  type ShadowedSide,
  type VenueReport,
  ZERO_MONEY,
  ZERO_QUANTITY,
} from '../../domain/index.ts'

const ENDED: readonly ShadowedSide['state'][] = ['filled', 'cancelled', 'rejected', 'expired']

/** An order as one venue tells of it. */
export class SideRecord {
  readonly #order: Order
  /** On the twin's stopwatch, ms. */
  readonly #started: number
  readonly #fills = new Set<FillId>()
  #state: ShadowedSide['state'] = 'submitted'
  #filled: Quantity = ZERO_QUANTITY
  #notional: Money = ZERO_MONEY
  #accept: number | undefined
  #first: number | undefined
  #last: number | undefined
  #reason: string | undefined
  #taker = true

  constructor(order: Order, started: number) {
    this.#order = order
    this.#started = started
  }

  /** `elapsed`: when it was learnt, on the same stopwatch. */
  report(report: VenueReport, elapsed: number): void {
    const after = elapsed - this.#started
    if (report.type === 'filled') {
      if (this.#fills.has(report.fillId)) return
      this.#fills.add(report.fillId)
      this.#filled = add(this.#filled, report.quantity)
      this.#notional = add(this.#notional, notional(report.price, report.quantity))
      this.#accept ??= after
      this.#first ??= after
      this.#last = after
      this.#taker &&= report.liquidity === 'taker'
      if (this.#filled >= this.#order.quantity) this.#state = 'filled'
      else if (!this.ended) this.#state = 'partial'
      return
    }
    if (this.ended) return
    if (report.type === 'accepted') {
      this.#accept ??= after
      this.#state = this.#filled > 0n ? 'partial' : 'accepted'
      return
    }
    this.#state = report.type
    this.#reason = report.reason
  }

  get ended(): boolean {
    return ENDED.includes(this.#state)
  }

  get state(): ShadowedSide['state'] {
    return this.#state
  }

  get filled(): Quantity {
    return this.#filled
  }

  /** Sum of price x quantity over the fills. */
  get notional(): Money {
    return this.#notional
  }

  /** It filled, and took every time. */
  get took(): boolean {
    return this.#filled > 0n && this.#taker
  }

  view(): ShadowedSide {
    return {
      state: this.#state,
      filled: this.#filled,
      fillRatio: Number(this.#filled) / Number(this.#order.quantity),
      ...(this.#filled > 0n ? { averagePrice: averagePrice(this.#notional, this.#filled) } : {}),
      ...(this.#accept === undefined ? {} : { acceptMs: this.#accept }),
      ...(this.#first === undefined ? {} : { firstFillMs: this.#first }),
      ...(this.#last === undefined ? {} : { lastFillMs: this.#last }),
      ...(this.#reason === undefined ? {} : { reason: this.#reason }),
    }
  }
}
