import { defineIndicator, onClose, type ColumnStep, single } from '../contract/indicator.ts'
import { integerParameter } from '../../domain/index.ts'

class Ema implements ColumnStep {
  readonly #period: number
  readonly #weight: number
  #count = 0
  #average = 0

  constructor(period: number) {
    this.#period = period
    this.#weight = 2 / (period + 1)
  }

  next(value: number): number | undefined {
    if (this.#count >= this.#period) {
      this.#average += (value - this.#average) * this.#weight
      return this.#average
    }
    this.#count += 1
    this.#average += value
    if (this.#count < this.#period) return undefined
    this.#average /= this.#period
    return this.#average
  }

  column(values: Float64Array, from = 0): Float64Array {
    const output = new Float64Array(values.length).fill(Number.NaN)
    const [period, weight] = [this.#period, this.#weight]
    const first = from + period - 1
    if (first >= values.length) return output
    let average = 0
    for (let index = from; index <= first; index += 1) average += values[index] as number
    average /= period
    output[first] = average
    for (let index = first + 1; index < values.length; index += 1) {
      average += ((values[index] as number) - average) * weight
      output[index] = average
    }
    return output
  }
}

export const emaStep = (period: number): ColumnStep => new Ema(period)

/** Exponential mean with weight 2 / (period + 1), seeded as TA-Lib does. */
export const ema = defineIndicator({
  id: 'ema',
  title: 'Exponential moving average',
  family: 'moving-average',
  formula: 'TA-Lib EMA: seeded with the mean of the first n closes, then previous + 2/(n+1) x (close - previous).',
  input: 'close',
  parameters: { period: integerParameter('Period', 20, [1, 1000]) },
  outputs: single,
  warmUp: ({ period }) => period,
  create: ({ period }) => onClose(emaStep(period)),
})
