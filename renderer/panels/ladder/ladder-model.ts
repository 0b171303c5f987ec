import type { Price, Quantity } from '../../../core/domain/index.ts'
import type { BookLevels, Level, OwnSize } from '../book/index.ts'

export interface LadderLevel extends Level {
  /** Size from the best price to here. */
  readonly cumulative: Quantity
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

function group(levels: readonly Level[], step: Price, side: 'buy' | 'sell'): LadderLevel[] {
  const sums = new Map<Price, Quantity>()
  for (const { price, size } of levels) {
    const row = rowOf(price, step, side)
    sums.set(row, ((sums.get(row) ?? 0n) + size) as Quantity)
  }
  let cumulative = 0n
  return [...sums].map(([row, size]) => {
    cumulative += size
    return { price: row, size, cumulative: cumulative as Quantity }
  })
}

/** Levels gathered into rows of `ticks` ticks, best first. */
export function ladderBook({ bids, asks }: BookLevels, tick: Price, ticks: number): LadderBook {
  const step = (tick * BigInt(ticks)) as Price
  return {
    step,
    bids: group(bids, step, 'buy'),
    asks: group(asks, step, 'sell'),
    bestBid: bids[0]?.price,
    bestAsk: asks[0]?.price,
  }
}

/** On which side of the middle a price lies; inside the spread that of the order. A stop waits on the other side of its own. */
function sideAt({ bestBid, bestAsk }: LadderBook, at: Price, own: 'buy' | 'sell'): 'buy' | 'sell' {
  if (bestAsk !== undefined && at >= bestAsk) return 'sell'
  return bestBid !== undefined && at <= bestBid ? 'buy' : own
}

/** Levels of one side with rows added where own orders are and the book shows nothing. */
export function withOwn(book: LadderBook, own: ReadonlyMap<Price, OwnSize>, side: 'buy' | 'sell'): readonly LadderLevel[] {
  const levels = side === 'buy' ? book.bids : book.asks
  const missing = [...own].filter(
    ([at, order]) => sideAt(book, at, order.side) === side && !levels.some((level) => level.price === at),
  )
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

/** Where a static ladder is centred: it stays until the middle of the market has left its inner part. */
export function nextAnchor(anchor: Price | undefined, middle: Price, step: Price, rows: number): Price {
  const centred = rowOf(middle, step, 'buy')
  if (anchor === undefined || anchor % step !== 0n) return centred
  const away = middle > anchor ? middle - anchor : anchor - middle
  return away > BigInt(Math.max(1, Math.floor(rows * 0.35))) * step ? centred : anchor
}
