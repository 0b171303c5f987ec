import { midPrice, type Price } from '../../../core/domain/index.ts'
import type { OwnSize } from '../book/index.ts'
import { type LadderBook, nextAnchor, withOwn } from './ladder-model.ts'

/** A place for one price; the middle lies between the sides of a centred ladder. */
export type LadderSlot = { readonly kind: 'price'; readonly price: Price } | { readonly kind: 'middle' } | undefined

export interface LadderFacts {
  readonly book: LadderBook
  readonly own: ReadonlyMap<Price, OwnSize>
  /** Rows there is room for. */
  readonly rows: number
  readonly isStatic: boolean
  /** The pointer or the cursor is on a row. */
  readonly held: boolean
}

const MIDDLE: LadderSlot = { kind: 'middle' }
const slot = ({ price }: { readonly price: Price }): LadderSlot => ({ kind: 'price', price })

/** Which price stands on which row. While held nothing moves: what was on a row stays there. */
export class LadderLayout {
  #anchor: Price | undefined
  #slots: readonly LadderSlot[] = []

  get slots(): readonly LadderSlot[] {
    return this.#slots
  }

  /** From the top. */
  get prices(): readonly Price[] {
    return this.#slots.flatMap((each) => (each?.kind === 'price' ? [each.price] : []))
  }

  /** How many of the prices stand above the middle. */
  get above(): number {
    const middle = this.#slots.indexOf(MIDDLE)
    if (middle < 0) return Math.floor(this.prices.length / 2)
    return this.#slots.slice(0, middle).filter((each) => each !== undefined).length
  }

  /** Forgets where it stood; the next layout is centred on the market. */
  release(): void {
    this.#anchor = undefined
    this.#slots = []
  }

  update(facts: LadderFacts): void {
    if (facts.held && this.#slots.length === facts.rows) return
    if (facts.isStatic) this.#stand(facts)
    else this.#follow(facts)
  }

  /** Asks worst first, the middle, bids best first: only prices that the book or an own order has. */
  #follow({ book, own, rows }: LadderFacts): void {
    const each = Math.max(1, Math.floor((rows - 1) / 2))
    const asks = withOwn(book, own, 'sell').slice(0, each).map(slot)
    const bids = withOwn(book, own, 'buy').slice(0, each).map(slot)
    const above: LadderSlot[] = [
      ...Array.from({ length: each - asks.length }, () => undefined),
      ...asks.reverse(),
      MIDDLE,
      ...bids,
    ]
    this.#slots = Array.from({ length: rows }, (_, index) => above[index])
  }

  /** Every price, whether the book has it or not. */
  #stand({ book: { bestBid, bestAsk, step }, rows }: LadderFacts): void {
    if (bestBid === undefined || bestAsk === undefined) return
    this.#anchor = nextAnchor(this.#anchor, midPrice(bestBid, bestAsk), step, rows)
    const top = this.#anchor + BigInt(Math.floor(rows / 2)) * step
    this.#slots = Array.from({ length: rows }, (_, index) => {
      const price = (top - BigInt(index) * step) as Price
      return price > 0n ? { kind: 'price', price } : undefined
    })
  }

  /** Rows of the book between the outermost prices on show that there is no row for. */
  hidden(book: LadderBook): number {
    const prices = this.prices
    const [highest, lowest] = [prices[0], prices.at(-1)]
    if (highest === undefined || lowest === undefined) return 0
    const shown = new Set(prices)
    const unseen = ({ price }: { readonly price: Price }): boolean => price < highest && price > lowest && !shown.has(price)
    return book.bids.filter(unseen).length + book.asks.filter(unseen).length
  }
}
