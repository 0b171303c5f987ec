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

  placeOf(value: number): number {
    return placeBetween(value, this.lowest, this.highest)
  }
}

/** Where `value` lies between lowest (0) and highest (1); in the middle where both are the same. */
export const placeBetween = (value: number, lowest: number, highest: number): number =>
  highest === lowest ? 0.5 : (value - lowest) / (highest - lowest)

/** What {@link RollingRange} says is highest at each row of a column, pushed from row `from` on: NaN before it is full. */
export function rollingHighest(values: Float64Array, size: number, from = 0): Float64Array {
  const { length } = values
  const highs = new Float64Array(length).fill(Number.NaN)
  const suffix = new Float64Array(size)
  for (let end = from + size; end <= length; end += size) {
    let highest = -Infinity
    for (let index = size - 1; index >= 0; index -= 1) {
      highest = Math.max(highest, values[end - size + index] as number)
      suffix[index] = highest
    }
    highs[end - 1] = highest
    let since = -Infinity
    const rows = Math.min(size, length - end + 1)
    for (let index = 1; index < rows; index += 1) {
      since = Math.max(since, values[end - 1 + index] as number)
      highs[end - 1 + index] = Math.max(suffix[index] as number, since)
    }
  }
  return highs
}

/** The same for the lowest. */
export function rollingLowest(values: Float64Array, size: number, from = 0): Float64Array {
  const { length } = values
  const lows = new Float64Array(length).fill(Number.NaN)
  const suffix = new Float64Array(size)
  for (let end = from + size; end <= length; end += size) {
    let lowest = Infinity
    for (let index = size - 1; index >= 0; index -= 1) {
      lowest = Math.min(lowest, values[end - size + index] as number)
      suffix[index] = lowest
    }
    lows[end - 1] = lowest
    let since = Infinity
    const rows = Math.min(size, length - end + 1)
    for (let index = 1; index < rows; index += 1) {
      since = Math.min(since, values[end - 1 + index] as number)
      lows[end - 1 + index] = Math.min(suffix[index] as number, since)
    }
  }
  return lows
}
