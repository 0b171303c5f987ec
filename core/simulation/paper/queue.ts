import { max, min, type Quantity, subtract, ZERO_QUANTITY } from '../../domain/index.ts'

/** Where an order stands at its price: what others show there, before it and after it. */
export interface QueuePlace {
  readonly ahead: Quantity
  readonly behind: Quantity
}

/**
 * Who went when size vanishes from a price and no trade took it. A book does not tell: it is a matter of belief, and the
 * belief is named. (That a book by price leaves this open, and that it is best kept apart from the rest, is hftbacktest's
 * idea: https://hftbacktest.readthedocs.io, order fill.)
 */
export interface QueueModel {
  readonly name: string
  /** Of `gone`, which is at most ahead + behind, how much stood ahead. Kept within what is possible whatever it says. */
  readonly goneAhead: (place: QueuePlace, gone: Quantity) => Quantity
}

export const QUEUE_MODELS = {
  /** Who cancels stood behind us as long as anybody did: only trades bring an order forward. */
  pessimistic: { name: 'pessimistic', goneAhead: () => ZERO_QUANTITY },
  /** Who cancels stood anywhere with equal chance; rounded against us. */
  proportional: {
    name: 'proportional',
    goneAhead: ({ ahead, behind }, gone) =>
      ahead + behind > 0n ? ((((gone as bigint) * ahead) / (ahead + behind)) as Quantity) : ZERO_QUANTITY,
  },
} as const satisfies Record<string, QueueModel>

const sum = (...parts: readonly Quantity[]): Quantity => parts.reduce<bigint>((total, part) => total + part, 0n) as Quantity

/**
 * An order's place in the queue at its price, kept from the pictures of the book and from the trades. The two come apart:
 * a trade may be told before or after the picture that lacks it, and it counts once. It is looked for in the picture
 * before and in the one after.
 */
export class QueuePosition {
  readonly #model: QueueModel
  /** Undefined until a picture shows the price. */
  #ahead: Quantity | undefined
  #displayed: Quantity = ZERO_QUANTITY
  /** Traded at the price since the last picture, and before it but not seen missing in it. */
  #traded: Quantity = ZERO_QUANTITY
  #carried: Quantity = ZERO_QUANTITY
  /** Missing from the last picture without a trade so far, and the place before that picture. */
  #missing: (QueuePlace & { readonly gone: Quantity }) | undefined

  /** `displayed`: what others show at the price now, all of it ahead; undefined: not known yet, as after a restart. */
  constructor(model: QueueModel, displayed: Quantity | undefined) {
    this.#model = model
    this.#ahead = displayed
    this.#displayed = displayed ?? ZERO_QUANTITY
  }

  /** Undefined while no picture has shown the price. */
  get place(): QueuePlace | undefined {
    return this.#ahead === undefined ? undefined : { ahead: this.#ahead, behind: subtract(this.#total(), this.#ahead) }
  }

  /** A picture shows so much of others at the price. */
  shown(displayed: Quantity): void {
    const { place } = this
    const total = this.#total()
    this.#missing = undefined
    if (place === undefined) this.#ahead = displayed
    else if (displayed < total) {
      this.#missing = { ...place, gone: subtract(total, displayed) }
      this.#ahead = this.#without(place, this.#missing.gone)
    }
    const missing = max(subtract(this.#displayed, displayed), ZERO_QUANTITY)
    const late = subtract(sum(this.#carried, this.#traded), max(missing, this.#carried))
    this.#carried = max(min(late, this.#traded), ZERO_QUANTITY)
    this.#traded = ZERO_QUANTITY
    this.#displayed = displayed
  }

  /**
   * A trade at the price. `left`: what is left of it when it comes to this order, after orders of ours that stood before
   * it. Returns how much of `left` those ahead took; the rest is the order's.
   */
  traded(quantity: Quantity, left: Quantity): Quantity {
    if (this.#ahead === undefined) return left
    // What the last picture lacks already is this trade's and no cancel's: as if it had been told before the picture.
    const told = min(quantity, this.#missing?.gone ?? ZERO_QUANTITY)
    const late = this.#toldLate(told, min(told, left))
    const queued = min(this.#ahead, subtract(left, min(told, left)))
    this.#ahead = subtract(this.#ahead, queued)
    this.#traded = sum(this.#traded, subtract(quantity, told))
    return sum(late, queued)
  }

  /** A trade beyond the price: whoever stood ahead is filled or gone. */
  passed(): void {
    this.#ahead = ZERO_QUANTITY
  }

  #toldLate(told: Quantity, left: Quantity): Quantity {
    const missing = this.#missing
    if (missing === undefined || this.#ahead === undefined || told <= 0n) return ZERO_QUANTITY
    const queued = min(missing.ahead, left)
    const ahead = subtract(missing.ahead, queued)
    const behind = max(subtract(missing.behind, subtract(told, queued)), ZERO_QUANTITY)
    this.#missing = { ahead, behind, gone: subtract(missing.gone, told) }
    this.#ahead = min(this.#ahead, this.#without(this.#missing, this.#missing.gone))
    return queued
  }

  /** What of those ahead is there yet, after `gone` was cancelled. */
  #without(place: QueuePlace, gone: Quantity): Quantity {
    const { ahead, behind } = place
    const least = max(subtract(gone, behind), ZERO_QUANTITY)
    return subtract(ahead, min(max(this.#model.goneAhead(place, gone), least), min(ahead, gone)))
  }

  /** What others have at the price by now: the last picture less the trades that it does not show. */
  #total(): Quantity {
    const traded = sum(this.#carried, this.#traded)
    const total = max(subtract(this.#displayed, traded), ZERO_QUANTITY)
    return max(total, this.#ahead ?? ZERO_QUANTITY)
  }
}
