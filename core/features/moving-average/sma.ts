import { defineIndicator, onClose, type ColumnStep, single } from '../contract/indicator.ts'
import { integerParameter } from '../../domain/index.ts'
import { RollingSum, rollingSums } from '../window/rolling-sum.ts'

class Sma implements ColumnStep {
  readonly #window: RollingSum

  constructor(period: number) {
    this.#window = new RollingSum(period)
  }

  next(value: number): number | undefined {
    this.#window.push(value)
    return this.#window.full ? this.#window.mean : undefined
  }

  column(values: Float64Array, from = 0): Float64Array {
    const { size } = this.#window
    const means = rollingSums(values, size, from)
    for (let index = 0; index < means.length; index += 1) means[index] = (means[index] as number) / size
    return means
  }
}

export const smaStep = (period: number): ColumnStep => new Sma(period)

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
