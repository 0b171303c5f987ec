import type { LevelPieces } from '../venues/contract.ts'

/** What the best levels of a side add to a checksum, to be filled again and again. */
export class TopPieces implements LevelPieces {
  length = 0
  private readonly pieces: Float64Array

  constructor(capacity: number) {
    this.pieces = new Float64Array(capacity)
  }

  piece(rank: number): number {
    return this.pieces[rank] as number
  }

  clear(): void {
    this.length = 0
  }

  add(piece: number): void {
    this.pieces[this.length] = piece
    this.length += 1
  }
}

const FIRST_SIZE = 1_024
/** So many entries are moved one by one as fast as at once. */
const FEW = 24
/** Multiplicative hashing of a price onto 4096 places (Knuth, The Art of Computer Programming, 6.4). */
const HASH = 0x9e3779b1
const HASH_SHIFT = 20
const slotOf = (key: number): number => Math.imul(key | 0, HASH) >>> HASH_SHIFT
/** So far away an empty place is looked for before all are laid out anew. */
const NEAR = 160
const LEVELS_A_GAP = 3
/** So many empty places more than levels are put up with. */
const SPARE_EMPTY = 64

/**
 * One side of a book: sorted parallel arrays with the best level last, somewhere inside the arrays with
 * room at both ends. A level that goes leaves its place behind, empty, and has it again when it comes
 * back; a new price takes an empty place next to it. As the same prices come and go all the time, almost
 * no change moves anything. The best place is never empty.
 */
export class LevelSide {
  /** How many levels there are. */
  length = 0
  /** Whether what {@link topPieces} would tell may differ from what it told last. */
  topChanged = true
  /** The key of the last level told then. */
  private topUntil = Number.NEGATIVE_INFINITY
  private readonly sign: 1 | -1
  /** Price times sign, ascending: for bids the highest price, for asks the lowest, comes last. */
  private keys = new Float64Array(FIRST_SIZE)
  /** 0 where the place is empty. */
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

  /** Only of a side with levels. */
  bestPrice(): number {
    return (this.keys[this.end - 1] as number) * this.sign
  }

  /** Only of a side with levels. */
  bestSize(): number {
    return this.sizes[this.end - 1] as number
  }

  /** Only of a side with levels. */
  worstPrice(): number {
    return (this.keys[this.worst()] as number) * this.sign
  }

  /** Only of a side with levels. */
  worstSize(): number {
    return this.sizes[this.worst()] as number
  }

  /** Calls `take` with price and size of each level, best first, until it says false. */
  visit(take: (price: number, size: number) => boolean): void {
    for (let i = this.end - 1; i >= this.start; i -= 1) {
      const size = this.sizes[i] as number
      if (size !== 0 && !take((this.keys[i] as number) * this.sign, size)) return
    }
  }

  /** Calls `take` with price and size of the best `count` levels, best first. */
  forBest(count: number, take: (price: number, size: number) => void): void {
    let left = Math.min(count, this.length)
    for (let i = this.end - 1; left > 0; i -= 1) {
      const size = this.sizes[i] as number
      if (size === 0) continue
      take((this.keys[i] as number) * this.sign, size)
      left -= 1
    }
  }

  /** What the best `count` levels add to a checksum. */
  topPieces(count: number, into: TopPieces): TopPieces {
    into.clear()
    this.topChanged = false
    this.topUntil = Number.NEGATIVE_INFINITY
    if (this.pieces === null) return into
    let left = Math.min(count, this.length)
    for (let i = this.end - 1; left > 0; i -= 1) {
      if ((this.sizes[i] as number) === 0) continue
      into.add(this.pieces[i] as number)
      left -= 1
      if (into.length === count) this.topUntil = this.keys[i] as number
    }
    return into
  }

  clear(): void {
    this.length = 0
    this.topChanged = true
    this.start = this.keys.length >> 1
    this.end = this.start
  }

  /** Drops all but the best `count` levels. */
  truncate(count: number): void {
    for (; this.length > count; this.start += 1) {
      if ((this.sizes[this.start] as number) === 0) continue
      this.length -= 1
      if ((this.keys[this.start] as number) >= this.topUntil) this.topChanged = true
    }
  }

  /** Sets the size at a price; zero removes the level, and removing an absent level is no error (venues do so). */
  set(price: number, size: number, piece = 0): void {
    const key = price * this.sign
    if (key >= this.topUntil) this.topChanged = true
    const index = this.find(key)
    const known = index < this.end && (this.keys[index] as number) === key
    if (size === 0) {
      if (known) this.remove(index)
      return
    }
    const place = known ? index : this.placeAt(index, key)
    if ((this.sizes[place] as number) === 0) this.length += 1
    this.keys[place] = key
    this.sizes[place] = size
    if (this.pieces !== null) this.pieces[place] = piece
  }

  /** Whether every price and size stays exact when multiplied. */
  canRescale(priceFactor: number, sizeFactor: number): boolean {
    this.recentre()
    for (let i = this.start; i < this.end; i += 1) {
      if (Math.abs((this.keys[i] as number) * priceFactor) > Number.MAX_SAFE_INTEGER) return false
      if ((this.sizes[i] as number) * sizeFactor > Number.MAX_SAFE_INTEGER) return false
    }
    return true
  }

