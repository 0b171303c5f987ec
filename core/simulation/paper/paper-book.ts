import {
  type BookLevel,
  type BookSnapshot,
  min,
  type Price,
  type Quantity,
  type Side,
  subtract,
  ZERO_QUANTITY,
} from '../../domain/index.ts'

export interface Take {
  readonly price: Price
  readonly quantity: Quantity
}

/**
 * The market's book as a paper order meets it: real liquidity can be taken once only, so what
 * paper orders took of a level is remembered for as long as the venue shows that level unchanged.
 */
export class PaperBook {
  #snapshot: BookSnapshot
  #taken = new Map<Price, Quantity>()

  constructor(snapshot: BookSnapshot) {
    this.#snapshot = snapshot
  }

  update(snapshot: BookSnapshot): void {
    const kept = new Map<Price, Quantity>()
    for (const [before, after] of [
      [this.#snapshot.bids, snapshot.bids],
      [this.#snapshot.asks, snapshot.asks],
    ] as const) {
      const shown = new Map(before.map((level) => [level.price, level.quantity]))
      for (const { price, quantity } of after) {
        const taken = this.#taken.get(price)
        if (taken !== undefined && shown.get(price) === quantity) kept.set(price, taken)
      }
    }
    this.#snapshot = snapshot
    this.#taken = kept
  }

  /** The displayed size at a price on the side where such orders rest. */
  sizeAt(side: Side, at: Price): Quantity {
    const levels = side === 'buy' ? this.#snapshot.bids : this.#snapshot.asks
    return levels.find((level) => level.price === at)?.quantity ?? ZERO_QUANTITY
  }

  /** Whether the picture reaches as far as `at` on the side where such orders rest. */
  covers(side: Side, at: Price): boolean {
    const levels = side === 'buy' ? this.#snapshot.bids : this.#snapshot.asks
    const worst = levels.at(-1)
    return worst !== undefined && (side === 'buy' ? at >= worst.price : at <= worst.price)
  }

  /** Whether the venue shows anything that `side` would take at `limit`, also where paper orders took it before. */
  shows(side: Side, limit: Price): boolean {
    const best = this.#opposite(side)[0]?.price
    return best !== undefined && (side === 'buy' ? best <= limit : best >= limit)
  }

  /** What `side` could take now, best first, up to `quantity` and no worse than `limit`. */
  reachable(side: Side, quantity: Quantity, limit: Price | undefined): readonly Take[] {
    const takes: Take[] = []
    let left = quantity
    for (const level of this.#opposite(side)) {
      if (left <= 0n || (limit !== undefined && (side === 'buy' ? level.price > limit : level.price < limit))) break
      const free = subtract(level.quantity, this.#taken.get(level.price) ?? ZERO_QUANTITY)
      if (free <= 0n) continue
      const size = min(left, free)
      takes.push({ price: level.price, quantity: size })
      left = subtract(left, size)
    }
    return takes
  }

  take(takes: readonly Take[]): void {
    for (const { price, quantity } of takes) this.#taken.set(price, ((this.#taken.get(price) ?? 0n) + quantity) as Quantity)
  }

  best(side: Side): Price | undefined {
    return (side === 'buy' ? this.#snapshot.bids : this.#snapshot.asks)[0]?.price
  }

  #opposite(side: Side): readonly BookLevel[] {
    return side === 'buy' ? this.#snapshot.asks : this.#snapshot.bids
  }
}
