import type { Step } from '../contract/indicator.ts'
import { emaStep } from '../moving-average/ema.ts'

/** EMA of EMA of EMA and so on; each is seeded from the one before. */
export class RepeatedEma {
  readonly #steps: readonly Step<number, number>[]
  readonly #means: Float64Array

  constructor(period: number, depth: number) {
    this.#steps = Array.from({ length: depth }, () => emaStep(period))
    this.#means = new Float64Array(depth)
  }

  /** False until the deepest has a value. */
  push(value: number): boolean {
    let input = value
    for (let index = 0; index < this.#steps.length; index += 1) {
      const mean = this.#steps[index]?.next(input)
      if (mean === undefined) return false
      this.#means[index] = mean
      input = mean
    }
    return true
  }

  /** `depth` 1 is the EMA itself. */
  at(depth: number): number {
    return this.#means[depth - 1] ?? Number.NaN
  }
}
