import type { LevelColumns } from '../venues/scan/level-columns.ts'
import { TopLevels } from './top-levels.ts'

/** Prices next to each other share a page: so many of them, a bit of a word for each. */
const PAGE = 16
const PER_PRICE = 1 / PAGE
const FIRST_PAGES = 32
/** Pages used lately are found by their last bits alone. */
const NEAR = 1_024
const DECIMALS = 12
const POWERS = Float64Array.from({ length: DECIMALS + 1 }, (_, exponent) => 10 ** exponent)
const power = (exponent: number): number => POWERS[exponent] as number
const highestBit = (word: number): number => 31 - Math.clz32(word)

/**
 * One side of a book: a place for every price, in pages that exist where there were levels. A level that
 * comes, changes or goes touches its own place and moves no other; a bit for each place tells which are
 * taken, so that the next best is found a page at a time.
 */
export class LevelSide {
  /** How many levels there are. */
  length = 0
  /** The best levels' parts of a checksum; null where the venue has none. Read it through {@link topLevels}. */
  private readonly top: TopLevels | null
  private readonly sign: 1 | -1
  /** Price times sign: the best is the highest. */
  private bestKey = Number.NEGATIVE_INFINITY
  private bestPlace = 0
  /** By page: its first key divided by the prices of a page, and which of its places are taken. */
  private numbers = new Float64Array(FIRST_PAGES)
  private taken = new Int32Array(FIRST_PAGES)
  private sizes = new Float64Array(FIRST_PAGES * PAGE)
  /** What each level adds to a checksum; null where the venue has none. */
  private pieces: Float64Array | null
  private pageCount = 0
  /** The pages, best first, as snapshots tell their levels. Those that levels left stay until there is no room for another. */
  private order = new Int32Array(FIRST_PAGES)
  private readonly nearNumbers = new Float64Array(NEAR).fill(Number.NaN)
  private readonly nearPages = new Int32Array(NEAR)

  constructor(side: 'bid' | 'ask', checksumDepth = 0) {
    this.sign = side === 'bid' ? 1 : -1
    this.pieces = checksumDepth > 0 ? new Float64Array(FIRST_PAGES * PAGE) : null
    this.top = checksumDepth > 0 ? new TopLevels(checksumDepth) : null
  }

  /** Only of a side with levels. */
  bestPrice(): number {
    return this.bestKey * this.sign
  }

  /** Only of a side with levels. */
  bestSize(): number {
    return this.sizes[this.bestPlace] as number
  }

  /** Only of a side with levels. */
  worstPrice(): number {
    const page = this.worstPage()
    return this.priceAt(page, lowestBit(this.taken[page] as number))
  }

  /** Only of a side with levels. */
  worstSize(): number {
    const page = this.worstPage()
    return this.sizes[page * PAGE + lowestBit(this.taken[page] as number)] as number
  }

  /** Calls `take` with price and size of each level, best first, until it says false. */
  visit(take: (price: number, size: number) => boolean): void {
    for (let i = 0; i < this.pageCount; i += 1) {
      const page = this.order[i] as number
      for (let rest = this.taken[page] as number; rest !== 0; ) {
        const bit = highestBit(rest)
        rest ^= 1 << bit
        if (!take(this.priceAt(page, bit), this.sizes[page * PAGE + bit] as number)) return
      }
    }
  }

  /** Calls `take` with price and size of the best `count` levels, best first. */
  forBest(count: number, take: (price: number, size: number) => void): void {
    let left = Math.min(count, this.length)
    if (left <= 0) return
    this.visit((price, size) => {
      take(price, size)
      left -= 1
      return left > 0
    })
  }

  /** What the best levels add to a checksum; null where the venue has none. */
  topLevels(): TopLevels | null {
    const { top } = this
    if (top?.isShort(this.length) === true) this.fill(top)
    return top
  }

  clear(): void {
    this.top?.clear()
    this.clearPages()
  }

  /** Drops all but the best `count` levels. */
  truncate(count: number): void {
    for (let rank = this.pageCount - 1; this.length > count; rank -= 1) {
      const page = this.order[rank] as number
      while (this.length > count && (this.taken[page] as number) !== 0)
        this.set(this.priceAt(page, lowestBit(this.taken[page] as number)), 0)
    }
  }

