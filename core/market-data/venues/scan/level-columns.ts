const FIRST_SIZE = 256

/**
 * Levels as integers, a column for each number and nothing allocated for a level. A price is
 * `prices[i] / 10 ** priceDecimals[i]`, exactly; trailing zeros are not counted. Whoever fills them uses
 * them again for the next frame, so they hold good only until `emit` returns; {@link copy} keeps them.
 */
export class LevelColumns {
  length = 0
  prices = new Float64Array(FIRST_SIZE)
  sizes = new Float64Array(FIRST_SIZE)
  priceDecimals = new Uint8Array(FIRST_SIZE)
  sizeDecimals = new Uint8Array(FIRST_SIZE)
  /** What each level adds to the checksum; means nothing where the venue has none. */
  pieces = new Float64Array(FIRST_SIZE)

  clear(): void {
    this.length = 0
  }

  /** The place of one more level, for the caller to fill in. */
  claim(): number {
    const index = this.length
    if (index === this.prices.length) this.resize(index * 2)
    this.length = index + 1
    return index
  }

  copy(): LevelColumns {
    const copy = new LevelColumns()
    copy.length = this.length
    copy.prices = this.prices.slice(0, this.length)
    copy.sizes = this.sizes.slice(0, this.length)
    copy.priceDecimals = this.priceDecimals.slice(0, this.length)
    copy.sizeDecimals = this.sizeDecimals.slice(0, this.length)
    copy.pieces = this.pieces.slice(0, this.length)
    return copy
  }

  private resize(size: number): void {
    const { prices, sizes, priceDecimals, sizeDecimals, pieces } = this
    this.prices = new Float64Array(size)
    this.prices.set(prices)
    this.sizes = new Float64Array(size)
    this.sizes.set(sizes)
    this.priceDecimals = new Uint8Array(size)
    this.priceDecimals.set(priceDecimals)
    this.sizeDecimals = new Uint8Array(size)
    this.sizeDecimals.set(sizeDecimals)
    this.pieces = new Float64Array(size)
    this.pieces.set(pieces)
  }
}
