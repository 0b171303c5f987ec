import { defineIndicator, type Step } from '../contract/indicator.ts'
import type { BarColumns } from '../contract/bar-columns.ts'
import type { Bar } from '../contract/input.ts'
import { integerParameter } from '../../domain/index.ts'
import { trueRange, trueRanges } from '../window/true-range.ts'

interface AdxValue {
  readonly adx: number
  readonly plusDi: number
  readonly minusDi: number
}

/** Wilder's running sum: gathers period - 1 numbers, then sheds one period-th before each addition. */
class WilderSum {
  readonly #period: number
  #count = 1
  #total = 0

  constructor(period: number) {
    this.#period = period
  }

  next(value: number): number | undefined {
    if (this.#count >= this.#period) {
      this.#total = this.#total - this.#total / this.#period + value
      return this.#total
    }
    this.#count += 1
    this.#total += value
    return undefined
  }
}

/** Two running sums may part in their last digit, so a share can round to just above the whole. */
const percentOf = (part: number, whole: number): number => (whole === 0 ? 0 : 100 * Math.min(part / whole, 1))

/** What {@link WilderSum} says at each row after the first, in place; NaN before it is full. */
function wilderSums(column: Float64Array, period: number): void {
  let total = 0
  for (let index = 1; index < column.length; index += 1) {
    if (index < period) {
      total += column[index] as number
      column[index] = Number.NaN
    } else {
      total = total - total / period + (column[index] as number)
      column[index] = total
    }
  }
}

/** A move counts where it is upward and the greater one. */
const beyond = (move: number, other: number): number => (move > 0 && move > other ? move : 0)

const directionOf = (plusDi: number, minusDi: number): number => 100 * (Math.abs(plusDi - minusDi) / (plusDi + minusDi))

class Adx implements Step<Bar, AdxValue> {
  readonly #period: number
  readonly #ranges = trueRange()
  readonly #rangeSum: WilderSum
  readonly #plusSum: WilderSum
  readonly #minusSum: WilderSum
  #high = Number.NaN
  #low = Number.NaN
  #count = 0
  #adx = 0

  constructor(period: number) {
    this.#period = period
    this.#rangeSum = new WilderSum(period)
    this.#plusSum = new WilderSum(period)
    this.#minusSum = new WilderSum(period)
  }

  next(bar: Bar): AdxValue | undefined {
    const up = bar.high - this.#high
    const down = this.#low - bar.low
    this.#high = bar.high
    this.#low = bar.low
    const range = this.#ranges.next(bar)
    if (range === undefined) return undefined
    const total = this.#rangeSum.next(range)
    const plus = this.#plusSum.next(beyond(up, down))
    const minus = this.#minusSum.next(beyond(down, up))
    if (total === undefined || plus === undefined || minus === undefined) return undefined
    const plusDi = percentOf(plus, total)
    const minusDi = percentOf(minus, total)
    return this.#smooth(plusDi, minusDi) ? { adx: this.#adx, plusDi, minusDi } : undefined
  }

  columns(history: BarColumns): readonly Float64Array[] {
    const { high, low } = history
    const adx = trueRanges(history)
    const plusDi = new Float64Array(adx.length).fill(Number.NaN, 0, 1)
    const minusDi = new Float64Array(adx.length).fill(Number.NaN, 0, 1)
    for (let index = 1; index < adx.length; index += 1) {
      const up = (high[index] as number) - (high[index - 1] as number)
      const down = (low[index - 1] as number) - (low[index] as number)
      plusDi[index] = beyond(up, down)
      minusDi[index] = beyond(down, up)
    }
    for (const column of [adx, plusDi, minusDi]) wilderSums(column, this.#period)
    for (let index = 1; index < adx.length; index += 1) {
      const total = adx[index] as number
      const plus = percentOf(plusDi[index] as number, total)
      const minus = percentOf(minusDi[index] as number, total)
      const known = !Number.isNaN(total) && this.#smooth(plus, minus)
      adx[index] = known ? this.#adx : Number.NaN
      plusDi[index] = known ? plus : Number.NaN
      minusDi[index] = known ? minus : Number.NaN
    }
    return [adx, plusDi, minusDi]
  }

  /** True once the index has a value; without any direction it stays as it was. */
  #smooth(plusDi: number, minusDi: number): boolean {
    const period = this.#period
    const both = plusDi + minusDi
    if (this.#count >= period) {
      if (both !== 0) this.#adx = (this.#adx * (period - 1) + directionOf(plusDi, minusDi)) / period
      return true
    }
    this.#count += 1
    if (both !== 0) this.#adx += directionOf(plusDi, minusDi)
    if (this.#count < period) return false
    this.#adx /= period
    return true
  }
}

/** Average directional index with both directional indicators, 0 to 100. */
export const adx = defineIndicator({
  id: 'adx',
  title: 'Average directional index',
  family: 'trend',
  formula:
    'Wilder 1978, as TA-Lib ADX, PLUS_DI and MINUS_DI: smoothed directional movement over smoothed true range; ADX smooths DX.',
  input: 'bar',
  parameters: { period: integerParameter('Period', 14, [2, 200]) },
  outputs: {
    adx: (value: AdxValue) => value.adx,
    plusDi: (value: AdxValue) => value.plusDi,
    minusDi: (value: AdxValue) => value.minusDi,
  },
  bounds: { adx: [0, 100], plusDi: [0, 100], minusDi: [0, 100] },
  warmUp: ({ period }) => 2 * period,
  create: ({ period }) => new Adx(period),
})
