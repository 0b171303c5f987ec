/** The population deviation of `size` numbers whose distances to `mean` square to this sum; rounding noise of equal numbers is zero. */
export function spreadOf(squares: number, size: number, mean: number): number {
  const deviation = Math.sqrt(squares / size)
  return deviation <= Math.abs(mean) * 1e-13 ? 0 : deviation
}

/** The newest `size` numbers, oldest first. Filled by `push`; `full` once it has `size` of them. */
export class RollingWindow {
  readonly size: number
  /** Each number is written twice, `size` apart, so that the window is always one unbroken stretch. */
  readonly #values: Float64Array
  #head = 0
  #count = 0

  constructor(size: number) {
    this.size = size
    this.#values = new Float64Array(2 * size)
  }

  get full(): boolean {
    return this.#count === this.size
  }

  /** Adds the newest number and returns the one that left, if the window was full. */
  push(value: number): number | undefined {
    const head = this.#head
    const left = this.#count === this.size ? this.#values[head] : undefined
    this.#values[head] = value
    this.#values[head + this.size] = value
    this.#head = head + 1 === this.size ? 0 : head + 1
    if (this.#count < this.size) this.#count += 1
    return left
  }

  /** `index` 0 is the oldest. Only for a full window. */
  at(index: number): number {
    return this.#values[this.#head + index] ?? Number.NaN
  }

  /** Pushed so many pushes ago, 0 for the newest; also before the window is full, as long as it was pushed at all. */
  newest(ago: number): number {
    return this.#values[this.#head + this.size - 1 - ago] ?? Number.NaN
  }

  /** Summed from oldest to newest each time, so that no rounding error is carried along. */
  mean(): number {
    const values = this.#values
    const end = this.#head + this.size
    let total = 0
    for (let index = this.#head; index < end; index += 1) total += values[index] ?? 0
    return total / this.size
  }

  /** Mean distance from `centre`. */
  absoluteDeviation(centre: number): number {
    const values = this.#values
    const end = this.#head + this.size
    let total = 0
    for (let index = this.#head; index < end; index += 1) total += Math.abs((values[index] ?? 0) - centre)
    return total / this.size
  }

  /**
   * Population standard deviation by two passes around the window's own mean.
   * Spread that is only rounding noise of equal numbers counts as zero.
   */
  deviation(mean = this.mean()): number {
    const values = this.#values
    const end = this.#head + this.size
    let squares = 0
    for (let index = this.#head; index < end; index += 1) {
      const distance = (values[index] ?? 0) - mean
      squares += distance * distance
    }
    return spreadOf(squares, this.size, mean)
  }
}
