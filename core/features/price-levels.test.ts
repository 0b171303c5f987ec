import { describe, expect, it } from 'vitest'
import { candleIndicators, columnsOf } from '../testing/indicator-checks.ts'
import { sampleBars } from '../testing/indicator-samples.ts'
import { computeColumns } from './columns.ts'
import type { Bar } from './contract/input.ts'
import { priceLevelOutputs } from './price-levels.ts'

const BARS = sampleBars(400, 3, 3_600_000)
const STRETCH = 4
const SHIFT = 256

const moved = (move: (price: number) => number) =>
  columnsOf(
    BARS.map((bar): Bar => ({ ...bar, open: move(bar.open), high: move(bar.high), low: move(bar.low), close: move(bar.close) })),
  )
const plain = moved((price) => price)
const stretched = moved((price) => price * STRETCH)
const shifted = moved((price) => price + SHIFT)
const near = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-6 * Math.max(1, Math.abs(b))

describe('the outputs that are drawn over the bars', () => {
  for (const indicator of candleIndicators()) {
    const { id, outputs, parameters } = indicator.descriptor
    it(id, () => {
      const given = 'anchor' in parameters ? { anchor: 0 } : {}
      const [values, wide, high] = [plain, stretched, shifted].map((columns) => computeColumns(indicator, columns, given))
      const prices = outputs.filter((name) => {
        const rows = [...(values?.get(name) ?? [])].flatMap((value, row) => (Number.isNaN(value) ? [] : [{ value, row }]))
        expect(rows.length).toBeGreaterThan(0)
        return rows.every(
          ({ value, row }) =>
            near(wide?.get(name)?.[row] ?? Number.NaN, value * STRETCH) &&
            near(high?.get(name)?.[row] ?? Number.NaN, value + SHIFT),
        )
      })
      expect(prices).toEqual(outputs.filter((name) => priceLevelOutputs(id).includes(name)))
    })
  }
})
