import { defineIndicator, type Step } from '../contract/indicator.ts'
import type { BarColumns } from '../contract/bar-columns.ts'
import type { Bar } from '../contract/input.ts'
import { decimalParameter, integerParameter } from '../../domain/index.ts'
import { RollingSum } from '../window/rolling-sum.ts'
import { RollingWindow } from '../window/rolling.ts'
import { windowDeviations } from '../window/window-columns.ts'
import { smaStep } from '../moving-average/sma.ts'

interface BollingerValue {
  readonly middle: number
  readonly upper: number
  readonly lower: number
  readonly percentB: number
  readonly width: number | undefined
}

const percentOf = (close: number, upper: number, lower: number, reach: number): number =>
  reach === 0 ? 0.5 : (close - lower) / (upper - lower)

const widthOf = (middle: number, upper: number, lower: number): number | undefined =>
  middle === 0 ? undefined : (upper - lower) / middle

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
    const [upper, lower] = [middle + reach, middle - reach]
    return { middle, upper, lower, percentB: percentOf(close, upper, lower, reach), width: widthOf(middle, upper, lower) }
  }

  columns({ close }: BarColumns): readonly Float64Array[] {
    const { size } = this.#window
    const column = (): Float64Array => new Float64Array(close.length).fill(Number.NaN)
    const [upper, lower, percentB, width] = [column(), column(), column(), column()]
    const middle = smaStep(size).column(close)
    const deviations = windowDeviations(close, size, middle)
    for (let index = size - 1; index < close.length; index += 1) {
      const mean = middle[index] as number
      const reach = this.#deviations * (deviations[index] as number)
      const top = mean + reach
      const bottom = mean - reach
      upper[index] = top
      lower[index] = bottom
      percentB[index] = percentOf(close[index] as number, top, bottom, reach)
      width[index] = widthOf(mean, top, bottom) ?? Number.NaN
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
