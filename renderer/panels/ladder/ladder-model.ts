import type { BookRow, OrderRow } from '../../../core/contract/index.ts'
import { isFinal, type Price, price, type Quantity, quantity, subtract } from '../../../core/domain/index.ts'

export interface LadderLevel {
  readonly price: Price
  readonly size: Quantity
  /** Size from the best price to here. */
  readonly cumulative: Quantity
}

export interface OwnSize {
  readonly side: 'buy' | 'sell'
  readonly size: Quantity
  readonly ids: readonly string[]
}

export interface LadderBook {
  /** Price distance of one row. */
  readonly step: Price
  readonly bids: readonly LadderLevel[]
  readonly asks: readonly LadderLevel[]
  readonly bestBid: Price | undefined
  readonly bestAsk: Price | undefined
}

/** The row a price falls into: bids downwards, asks upwards, so that no row looks better than it is. */
export function rowOf(at: Price, step: Price, side: 'buy' | 'sell'): Price {
  const down = at - (at % step)
  return (side === 'buy' || down === at ? down : down + step) as Price
}

function group(levels: BookRow['bids'], step: Price, side: 'buy' | 'sell'): LadderLevel[] {
  const sums = new Map<Price, Quantity>()
  for (const [at, size] of levels) {
    const row = rowOf(price(at), step, side)
    sums.set(row, ((sums.get(row) ?? 0n) + quantity(size)) as Quantity)
  }
  let cumulative = 0n
  return [...sums].map(([row, size]) => {
    cumulative += size
    return { price: row, size, cumulative: cumulative as Quantity }
  })
}

/** Levels gathered into rows of `ticks` ticks, best first. */
export function ladderBook(book: BookRow, tick: Price, ticks: number): LadderBook {
  const step = (tick * BigInt(ticks)) as Price
  const best = (levels: BookRow['bids']): Price | undefined => (levels[0] === undefined ? undefined : price(levels[0][0]))
  return {
    step,
    bids: group(book.bids, step, 'buy'),
    asks: group(book.asks, step, 'sell'),
    bestBid: best(book.bids),
    bestAsk: best(book.asks),
  }
}

/** Own working orders by ladder row: what is left to fill. */
export function ownSizes(orders: readonly OrderRow[], instrument: string, step: Price): ReadonlyMap<Price, OwnSize> {
  const own = new Map<Price, OwnSize>()
  for (const order of orders) {
    const at = order.limitPrice ?? order.stopPrice
    if (order.instrument !== instrument || isFinal(order.state) || at === undefined) continue
    const row = rowOf(price(at), step, order.side)
    const open = subtract(quantity(order.quantity), quantity(order.filled))
    const known = own.get(row)
    own.set(row, { side: order.side, size: ((known?.size ?? 0n) + open) as Quantity, ids: [...(known?.ids ?? []), order.id] })
  }
  return own
}

/** Levels of one side with rows added where own orders rest and the book shows nothing. */
export function withOwn(
  levels: readonly LadderLevel[],
  own: ReadonlyMap<Price, OwnSize>,
  side: 'buy' | 'sell',
): readonly LadderLevel[] {
  const missing = [...own].filter(([at, order]) => order.side === side && !levels.some((level) => level.price === at))
  if (missing.length === 0) return levels
  const worst = levels.at(-1)
  const all = [...levels]
  for (const [at] of missing) {
    const inside = worst === undefined || (side === 'buy' ? at > worst.price : at < worst.price)
    if (!inside) continue
    const before = levels.filter((level) => (side === 'buy' ? level.price > at : level.price < at)).at(-1)
    all.push({ price: at, size: 0n as Quantity, cumulative: before?.cumulative ?? (0n as Quantity) })
  }
  return all.sort((a, b) => (a.price === b.price ? 0 : a.price > b.price === (side === 'buy') ? -1 : 1))
}

/** Bid share of the size within the first `rows` rows, 0 to 1; a half when there is none. */
export function imbalanceLossy(book: LadderBook, rows: number): number {
  const bid = Number(book.bids[Math.min(rows, book.bids.length) - 1]?.cumulative ?? 0n)
  const ask = Number(book.asks[Math.min(rows, book.asks.length) - 1]?.cumulative ?? 0n)
  return bid + ask === 0 ? 0.5 : bid / (bid + ask)
}

/** Where a static ladder is centred: it stays until the middle of the market has left its inner part. */
export function nextAnchor(anchor: Price | undefined, middle: Price, step: Price, rows: number): Price {
  const centred = rowOf(middle, step, 'buy')
  if (anchor === undefined || anchor % step !== 0n) return centred
  const away = middle > anchor ? middle - anchor : anchor - middle
  return away > BigInt(Math.max(1, Math.floor(rows * 0.35))) * step ? centred : anchor
}