  rescale(priceFactor: number, sizeFactor: number): void {
    this.topChanged = true
    for (let i = this.start; i < this.end; i += 1) {
      this.keys[i] = (this.keys[i] as number) * priceFactor
      this.sizes[i] = (this.sizes[i] as number) * sizeFactor
    }
  }

  /**
   * The first index whose key is not below `key`: gallops from where the same price was last, or from
   * the best, then halves. Levels behind a change do not move, so most are still where they were.
   */
  private find(key: number): number {
    const { keys, start, end } = this
    const slot = slotOf(key)
    const hint = this.hints[slot] as number
    const from = hint >= start && hint < end ? hint : end - 1
    let low: number
    let high: number
    let step = 1
    if (from >= start && (keys[from] as number) >= key) {
      high = from
      low = from - 1
      while (low >= start && (keys[low] as number) >= key) {
        high = low
        low -= step
        step += step
      }
      if (low < start - 1) low = start - 1
    } else {
      low = from
      high = from + 1
      while (high < end && (keys[high] as number) < key) {
        low = high
        high += step
        step += step
      }
      if (high > end) high = end
    }
    while (high - low > 1) {
      const middle = (high + low) >> 1
      if ((keys[middle] as number) >= key) high = middle
      else low = middle
    }
    this.hints[slot] = high
    return high
  }

  /** Where the worst level is; empty places may lie before it. */
  private worst(): number {
    let index = this.start
    while ((this.sizes[index] as number) === 0) index += 1
    return index
  }

  private remove(index: number): void {
    if ((this.sizes[index] as number) === 0) return
    this.sizes[index] = 0
    this.length -= 1
    while (this.end > this.start && (this.sizes[this.end - 1] as number) === 0) this.end -= 1
    if (this.end - this.start > 2 * this.length + SPARE_EMPTY) this.recentre()
  }

  /** An empty place for a key that belongs before `index`: a near one, to which what lies between is moved. */
  private placeAt(index: number, key: number): number {
    const { sizes, start, end } = this
    for (let far = 0; far < NEAR; far += 1) {
      const above = index + far
      if (above === end && end < sizes.length) {
        this.end += 1
        return this.vacate(index, end, 1)
      }
      if (above < end && (sizes[above] as number) === 0) return this.vacate(index, above, 1)
      const below = index - 1 - far
      if (below === start - 1 && start > 0) {
        this.start -= 1
        return this.vacate(start, index, -1)
      }
      if (below >= start && (sizes[below] as number) === 0) return this.vacate(below + 1, index, -1)
    }
    this.recentre()
    return this.placeAt(this.find(key), key)
  }

  /** Moves what is from `from` up to but without `to` by one place, and returns the one that is empty then. */
  private vacate(from: number, to: number, by: 1 | -1): number {
    if (from < to) this.move(from, to, by)
    const place = by === 1 ? from : to - 1
    this.sizes[place] = 0
    return place
  }

  /** Moves the entries from `from` up to but without `to` by one place. */
  private move(from: number, to: number, by: 1 | -1): void {
    shift(this.keys, from, to, by)
    shift(this.sizes, from, to, by)
    if (this.pieces !== null) shift(this.pieces, from, to, by)
  }

  /**
   * Lays the levels out anew, in the middle of arrays that they fill by half at most: without the empty
   * places that they left, but with one after every few levels for prices that are to come.
   */
  private recentre(): void {
    const { keys, sizes, pieces, start, end, length } = this
    const places = length + Math.floor(length / LEVELS_A_GAP)
    let capacity = keys.length
    while (places * 2 > capacity) capacity *= 2
    this.keys = new Float64Array(capacity)
    this.sizes = new Float64Array(capacity)
    this.pieces = pieces === null ? null : new Float64Array(capacity)
    let place = (capacity - places) >> 1
    this.start = place
    let written = 0
    for (let i = start; i < end; i += 1) {
      if ((sizes[i] as number) === 0) continue
      const key = keys[i] as number
      if (written > 0 && written % LEVELS_A_GAP === 0) {
        // Any price between: it is only there to keep the order.
        const between = ((this.keys[place - 1] as number) + key) / 2
        if (between < key && between > (this.keys[place - 1] as number)) {
          this.keys[place] = between
          place += 1
        }
      }
      this.hints[slotOf(key)] = place
      this.keys[place] = key
      this.sizes[place] = sizes[i] as number
      if (this.pieces !== null && pieces !== null) this.pieces[place] = pieces[i] as number
      place += 1
      written += 1
    }
    this.end = place
  }
}

function shift(array: Float64Array, from: number, to: number, by: 1 | -1): void {
  if (to - from > FEW) array.copyWithin(from + by, from, to)
  else if (by === 1) for (let i = to; i > from; i -= 1) array[i] = array[i - 1] as number
  else for (let i = from; i < to; i += 1) array[i - 1] = array[i] as number
}
