import type { NumberStep } from '../contract/indicator.ts'

/**
 * Wilder's smoothing (New Concepts in Technical Trading Systems, 1978): the mean of the first
 * `period` numbers, then (previous x (period - 1) + number) / period.
 */
class Wilder implements NumberStep {
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

  column(values: Float64Array): Float64Array {
    const output = new Float64Array(values.length)
    for (let index = 0; index < values.length; index += 1) output[index] = this.next(values[index] ?? Number.NaN) ?? Number.NaN
    return output
  }
}

export const wilder = (period: number): NumberStep => new Wilder(period)