  /** Sets the size at a price; zero removes the level, and removing an absent level is no error (venues do so). */
  set(price: number, size: number, piece = 0): void {
    this.put(price * this.sign, size, piece)
  }

  /** Sets each level, its numbers brought to so many decimals, which they fit. */
  setAll({ length, prices, sizes, priceDecimals, sizeDecimals, pieces }: LevelColumns, decimals: Decimals): void {
    const { sign } = this
    const { price, size } = decimals
    // A whole book comes: at most a page for each level.
    if (this.pageCount === 0 && length > this.order.length) this.resize(length)
    for (let i = 0; i < length; i += 1)
      this.put(
        (prices[i] as number) * power(price - (priceDecimals[i] as number)) * sign,
        (sizes[i] as number) * power(size - (sizeDecimals[i] as number)),
        pieces[i] as number,
      )
  }

  /** Whether every price and size stays exact when multiplied. */
  canRescale(priceFactor: number, sizeFactor: number): boolean {
    let fits = true
    this.visit((price, size) => {
      fits = price * priceFactor <= Number.MAX_SAFE_INTEGER && size * sizeFactor <= Number.MAX_SAFE_INTEGER
      return fits
    })
    return fits
  }

  rescale(priceFactor: number, sizeFactor: number): void {
    const levels: [number, number, number][] = []
    for (let i = 0; i < this.pageCount; i += 1) {
      const page = this.order[i] as number
      for (let rest = this.taken[page] as number; rest !== 0; rest &= rest - 1) {
        const bit = lowestBit(rest)
        const place = page * PAGE + bit
        levels.push([
          this.priceAt(page, bit) * priceFactor,
          (this.sizes[place] as number) * sizeFactor,
          this.pieces?.[place] ?? 0,
        ])
      }
    }
    this.clear()
    for (const [price, size, piece] of levels) this.set(price, size, piece)
  }

  private clearPages(): void {
    this.length = 0
    this.bestKey = Number.NEGATIVE_INFINITY
    this.pageCount = 0
    this.nearNumbers.fill(Number.NaN)
  }

  /** Takes as many levels as it holds anew; those that it held stay what they were. */
  private fill(top: TopLevels): void {
    const { pieces, order, taken } = this
    if (pieces === null) return
    top.until = Number.NEGATIVE_INFINITY
    for (let i = 0; i < this.pageCount; i += 1) {
      const page = order[i] as number
      for (let rest = taken[page] as number; rest !== 0; ) {
        const bit = highestBit(rest)
        rest ^= 1 << bit
        const key = (this.numbers[page] as number) * PAGE + bit
        if (key < top.until) return
        top.set(key, pieces[page * PAGE + bit] as number)
      }
    }
  }

  private put(key: number, size: number, piece: number): void {
    const { top } = this
    if (top !== null && key >= top.until) {
      if (size === 0) top.remove(key)
      else top.set(key, piece)
    }
    this.place(key, size, piece)
  }

  private place(key: number, size: number, piece: number): void {
    const number = Math.floor(key * PER_PRICE)
    const bit = (key - number * PAGE) | 0
    const near = (number | 0) & (NEAR - 1)
    let page = (this.nearNumbers[near] as number) === number ? (this.nearPages[near] as number) : this.find(number)
    if (size === 0) {
      if (page >= 0 && ((this.taken[page] as number) & (1 << bit)) !== 0) this.remove(page, bit, key)
      return
    }
    if (page < 0) page = this.insert(number)
    const place = page * PAGE + bit
    this.sizes[place] = size
    if (this.pieces !== null) this.pieces[place] = piece
    const taken = this.taken[page] as number
    if ((taken & (1 << bit)) !== 0) return
    this.taken[page] = taken | (1 << bit)
    this.length += 1
    if (key > this.bestKey) {
      this.bestKey = key
      this.bestPlace = place
    }
  }

