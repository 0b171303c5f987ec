import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { candleIndicators, columnsOf, drawnParameters } from '../testing/indicator-checks.ts'
import { sampleBars } from '../testing/indicator-samples.ts'
import { computeColumns } from './columns.ts'
import { checkColumns } from './contract/bar-columns.ts'
import type { Indicator } from './contract/indicator.ts'
import type { Bar } from './contract/input.ts'
import { indicatorById } from './registry.ts'

const bits = (column: Float64Array): BigUint64Array => new BigUint64Array(column.buffer, column.byteOffset, column.length)

/** Bars as they come, and what is rare among them: prices and volumes of nothing, bars and stretches without any range. */
function oddBars(length: number, seed: number): readonly Bar[] {
  const bars = sampleBars(length, seed, seed % 2 === 0 ? 60_000 : 7_200_000)
  const from = seed % 60
  return bars.map((bar, index) => {
    if (index < from || seed % 3 === 0) return bar
    const { open: still } = bars[from] ?? bar
    if (index < from + 90)
      return { ...bar, open: still, high: still, low: still, close: still, volume: index % 2 === 0 ? 0 : bar.volume }
    if (index > from + 120) return bar
    return { ...bar, open: 0, high: 0, low: 0, close: 0, volume: 0 }
  })
}

function expectEqual(indicator: Indicator<'bar'>, bars: readonly Bar[], parameters: Record<string, number>): void {
  const { outputs } = indicator.descriptor
  const found = computeColumns(indicator, columnsOf(bars), parameters)
  const run = indicator.create(parameters)
  const rows = bars.map((bar) => {
    run.next(bar)
    return outputs.map((name) => run.output(name) ?? Number.NaN)
  })
  outputs.forEach((name, output) => {
    const wanted = Float64Array.from(rows, (values) => values[output] ?? Number.NaN)
    expect(bits(found.get(name) ?? new Float64Array(0))).toEqual(bits(wanted))
  })
}

const candleIndicator = (id: string): Indicator<'bar'> =>
  candleIndicators().find(({ descriptor }) => descriptor.id === id) ?? expect.fail(`no ${id}`)

describe('columns equal the stream to the bit', () => {
  for (const indicator of candleIndicators()) {
    it(indicator.descriptor.id, () => {
      const length = fc.oneof(fc.constant(250), fc.integer({ min: 0, max: 60 }))
      fc.assert(
        fc.property(drawnParameters(indicator), fc.integer({ min: 0, max: 1e6 }), length, (parameters, seed, rows) => {
          expectEqual(indicator, oddBars(rows, seed), parameters)
        }),
        { numRuns: 16 },
      )
    })
  }

  it('where a supertrend begins far above its band', () => {
    for (let period = 1; period <= 20; period += 1)
      expectEqual(candleIndicator('supertrend'), sampleBars(60, period), { period, multiplier: 0.1 })
  })

  it('where the slow mean of a percentage is zero and the fast one is not', () => {
    const bars = sampleBars(40, 1).map((bar, index) => ({ ...bar, close: index < 3 ? index - 1 : bar.close }))
    expectEqual(candleIndicator('ppo'), bars, { fast: 2, slow: 3, signal: 4 })
  })
})

describe('columns', () => {
  const columns = columnsOf(sampleBars(400, 3))
  const [sma, bollinger] = [candleIndicator('sma'), candleIndicator('bollinger')]

  it('come only for the outputs asked for, and not for unknown ones', () => {
    const all = computeColumns(bollinger, columns)
    expect([...computeColumns(bollinger, columns, {}, ['width', 'upper']).entries()]).toEqual([
      ['width', all.get('width')],
      ['upper', all.get('upper')],
    ])
    expect(() => computeColumns(bollinger, columns, {}, ['middel'])).toThrow(
      /bollinger\.output: middel: use one of middle, upper/,
    )
  })

  it('of unequal length or with a number that is not finite are refused, with the row', () => {
    expect(() => computeColumns(sma, { ...columns, close: new Float64Array(3) })).toThrow(/close: 3 rows: give 400/)
    for (const bad of [Number.NaN, Infinity, -Infinity]) {
      const volume = Float64Array.from(columns.volume)
      volume[17] = bad
      expect(() => checkColumns({ ...columns, volume })).toThrow(`volume: ${String(bad)}: row 17 is not a finite number`)
    }
  })

  it('are checked once', () => {
    const checked = checkColumns(columns)
    expect(checkColumns(checked)).toBe(checked)
  })

  it('cannot be made of what is not made from candles', () => {
    expect(() => indicatorById('spread').columns({}, checkColumns(columns), ['value'])).toThrow(/spread is not made from candles/)
  })
})
