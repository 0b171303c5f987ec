import { defineIndicator, onClose, type NumberStep, single } from '../contract/indicator.ts'
import { integerParameter } from '../../domain/index.ts'
import { RollingSum } from '../window/rolling-sum.ts'

class Sma implements NumberStep {
  readonly #window: RollingSum

  constructor(period: number) {
    this.#window = new RollingSum(period)
  }

  next(value: number): number | undefined {
    this.#window.push(value)
    return this.#window.full ? this.#window.mean : undefined
  }

  column(values: Float64Array): Float64Array {
    const output = new Float64Array(values.length)
    for (let index = 0; index < values.length; index += 1) output[index] = this.next(values[index] ?? Number.NaN) ?? Number.NaN
    return output
  }
}

export const smaStep = (period: number): NumberStep => new Sma(period)

/** Arithmetic mean of the last `period` closes. */
export const sma = defineIndicator({
  id: 'sma',
  title: 'Simple moving average',
  family: 'moving-average',
  formula: 'Mean of the last n closes.',
  input: 'close',
  parameters: { period: integerParameter('Period', 20, [1, 1000]) },
  outputs: single,
  warmUp: ({ period }) => period,
  create: ({ period }) => onClose(smaStep(period)),
})