  private remove(page: number, bit: number, key: number): void {
    const rest = (this.taken[page] as number) ^ (1 << bit)
    this.taken[page] = rest
    this.length -= 1
    if (key !== this.bestKey) return
    let best = page
    if (rest === 0) {
      if (this.length === 0) {
        this.bestKey = Number.NEGATIVE_INFINITY
        return
      }
      let at = this.rankOf(this.numbers[page] as number)
      while ((this.taken[best] as number) === 0) {
        at += 1
        best = this.order[at] as number
      }
    }
    const highest = highestBit(this.taken[best] as number)
    this.bestKey = (this.numbers[best] as number) * PAGE + highest
    this.bestPlace = best * PAGE + highest
  }

  /** The page of a number, or -1, when it was not among those used lately; from now on it is. */
  private find(number: number): number {
    const rank = this.rankOf(number)
    if (rank === this.pageCount) return -1
    const page = this.order[rank] as number
    if ((this.numbers[page] as number) !== number) return -1
    this.remember(number, page)
    return page
  }

  private remember(number: number, page: number): void {
    const near = (number | 0) & (NEAR - 1)
    this.nearNumbers[near] = number
    this.nearPages[near] = page
  }

  /** Where a number is or belongs among the pages, best first. */
  private rankOf(number: number): number {
    let low = 0
    let high = this.pageCount
    // Snapshots append.
    if (high > 0 && (this.numbers[this.order[high - 1] as number] as number) > number) return high
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.numbers[this.order[middle] as number] as number) > number) low = middle + 1
      else high = middle
    }
    return low
  }

  private insert(number: number): number {
    if (this.pageCount === this.order.length) this.makeRoom()
    const rank = this.rankOf(number)
    const page = this.pageCount
    if (rank < page) this.order.copyWithin(rank + 1, rank, page)
    this.order[rank] = page
    this.numbers[page] = number
    this.taken[page] = 0
    this.pageCount += 1
    this.remember(number, page)
    return page
  }

  /** Drops the pages that levels left, and where that gives little, doubles the room. */
  private makeRoom(): void {
    const { taken, pageCount, order } = this
    let used = 0
    for (let page = 0; page < pageCount; page += 1) if (taken[page] !== 0) used += 1
    if (used * 2 > pageCount) {
      this.resize(pageCount * 2)
      return
    }
    const { numbers, sizes, pieces } = this
    this.clearPages()
    this.resize(pageCount)
    for (let rank = 0; rank < pageCount; rank += 1) {
      const page = order[rank] as number
      const start = (numbers[page] as number) * PAGE
      for (let rest = taken[page] as number; rest !== 0; rest &= rest - 1) {
        const place = page * PAGE + lowestBit(rest)
        this.place(start + lowestBit(rest), sizes[place] as number, pieces === null ? 0 : (pieces[place] as number))
      }
    }
  }

  /** New arrays for so many pages, with what the present pages hold. */
  private resize(pages: number): void {
    const { numbers, taken, sizes, pieces, order, pageCount } = this
    this.numbers = new Float64Array(pages)
    this.numbers.set(numbers.subarray(0, pageCount))
    this.taken = new Int32Array(pages)
    this.taken.set(taken.subarray(0, pageCount))
    this.sizes = new Float64Array(pages * PAGE)
    this.sizes.set(sizes.subarray(0, pageCount * PAGE))
    if (pieces !== null) {
      this.pieces = new Float64Array(pages * PAGE)
      this.pieces.set(pieces.subarray(0, pageCount * PAGE))
    }
    this.order = new Int32Array(pages)
    this.order.set(order.subarray(0, pageCount))
  }

  /** Where the worst level's page is; only of a side with levels. */
  private worstPage(): number {
    let rank = this.pageCount - 1
    while ((this.taken[this.order[rank] as number] as number) === 0) rank -= 1
    return this.order[rank] as number
  }

  private priceAt(page: number, bit: number): number {
    return ((this.numbers[page] as number) * PAGE + bit) * this.sign
  }
}

/** The decimals of whole numbers. */
interface Decimals {
  readonly price: number
  readonly size: number
}

const lowestBit = (word: number): number => highestBit(word & -word)
