import type { CaptureRecord } from '../../adapters/captures/index.ts'
import type { Levels } from '../../testing/naive-venue-books.ts'
import type { NaiveReader, ReadBook } from '../../testing/venue-recordings.ts'

/** One way of handling frames. */
export interface Contender {
  handle(frame: CaptureRecord): void
  /** How many levels its books have at the end, to prove that it did the work; absent where it keeps none. */
  levels?(): number
}

/** Reading the text and nothing else: what no handler built on JSON.parse can beat. */
export const createJsonParse = (): Contender => ({
  handle: ({ text }) => {
    JSON.parse(text)
  },
})

/** The shortest honest book: doubles in sorted arrays, no checks of any kind. */
class BareBook implements ReadBook {
  readonly bids: [number, number][] = []
  readonly asks: [number, number][] = []

  replace(bids: Levels, asks: Levels): void {
    this.bids.length = 0
    this.asks.length = 0
    this.change(bids, asks)
  }

  change(bids: Levels, asks: Levels): void {
    update(this.bids, bids, -1)
    update(this.asks, asks, 1)
  }

  keepBest(depth: number): void {
    if (this.bids.length > depth) this.bids.length = depth
    if (this.asks.length > depth) this.asks.length = depth
  }

  okxChecksum(): number {
    return Number.NaN
  }

  krakenChecksum(): number {
    return Number.NaN
  }
}

interface BinanceDepth {
  readonly e?: string
  readonly u?: number
  readonly b?: Levels
  readonly a?: Levels
  readonly lastUpdateId?: number
  readonly bids?: Levels
  readonly asks?: Levels
}

/** Binance's depth: what came before the snapshot is kept, and what ended before it left out. */
function binanceReader(): NaiveReader {
  let sequence = 0
  let early: BinanceDepth[] = []
  return ({ body }, bookOf) => {
    const message = body as { readonly data?: BinanceDepth } & BinanceDepth
    const data = message.data ?? message
    const book = bookOf('')
    const follow = (depth: BinanceDepth): void => {
      if ((depth.u ?? 0) <= sequence) return
      sequence = depth.u ?? 0
      book.change(depth.b ?? [], depth.a ?? [])
    }
    if (data.lastUpdateId !== undefined) {
      book.replace(data.bids ?? [], data.asks ?? [])
      sequence = data.lastUpdateId
      for (const depth of early) follow(depth)
      early = []
    } else if (data.e === 'depthUpdate') {
      if (sequence === 0) early.push(data)
      else follow(data)
    }
  }
}

/** JSON.parse and a bare book for each market. */
export function createBareBook(reader: NaiveReader | 'binance'): Contender {
  const books = new Map<string, BareBook>()
  const read = reader === 'binance' ? binanceReader() : reader
  const bookOf = (symbol: string): BareBook => {
    const book = books.get(symbol) ?? new BareBook()
    books.set(symbol, book)
    return book
  }
  return {
    handle: ({ text, url }) => {
      read({ body: JSON.parse(text), url: url ?? '' }, bookOf, () => undefined)
    },
    levels: () => [...books.values()].reduce((sum, { bids, asks }) => sum + bids.length + asks.length, 0),
  }
}

function update(side: [number, number][], changes: Levels, direction: 1 | -1): void {
  for (const [priceText, sizeText] of changes) {
    const price = Number(priceText)
    const size = Number(sizeText)
    let low = 0
    let high = side.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (((side[middle]?.[0] ?? 0) - price) * direction < 0) low = middle + 1
      else high = middle
    }
    const found = side[low]
    const present = found !== undefined && found[0] === price
    if (size === 0) {
      if (present) side.splice(low, 1)
    } else if (present) found[1] = size
    else side.splice(low, 0, [price, size])
  }
}
