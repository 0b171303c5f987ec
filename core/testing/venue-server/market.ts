import { type Levels, NaiveBook } from '../naive-venue-books.ts'

/** How a venue writes one of its markets. */
export interface MarketSpec {
  /** Unified symbol. */
  readonly symbol: string
  readonly venueSymbol: string
  /** Where one spelling stands for several kinds of market: which one. */
  readonly kind?: 'linear'
  readonly priceDecimals: number
  readonly sizeDecimals: number
  /** Prices a side at which there may be a level, half of which have one at the start; 60 when absent. */
  readonly prices?: number
}

export interface BookChange {
  readonly bids: Levels
  readonly asks: Levels
}

export interface VenueTrade {
  readonly id: number
  readonly price: string
  readonly size: string
  readonly taker: 'buy' | 'sell'
  /** ms */
  readonly time: number
}

const MID = 61_000
const PRICES = 60
const FIRST_TRADE = 7_001

/** Mulberry32: the same seed makes the same market. */
function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** One market as the venue itself has it: a book that changes by a seeded script, and a tape. */
export class VenueMarket {
  readonly spec: MarketSpec
  readonly book = new NaiveBook()
  readonly trades: VenueTrade[] = []
  /** Number of the newest change of the book. */
  sequence = 1_000
  private readonly next: () => number
  private readonly prices: number

  constructor(spec: MarketSpec, seed: number) {
    this.spec = spec
    this.next = random(seed)
    this.prices = spec.prices ?? PRICES
    const side = (direction: number) =>
      Array.from(
        { length: this.prices / 2 },
        (_, index) => [this.price(direction * (index * 2 + 1)), this.size(this.amount())] as const,
      )
    this.book.replace(side(-1), side(1))
  }

  /** Changes up to three levels a side: new ones, other sizes, and now and then one less. */
  step(): BookChange {
    const side = (direction: number) =>
      Array.from({ length: Math.floor(this.next() * 4) }, () => {
        const offset = 1 + Math.floor(this.next() * this.prices)
        // The best level stays, so that neither side ever empties.
        const gone = offset > 1 && this.next() < 0.3
        return [this.price(direction * offset), this.size(gone ? 0 : this.amount())] as const
      })
    return this.apply({ bids: side(-1), asks: side(1) })
  }

  /** Changes the size of the best bid only. */
  touchBest(): BookChange {
    const best = this.price(-1)
    const before = this.book.bids.get(best)
    let size = this.size(this.amount())
    while (size === before) size = this.size(this.amount())
    return this.apply({ bids: [[best, size]], asks: [] })
  }

  deal(time: number): VenueTrade {
    const taker = this.next() < 0.5 ? 'buy' : 'sell'
    const id = FIRST_TRADE + this.trades.length
    const trade = { id, price: this.price(taker === 'buy' ? 1 : -1), size: this.size(this.amount()), taker, time } as const
    this.trades.push(trade)
    return trade
  }

  get snapshot(): BookChange {
    return { bids: this.book.sorted('bids'), asks: this.book.sorted('asks') }
  }

  private apply(change: BookChange): BookChange {
    this.book.change(change.bids, change.asks)
    this.sequence += 1
    return change
  }

  private price(offset: number): string {
    return (MID + offset / 10).toFixed(this.spec.priceDecimals)
  }

  private size(thousandths: number): string {
    return (thousandths / 1_000).toFixed(this.spec.sizeDecimals)
  }

  private amount(): number {
    return 1 + Math.floor(this.next() * 5_000)
  }
}
