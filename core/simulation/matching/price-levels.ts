import type { Price, Quantity, Side } from '../../domain/index.ts'
import type { OrderKey } from './order.ts'

/** An order resting in a level's queue; the links are the time priority. */
export interface RestingOrder {
  readonly key: OrderKey
  readonly side: Side
  readonly price: Price
  /** What others see and may take now. */
  remaining: Quantity
  /** What of an iceberg is to follow, in parts of `display`. */
  hidden: Quantity
  readonly display: Quantity
  previous: RestingOrder | undefined
  next: RestingOrder | undefined
}

export interface PriceLevel {
  readonly price: Price
  /** What others see. */
  total: Quantity
  /** Trades at this price after what is seen. */
  hidden: Quantity
  first: RestingOrder | undefined
  last: RestingOrder | undefined
}

/**
 * One side of a book. Prices are kept sorted with the best at the end of the array, so most
 * changes, which happen near the touch, move few elements.
 */
export class PriceLevels {
  readonly side: Side
  readonly #levels: PriceLevel[] = []
  readonly #byPrice = new Map<Price, PriceLevel>()

  constructor(side: Side) {
    this.side = side
  }

  get size(): number {
    return this.#levels.length
  }

  best(): PriceLevel | undefined {
    return this.#levels[this.#levels.length - 1]
  }

  /** The level at `rank` from the best (0), or undefined. */
  at(rank: number): PriceLevel | undefined {
    return this.#levels[this.#levels.length - 1 - rank]
  }

  find(price: Price): PriceLevel | undefined {
    return this.#byPrice.get(price)
  }

  /** True when `a` has price priority over `b` on this side. */
  isBetter(a: Price, b: Price): boolean {
    return this.side === 'buy' ? a > b : a < b
  }

  /** Puts the order last in its level's queue. */
  append(order: RestingOrder): PriceLevel {
    const level = this.#byPrice.get(order.price) ?? this.#insert(order.price)
    joinQueue(level, order)
    level.total = (level.total + order.remaining) as Quantity
    level.hidden = (level.hidden + order.hidden) as Quantity
    return level
  }

  /** Takes so much off a resting order. The next part of an iceberg goes last in the queue; false when nothing is left. */
  trade(order: RestingOrder, quantity: Quantity): boolean {
    const level = this.#byPrice.get(order.price)
    if (level === undefined) return false
    order.remaining = (order.remaining - quantity) as Quantity
    level.total = (level.total - quantity) as Quantity
    if (order.remaining > 0n) return true
    if (order.hidden === 0n) {
      this.remove(order)
      return false
    }
    const part = order.hidden < order.display ? order.hidden : order.display
    order.hidden = (order.hidden - part) as Quantity
    order.remaining = part
    level.hidden = (level.hidden - part) as Quantity
    level.total = (level.total + part) as Quantity
    leaveQueue(level, order)
    joinQueue(level, order)
    return true
  }

  /** Takes the order out of its queue and drops the level when it was the last. */
  remove(order: RestingOrder): void {
    const level = this.#byPrice.get(order.price)
    if (level === undefined) return
    leaveQueue(level, order)
    level.total = (level.total - order.remaining) as Quantity
    level.hidden = (level.hidden - order.hidden) as Quantity
    if (level.first === undefined) this.#drop(level.price)
  }

  #insert(price: Price): PriceLevel {
    const level: PriceLevel = { price, total: 0n as Quantity, hidden: 0n as Quantity, first: undefined, last: undefined }
    this.#levels.splice(this.#rankOf(price), 0, level)
    this.#byPrice.set(price, level)
    return level
  }

  #drop(price: Price): void {
    this.#byPrice.delete(price)
    this.#levels.splice(this.#rankOf(price), 1)
  }

  /** Index of the first level that is not worse than `price`. */
  #rankOf(price: Price): number {
    let low = 0
    let high = this.#levels.length
    while (low < high) {
      const middle = (low + high) >>> 1
      const level = this.#levels[middle]
      if (level !== undefined && this.isBetter(price, level.price)) low = middle + 1
      else high = middle
    }
    return low
  }
}

function joinQueue(level: PriceLevel, order: RestingOrder): void {
  order.previous = level.last
  order.next = undefined
  if (level.last === undefined) level.first = order
  else level.last.next = order
  level.last = order
}

function leaveQueue(level: PriceLevel, order: RestingOrder): void {
  if (order.previous === undefined) level.first = order.next
  else order.previous.next = order.next
  if (order.next === undefined) level.last = order.previous
  else order.next.previous = order.previous
}
