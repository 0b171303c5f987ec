import { defineIndicator, type Step } from '../contract/indicator.ts'
import { type BarColumns, readRow, reusedBar } from '../contract/bar-columns.ts'
import type { Bar } from '../contract/input.ts'
import { integerParameter } from '../../domain/index.ts'
import { trueRange } from '../window/true-range.ts'

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
    const plus = this.#plusSum.next(up > 0 && up > down ? up : 0)
    const minus = this.#minusSum.next(down > 0 && down > up ? down : 0)
    if (total === undefined || plus === undefined || minus === undefined) return undefined
    const plusDi = percentOf(plus, total)
    const minusDi = percentOf(minus, total)
    return this.#smooth(plusDi, minusDi) ? { adx: this.#adx, plusDi, minusDi } : undefined
  }

  columns(history: BarColumns): readonly Float64Array[] {
    const length = history.close.length
    const [adx, plusDi, minusDi] = [new Float64Array(length), new Float64Array(length), new Float64Array(length)]
    const bar = reusedBar()
    for (let index = 0; index < length; index += 1) {
      readRow(history, index, bar)
      const value = this.next(bar)
      adx[index] = value === undefined ? Number.NaN : value.adx
      plusDi[index] = value === undefined ? Number.NaN : value.plusDi
      minusDi[index] = value === undefined ? Number.NaN : value.minusDi
    }
    return [adx, plusDi, minusDi]
  }

  /** True once the index has a value; without any direction it stays as it was. */
  #smooth(plusDi: number, minusDi: number): boolean {
    const period = this.#period
    const both = plusDi + minusDi
    const index = both === 0 ? undefined : 100 * (Math.abs(plusDi - minusDi) / both)
    if (this.#count >= period) {
      if (index !== undefined) this.#adx = (this.#adx * (period - 1) + index) / period
      return true
    }
    this.#count += 1
    this.#adx += index ?? 0
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
