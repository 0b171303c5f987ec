import type { Price, Quantity, Side } from '../../domain/index.ts'
import { priceText, quantityText } from '../exchange/symbol.ts'

/** Collects level changes between two publications; the last change of a level wins. */
export class DepthAccumulator {
  readonly #bids = new Map<Price, Quantity>()
  readonly #asks = new Map<Price, Quantity>()
  #lastPublished: number

  constructor(lastUpdateId: number) {
    this.#lastPublished = lastUpdateId
  }

  change(side: Side, price: Price, quantity: Quantity): void {
    if (side === 'buy') this.#bids.set(price, quantity)
    else this.#asks.set(price, quantity)
  }

  /** The depthUpdate for everything up to `updateId`, or undefined when nothing happened. */
  take(symbol: string, updateId: number, time: number): Record<string, unknown> | undefined {
    if (updateId <= this.#lastPublished) return undefined
    const update = {
      e: 'depthUpdate',
      E: time,
      s: symbol,
      U: this.#lastPublished + 1,
      u: updateId,
      b: [...this.#bids].map(([at, size]) => [priceText(at), quantityText(size)]),
      a: [...this.#asks].map(([at, size]) => [priceText(at), quantityText(size)]),
    }
    this.skipTo(updateId)
    return update
  }

  /** Forgets what has been collected, as published elsewhere or by nobody heard. */
  skipTo(updateId: number): void {
    this.#lastPublished = updateId
    this.#bids.clear()
    this.#asks.clear()
  }
}
