/** The highest and lowest of the newest `size` pairs in constant time, by blocks as in {@link RollingSum}. */
export class RollingRange {
  readonly size: number
  readonly #highs: Float64Array
  readonly #lows: Float64Array
  readonly #suffixHighs: Float64Array
  readonly #suffixLows: Float64Array
  #position = 0
  #high = -Infinity
  #low = Infinity
  #full = false

  constructor(size: number) {
    this.size = size
    this.#highs = new Float64Array(size)
    this.#lows = new Float64Array(size)
    this.#suffixHighs = new Float64Array(size)
    this.#suffixLows = new Float64Array(size)
  }

  get full(): boolean {
    return this.#full
  }

  push(high: number, low: number): void {
    this.#highs[this.#position] = high
    this.#lows[this.#position] = low
    if (high > this.#high) this.#high = high
    if (low < this.#low) this.#low = low
    this.#position += 1
    if (this.#position < this.size) return
    this.#closeBlock()
  }

  #closeBlock(): void {
    let highest = -Infinity
    let lowest = Infinity
    for (let index = this.size - 1; index >= 0; index -= 1) {
      highest = Math.max(highest, this.#highs[index] ?? highest)
      lowest = Math.min(lowest, this.#lows[index] ?? lowest)
      this.#suffixHighs[index] = highest
      this.#suffixLows[index] = lowest
    }
    this.#position = 0
    this.#high = -Infinity
    this.#low = Infinity
    this.#full = true
  }

  /** Only for a full window, as all below. */
  get highest(): number {
    return Math.max(this.#suffixHighs[this.#position] ?? Number.NaN, this.#high)
  }

  get lowest(): number {
    return Math.min(this.#suffixLows[this.#position] ?? Number.NaN, this.#low)
  }

  /** Where `value` lies between lowest (0) and highest (1); `middle` where both are the same. */
  placeOf(value: number, middle = 0.5): number {
    const { highest, lowest } = this
    return highest === lowest ? middle : (value - lowest) / (highest - lowest)
  }
}
