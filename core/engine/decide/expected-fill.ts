import {
  add,
  type ApprovalDiff,
  averagePrice,
  basisPointsLossy,
  type BookLevel,
  min,
  type Money,
  notional,
  type OrderRequest,
  type Price,
  type Quantity,
  type Quote,
  subtract,
  ZERO_MONEY,
} from '../../domain/index.ts'
import type { EngineState } from '../state.ts'

export interface ExpectedFill {
  readonly from: ApprovalDiff['slippageFrom']
  /** The best price on show. */
  readonly best: Price
  /** Mean price of the whole size; undefined where what is shown does not reach. */
  readonly price: Price | undefined
}

function walk(levels: readonly BookLevel[], quantity: Quantity): { readonly value: Money; readonly left: Quantity } {
  let value: Money = ZERO_MONEY
  let left = quantity
  for (const level of levels) {
    if (left <= 0n) break
    const size = min(left, level.quantity)
    value = add(value, notional(level.price, size))
    left = subtract(left, size)
  }
  return { value, left }
}

/**
 * What a size would be traded at if it took at once: over the book where one is followed, else as far as the quote's own
 * size tells. With a limit, what the book does not give within it is counted at the limit.
 */
export function expectedFill(
  state: Pick<EngineState, 'books'>,
  quote: Quote,
  order: Pick<OrderRequest, 'side' | 'quantity' | 'limitPrice'>,
): ExpectedFill {
  const { side, quantity, limitPrice } = order
  const buys = side === 'buy'
  const book = state.books.get(quote.instrument)
  const levels = (buys ? book?.asks : book?.bids) ?? []
  const [first] = levels
  const [touch, shown] = buys ? [quote.ask, quote.askSize] : [quote.bid, quote.bidSize]
  if (first === undefined || quantity <= 0n) return { from: 'quote', best: touch, price: quantity <= shown ? touch : undefined }
  const within =
    limitPrice === undefined ? levels : levels.filter(({ price }) => (buys ? price <= limitPrice : price >= limitPrice))
  const { value, left } = walk(within, quantity)
  const rounding = buys ? 'up' : 'down'
  if (left <= 0n) return { from: 'book', best: first.price, price: averagePrice(value, quantity, rounding) }
  if (limitPrice === undefined) return { from: 'book', best: first.price, price: undefined }
  return { from: 'book', best: first.price, price: averagePrice(add(value, notional(limitPrice, left)), quantity, rounding) }
}

/** How far the mean price is from the best one, to the trader's loss; null where what is shown does not reach. */
export const slippageOf = ({ best, price }: ExpectedFill, side: OrderRequest['side']): number | null =>
  price === undefined ? null : side === 'buy' ? basisPointsLossy(best, price) : 0 - basisPointsLossy(best, price)
