import type { BookRow } from '../../../core/contract/index.ts'
import { type Price, price, type Quantity, quantity } from '../../../core/domain/index.ts'

export interface Level {
  readonly price: Price
  readonly size: Quantity
}

/** The two sides of a book, best first. */
export interface BookLevels {
  readonly bids: readonly Level[]
  readonly asks: readonly Level[]
}

type Sides = Pick<BookRow, 'bids' | 'asks'>

const read = (levels: BookRow['bids']): readonly Level[] =>
  levels.map(([at, size]) => ({ price: price(at), size: quantity(size) }))

const known = new WeakMap<Sides, BookLevels>()

/** A book as exact numbers, read once however many panels show it. */
export function bookLevels(book: Sides): BookLevels {
  const found = known.get(book)
  if (found !== undefined) return found
  const levels = { bids: read(book.bids), asks: read(book.asks) }
  known.set(book, levels)
  return levels
}

/** The newest book, continued where it ends by the levels of a deeper one that was read earlier. */
export function deepened(near: BookLevels, deep: BookLevels): BookLevels {
  const worstBid = near.bids.at(-1)?.price
  const worstAsk = near.asks.at(-1)?.price
  return {
    bids: worstBid === undefined ? near.bids : [...near.bids, ...deep.bids.filter(({ price: at }) => at < worstBid)],
    asks: worstAsk === undefined ? near.asks : [...near.asks, ...deep.asks.filter(({ price: at }) => at > worstAsk)],
  }
}
