import type { TradeRow } from '../../../core/contract/index.ts'

/** Trades of one side at one price within a moment. */
export interface HeatDot {
  /** When the first of them came, epoch ms. */
  readonly at: number
  readonly side: 'buy' | 'sell'
  readonly price: string
  /** For the size of the circle. */
  quantityLossy: number
  /** The largest of them as it was told. */
  largest: string
  trades: number
}

/** What is drawn as one circle, ms. */
const MOMENT = 200

/** Trades as circles, the newest `most` of them. */
export class HeatDots {
  readonly #most: number
  #dots: HeatDot[] = []
  #open = new Map<string, HeatDot>()
  #moment = 0

  constructor(most: number) {
    this.#most = most
  }

  add(trades: readonly TradeRow[]): void {
    for (const { receivedTime, aggressor: side, price, quantity } of trades) {
      const moment = Math.floor(receivedTime / MOMENT)
      if (moment !== this.#moment) {
        this.#open = new Map()
        this.#moment = moment
      }
      const key = `${side}|${price}`
      const known = this.#open.get(key)
      if (known !== undefined) {
        if (Number(quantity) > Number(known.largest)) known.largest = quantity
        known.quantityLossy += Number(quantity)
        known.trades += 1
        continue
      }
      const dot = { at: receivedTime, side, price, quantityLossy: Number(quantity), largest: quantity, trades: 1 }
      this.#open.set(key, dot)
      this.#dots.push(dot)
    }
    // Cut in one go now and then, not with every trade.
    if (this.#dots.length > this.#most * 1.25) this.#dots = this.#dots.slice(-this.#most)
  }

  within(from: number, to: number): readonly HeatDot[] {
    return this.#dots.slice(-this.#most).filter(({ at }) => at >= from && at < to)
  }
}
