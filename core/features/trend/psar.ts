import { defineIndicator, type Step } from '../contract/indicator.ts'
import type { Bar } from '../contract/input.ts'
import { decimalParameter } from '../../domain/index.ts'

interface SarValue {
  readonly sar: number
  readonly direction: 1 | -1
}

/**
 * Prices are mirrored (negated) while the trend is down, so that one rule serves both sides and the stop
 * is always a floor; negation is exact.
 */
class Psar implements Step<Bar, SarValue> {
  readonly #step: number
  readonly #maximum: number
  #seen = 0
  #direction: 1 | -1 = 1
  #sar = 0
  #extreme = 0
  #acceleration: number
  #high = 0
  #low = 0

  constructor(step: number, maximum: number) {
    this.#step = step
    this.#maximum = maximum
    this.#acceleration = step
  }

  next({ high, low }: Bar): SarValue | undefined {
    if (this.#seen === 1) this.#start(high, low)
    const [highBefore, lowBefore] = this.#seen === 1 ? [high, low] : [this.#high, this.#low]
    this.#high = high
    this.#low = low
    if (this.#seen < 2) this.#seen += 1
    if (this.#seen === 1) return undefined
    const up = this.#direction === 1
    const floor = Math.min(up ? low : -high, up ? lowBefore : -highBefore)
    if ((up ? low : -high) <= this.#sar)
      return this.#turn(-Math.max(up ? high : -low, up ? highBefore : -lowBefore), up ? -low : high)
    const value = { sar: this.#direction * this.#sar, direction: this.#direction }
    const ceiling = up ? high : -low
    if (ceiling > this.#extreme) {
      this.#extreme = ceiling
      this.#acceleration = Math.min(this.#acceleration + this.#step, this.#maximum)
    }
    this.#creep(floor)
    return value
  }

  #start(high: number, low: number): void {
    const down = this.#low - low
    const falling = down > 0 && high - this.#high < down
    this.#direction = falling ? -1 : 1
    this.#sar = falling ? -this.#high : this.#low
    this.#extreme = falling ? -low : high
  }

  /** The price touched the stop: the old extreme becomes the stop of the other side. */
  #turn(floor: number, extreme: number): SarValue {
    this.#direction = this.#direction === 1 ? -1 : 1
    this.#sar = Math.min(-this.#extreme, floor)
    const value = { sar: this.#direction * this.#sar, direction: this.#direction }
    this.#acceleration = this.#step
    this.#extreme = extreme
    this.#creep(floor)
    return value
  }

  /** Towards the extreme, but never into the last two bars. */
  #creep(floor: number): void {
    this.#sar = Math.min(this.#sar + this.#acceleration * (this.#extreme - this.#sar), floor)
  }
}

/** The stop that follows a trend faster the longer it lasts; direction is 1 below the price and -1 above it. */
export const psar = defineIndicator({
  id: 'psar',
  title: 'Parabolic SAR',
  family: 'trend',
  formula:
    'Wilder 1978, as TA-Lib SAR: starts long unless the second bar moved down more than up, with the first bar as the extreme.',
  input: 'bar',
  parameters: {
    step: decimalParameter('Acceleration step', 0.02, [0.001, 1]),
    maximum: decimalParameter('Greatest acceleration', 0.2, [0.001, 1]),
  },
  outputs: { value: (value: SarValue) => value.sar, direction: (value: SarValue) => value.direction },
  bounds: { direction: [-1, 1] },
  constraint: ({ step, maximum }) =>
    step <= maximum ? undefined : { field: 'step', value: String(step), remedy: `give at most maximum, ${String(maximum)}` },
  warmUp: () => 2,
  create: ({ step, maximum }) => new Psar(step, maximum),
})
