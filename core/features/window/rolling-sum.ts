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
