/** The newest `size` numbers, oldest first. Filled by `push`; `full` once it has `size` of them. */
export class RollingWindow {
  readonly size: number
  readonly #values: Float64Array
  #head = 0
  #count = 0

  constructor(size: number) {
    this.size = size
    this.#values = new Float64Array(size)
  }

  get full(): boolean {
    return this.#count === this.size
  }

  /** Adds the newest number and returns the one that left, if the window was full. */
  push(value: number): number | undefined {
    const left = this.full ? this.#values[this.#head] : undefined
    this.#values[this.#head] = value
    this.#head = this.#head + 1 === this.size ? 0 : this.#head + 1
    if (this.#count < this.size) this.#count += 1
    return left
  }

  /** `index` 0 is the oldest. Only for a full window. */
  at(index: number): number {
    const position = this.#head + index
    return this.#values[position < this.size ? position : position - this.size] ?? Number.NaN
  }

  max(): number {
    const values = this.#values
    let best = -Infinity
    for (let index = 0; index < values.length; index += 1) {
      const value = values[index] ?? best
      if (value > best) best = value
    }
    return best
  }

  min(): number {
    const values = this.#values
    let best = Infinity
    for (let index = 0; index < values.length; index += 1) {
      const value = values[index] ?? best
      if (value < best) best = value
    }
    return best
  }

  /** Summed from oldest to newest each time, so that no rounding error is carried along. */
  sum(): number {
    const values = this.#values
    const head = this.#head
    let total = 0
    for (let index = head; index < values.length; index += 1) total += values[index] ?? 0
    for (let index = 0; index < head; index += 1) total += values[index] ?? 0
    return total
  }

  mean(): number {
    return this.sum() / this.size
  }

  /**
   * Population standard deviation by two passes around the window's own mean.
   * Spread that is only rounding noise of equal numbers counts as zero.
   */
  deviation(): number {
    const mean = this.mean()
    let squares = 0
    for (let index = 0; index < this.size; index += 1) squares += (this.at(index) - mean) ** 2
    const deviation = Math.sqrt(squares / this.size)
    return deviation <= Math.abs(mean) * 1e-13 ? 0 : deviation
  }
}
