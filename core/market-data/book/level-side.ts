/**
 * One side of a book: sorted parallel arrays with the best level last. Changes cluster at the
 * best price, so looking from the tail finds the place in a few steps and moves a few entries.
 */
const at = (array: Float64Array, index: number): number => array[index] as number

export class LevelSide {
  length = 0
  private readonly sign: 1 | -1
  /** Price times sign, ascending: for bids the highest price, for asks the lowest, comes last. */
  private keys = new Float64Array(1024)
  private sizes = new Float64Array(1024)
  /** What each level adds to a checksum; null where the venue has none. */
  private readonly texts: string[] | null

  constructor(side: 'bid' | 'ask', keepTexts = false) {
    this.sign = side === 'bid' ? 1 : -1
    this.texts = keepTexts ? [] : null
  }

  /** The `rank`-th best price, 0 the best; only for rank < length. */
  price(rank: number): number {
    return at(this.keys, this.length - 1 - rank) * this.sign
  }

  size(rank: number): number {
    return at(this.sizes, this.length - 1 - rank)
  }

  clear(): void {
    this.length = 0
    if (this.texts !== null) this.texts.length = 0
  }

  /** The texts of the best `count` levels, best first. */
  topTexts(count: number): string[] {
    return this.texts?.slice(-count).reverse() ?? []
  }

  /** Drops all but the best `count` levels. */
  truncate(count: number): void {
    const surplus = this.length - count
    if (surplus <= 0) return
    this.keys.copyWithin(0, surplus, this.length)
    this.sizes.copyWithin(0, surplus, this.length)
    this.texts?.splice(0, surplus)
    this.length = count
  }

  /** Sets the size at a price; zero removes the level, and removing an absent level is no error (venues do so). */
  set(price: number, size: number, text = ''): void {
    const key = price * this.sign
    const index = this.find(key)
    const present = index < this.length && at(this.keys, index) === key
    if (size === 0) {
      if (present) this.remove(index)
    } else if (present) {
      this.sizes[index] = size
      if (this.texts !== null) this.texts[index] = text
    } else {
      this.insert(index, key, size)
      this.texts?.splice(index, 0, text)
    }
  }

  /** Whether every price and size stays exact when multiplied. */
  canRescale(priceFactor: number, sizeFactor: number): boolean {
    for (let i = 0; i < this.length; i += 1) {
      if (Math.abs(at(this.keys, i) * priceFactor) > Number.MAX_SAFE_INTEGER) return false
      if (at(this.sizes, i) * sizeFactor > Number.MAX_SAFE_INTEGER) return false
    }
    return true
  }

  rescale(priceFactor: number, sizeFactor: number): void {
    for (let i = 0; i < this.length; i += 1) {
      this.keys[i] = at(this.keys, i) * priceFactor
      this.sizes[i] = at(this.sizes, i) * sizeFactor
    }
  }

  /** The first index whose key is not below `key`: gallops from the tail, then halves. */
  private find(key: number): number {
    const keys = this.keys
    let high = this.length
    let low = high - 1
    let step = 1
    while (low >= 0 && at(keys, low) >= key) {
      high = low
      low -= step
      step += step
    }
    if (low < -1) low = -1
    while (high - low > 1) {
      const middle = (high + low) >> 1
      if (at(keys, middle) >= key) high = middle
      else low = middle
    }
    return high
  }

  private remove(index: number): void {
    this.keys.copyWithin(index, index + 1, this.length)
    this.sizes.copyWithin(index, index + 1, this.length)
    this.texts?.splice(index, 1)
    this.length -= 1
  }

  private insert(index: number, key: number, size: number): void {
    if (this.length === this.keys.length) this.grow()
    this.keys.copyWithin(index + 1, index, this.length)
    this.sizes.copyWithin(index + 1, index, this.length)
    this.keys[index] = key
    this.sizes[index] = size
    this.length += 1
  }

  private grow(): void {
    const keys = new Float64Array(this.keys.length * 2)
    const sizes = new Float64Array(this.keys.length * 2)
    keys.set(this.keys)
    sizes.set(this.sizes)
    this.keys = keys
    this.sizes = sizes
  }
}
