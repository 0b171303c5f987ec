import type { ColumnStep } from '../contract/indicator.ts'

/**
 * Wilder's smoothing (New Concepts in Technical Trading Systems, 1978): the mean of the first
 * `period` numbers, then (previous x (period - 1) + number) / period.
 */
class Wilder implements ColumnStep {
  readonly #period: number
  #count = 0
  #average = 0

  constructor(period: number) {
    this.#period = period
  }

  next(value: number): number | undefined {
    const period = this.#period
    if (this.#count >= period) {
      this.#average = (this.#average * (period - 1) + value) / period
      return this.#average
    }
    this.#count += 1
    this.#average += value
    if (this.#count < period) return undefined
    this.#average /= period
    return this.#average
  }

  column(values: Float64Array, from = 0): Float64Array {
    const output = new Float64Array(values.length).fill(Number.NaN)
    const period = this.#period
    const first = from + period - 1
    if (first >= values.length) return output
    let average = 0
    for (let index = from; index <= first; index += 1) average += values[index] as number
    average /= period
    output[first] = average
    for (let index = first + 1; index < values.length; index += 1) {
      average = (average * (period - 1) + (values[index] as number)) / period
      output[index] = average
    }
    return output
  }
}

export const wilder = (period: number): ColumnStep => new Wilder(period)
