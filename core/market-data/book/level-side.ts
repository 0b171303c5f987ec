import type { LevelPieces } from '../venues/contract.ts'

/**
 * One side of a book: sorted parallel arrays with the best level last. Changes cluster at the
 * best price, so looking from the tail finds the place in a few steps and moves a few entries. The
 * levels lie somewhere inside the arrays, with room at both ends: a change moves the shorter part.
 */
const at = (array: Float64Array, index: number): number => array[index] as number

const FIRST_SIZE = 1_024
/** So many entries are moved one by one as fast as at once. */
const FEW = 24
/** Multiplicative hashing of a price onto 1024 places (Knuth, The Art of Computer Programming, 6.4). */
const HASH = 0x9e3779b1
const HASH_SHIFT = 22

export class LevelSide implements LevelPieces {
  private readonly sign: 1 | -1
  /** Price times sign, ascending: for bids the highest price, for asks the lowest, comes last. */
  private keys = new Float64Array(FIRST_SIZE)
  private sizes = new Float64Array(FIRST_SIZE)
  /** What each level adds to a checksum; null where the venue has none. */
  private pieces: Float64Array | null
  /** Where prices were found last, by their hash: a place to begin looking, right or wrong. */
  private readonly hints = new Int32Array(2 ** (32 - HASH_SHIFT))
  private start = FIRST_SIZE >> 1
  private end = FIRST_SIZE >> 1

  constructor(side: 'bid' | 'ask', keepPieces = false) {
    this.sign = side === 'bid' ? 1 : -1
    this.pieces = keepPieces ? new Float64Array(FIRST_SIZE) : null
  }

  get length(): number {
    return this.end - this.start
  }

  /** The `rank`-th best price, 0 the best; only for rank < length. */
  price(rank: number): number {
    return at(this.keys, this.end - 1 - rank) * this.sign
  }

  size(rank: number): number {
    return at(this.sizes, this.end - 1 - rank)
  }

  piece(rank: number): number {
    return this.pieces === null ? 0 : at(this.pieces, this.end - 1 - rank)
  }

  clear(): void {
    this.start = this.keys.length >> 1
    this.end = this.start
  }

  /** Drops all but the best `count` levels. */
  truncate(count: number): void {
    if (this.end - this.start > count) this.start = this.end - count
  }

  /** Sets the size at a price; zero removes the level, and removing an absent level is no error (venues do so). */
  set(price: number, size: number, piece = 0): void {
    const key = price * this.sign
    const index = this.find(key)
    const present = index < this.end && at(this.keys, index) === key
    if (size === 0) {
      if (present) this.remove(index)
      return
    }
    const place = present ? index : this.open(index)
    this.keys[place] = key
    this.sizes[place] = size
    if (this.pieces !== null) this.pieces[place] = piece
  }

  /** Whether every price and size stays exact when multiplied. */
  canRescale(priceFactor: number, sizeFactor: number): boolean {
    for (let i = this.start; i < this.end; i += 1) {
      if (Math.abs(at(this.keys, i) * priceFactor) > Number.MAX_SAFE_INTEGER) return false
      if (at(this.sizes, i) * sizeFactor > Number.MAX_SAFE_INTEGER) return false
    }
    return true
  }

  rescale(priceFactor: number, sizeFactor: number): void {
    for (let i = this.start; i < this.end; i += 1) {
      this.keys[i] = at(this.keys, i) * priceFactor
      this.sizes[i] = at(this.sizes, i) * sizeFactor
    }
  }

  /**
   * The first index whose key is not below `key`: gallops from where the same price was last, or from
   * the best, then halves. Levels behind a change do not move, so most are still where they were.
   */
  private find(key: number): number {
    const { keys, start, end } = this
    const slot = Math.imul(key | 0, HASH) >>> HASH_SHIFT
    const hint = this.hints[slot] as number
    const from = hint >= start && hint < end ? hint : end - 1
    let low: number
    let high: number
    let step = 1
    if (from >= start && at(keys, from) >= key) {
      high = from
      low = from - 1
      while (low >= start && at(keys, low) >= key) {
        high = low
        low -= step
        step += step
      }
      if (low < start - 1) low = start - 1
    } else {
      low = from
      high = from + 1
      while (high < end && at(keys, high) < key) {
        low = high
        high += step
        step += step
      }
      if (high > end) high = end
    }
    while (high - low > 1) {
      const middle = (high + low) >> 1
      if (at(keys, middle) >= key) high = middle
      else low = middle
    }
    this.hints[slot] = high
    return high
  }

  private remove(index: number): void {
    if (this.end - index <= index - this.start) {
      this.move(index + 1, this.end, -1)
      this.end -= 1
    } else {
      this.move(this.start, index, 1)
      this.start += 1
    }
  }

  /** Makes room before `index` and returns the place of the new entry. */
  private open(index: number): number {
    if (this.end - index <= index - this.start) {
      if (this.end === this.keys.length) return this.open(index + this.recentre())
      this.move(index, this.end, 1)
      this.end += 1
      return index
    }
    if (this.start === 0) return this.open(index + this.recentre())
    this.move(this.start, index, -1)
    this.start -= 1
    return index - 1
  }

  /** Moves the entries from `from` up to but without `to` by one place. */
  private move(from: number, to: number, by: 1 | -1): void {
    shift(this.keys, from, to, by)
    shift(this.sizes, from, to, by)
    if (this.pieces !== null) shift(this.pieces, from, to, by)
  }

  /** Puts the levels into the middle of the arrays, larger ones if they are half full; returns how far they moved. */
  private recentre(): number {
    const { start, end } = this
    const count = end - start
    const capacity = count * 2 > this.keys.length ? this.keys.length * 2 : this.keys.length
    const target = (capacity - count) >> 1
    const moved = (array: Float64Array): Float64Array<ArrayBuffer> => {
      const fresh = new Float64Array(capacity)
      fresh.set(array.subarray(start, end), target)
      return fresh
    }
    this.keys = moved(this.keys)
    this.sizes = moved(this.sizes)
    if (this.pieces !== null) this.pieces = moved(this.pieces)
    this.start = target
    this.end = target + count
    return target - start
  }
}

function shift(array: Float64Array, from: number, to: number, by: 1 | -1): void {
  if (to - from > FEW) array.copyWithin(from + by, from, to)
  else if (by === 1) for (let i = to; i > from; i -= 1) array[i] = array[i - 1] as number
  else for (let i = from; i < to; i += 1) array[i - 1] = array[i] as number
}
