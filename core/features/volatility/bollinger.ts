import { defineIndicator, type Step } from '../contract/indicator.ts'
import { type BarColumns, reusedBar } from '../contract/bar-columns.ts'
import type { Bar } from '../contract/input.ts'
import { decimalParameter, integerParameter } from '../../domain/index.ts'
import { RollingSum } from '../window/rolling-sum.ts'
import { RollingWindow } from '../window/rolling.ts'

interface BollingerValue {
  readonly middle: number
  readonly upper: number
  readonly lower: number
  readonly percentB: number
  readonly width: number | undefined
}

class Bollinger implements Step<Bar, BollingerValue> {
  readonly #deviations: number
  readonly #window: RollingWindow
  readonly #sum: RollingSum

  constructor(period: number, deviations: number) {
    this.#deviations = deviations
    this.#window = new RollingWindow(period)
    this.#sum = new RollingSum(period)
  }

  next({ close }: Bar): BollingerValue | undefined {
    this.#window.push(close)
    this.#sum.push(close)
    if (!this.#sum.full) return undefined
    const middle = this.#sum.mean
    const reach = this.#deviations * this.#window.deviation(middle)
    const upper = middle + reach
    const lower = middle - reach
    const percentB = reach === 0 ? 0.5 : (close - lower) / (upper - lower)
    return { middle, upper, lower, percentB, width: middle === 0 ? undefined : (upper - lower) / middle }
  }

  columns(history: BarColumns): readonly Float64Array[] {
    const column = (): Float64Array => new Float64Array(history.close.length).fill(Number.NaN)
    const [middle, upper, lower, percentB, width] = [column(), column(), column(), column(), column()]
    const bar = reusedBar()
    for (let index = 0; index < middle.length; index += 1) {
      bar.close = history.close[index] ?? Number.NaN
      const value = this.next(bar)
      if (value === undefined) continue
      middle[index] = value.middle
      upper[index] = value.upper
      lower[index] = value.lower
      percentB[index] = value.percentB
      width[index] = value.width ?? Number.NaN
    }
    return [middle, upper, lower, percentB, width]
  }
}

/** Bands around a moving average; %B is 0 at the lower and 1 at the upper band, 0.5 where both meet. */
export const bollinger = defineIndicator({
  id: 'bollinger',
  title: 'Bollinger bands',
  family: 'volatility',
  formula:
    'Bollinger, as TA-Lib BBANDS: SMA +/- k population deviations; %B (close - lower)/(upper - lower), width (upper - lower)/middle.',
  input: 'close',
  parameters: { period: integerParameter('Period', 20, [2, 500]), deviations: decimalParameter('Deviations', 2, [0.1, 10]) },
  outputs: {
    middle: (value: BollingerValue) => value.middle,
    upper: (value: BollingerValue) => value.upper,
    lower: (value: BollingerValue) => value.lower,
    percentB: (value: BollingerValue) => value.percentB,
    width: (value: BollingerValue) => value.width,
  },
  warmUp: ({ period }) => period,
  create: ({ period, deviations }) => new Bollinger(period, deviations),
})
