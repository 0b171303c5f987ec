/**
 * The sum of the newest `size` numbers in constant time and without subtraction: blocks of `size` numbers keep
 * their suffix sums, and the window is a suffix of the last block plus what came since (van Herk 1992, Gil and
 * Werman 1993, there for extremes). So no rounding error stays behind when a number leaves: zeros sum to zero
 * and numbers that are not negative never sum to less than zero.
 */
export class RollingSum {
  readonly size: number
  readonly #block: Float64Array
  readonly #suffix: Float64Array
  #position = 0
  #sinceBlock = 0
  #full = false

  constructor(size: number) {
    this.size = size
    this.#block = new Float64Array(size)
    this.#suffix = new Float64Array(size)
  }

  get full(): boolean {
    return this.#full
  }

  push(value: number): void {
    this.#block[this.#position] = value
    this.#sinceBlock += value
    this.#position += 1
    if (this.#position < this.size) return
    let total = 0
    for (let index = this.size - 1; index >= 0; index -= 1) {
      total += this.#block[index] ?? 0
      this.#suffix[index] = total
    }
    this.#position = 0
    this.#sinceBlock = 0
    this.#full = true
  }

  /** Only for a full window. */
  get sum(): number {
    return (this.#suffix[this.#position] ?? Number.NaN) + this.#sinceBlock
  }

  get mean(): number {
    return this.sum / this.size
  }
}

/**
 * What {@link RollingSum} says at each row of a column, pushed from row `from` on: NaN before the window is full.
 */
export function rollingSums(values: Float64Array, size: number, from = 0): Float64Array {
  const { length } = values
  const sums = new Float64Array(length).fill(Number.NaN)
  const suffix = new Float64Array(size)
  for (let end = from + size; end <= length; end += size) {
    let total = 0
    for (let index = size - 1; index >= 0; index -= 1) {
      total += values[end - size + index] as number
      suffix[index] = total
    }
    let since = 0
    sums[end - 1] = total + since
    const rows = Math.min(size, length - end + 1)
    for (let index = 1; index < rows; index += 1) {
      since += values[end - 1 + index] as number
      sums[end - 1 + index] = (suffix[index] as number) + since
    }
  }
  return sums
}
