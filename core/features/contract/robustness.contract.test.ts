import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { candleIndicators, drawnParameters } from '../../testing/indicator-checks.ts'
import { sampleBars, sampleInputs } from '../../testing/indicator-samples.ts'
import { INDICATORS } from '../registry.ts'
import type { AnyIndicator } from './indicator.ts'
import type { Bar } from './input.ts'

const LENGTH = 260

/** Each output after each input. */
function rowsOf(indicator: AnyIndicator, parameters: Record<string, number>, inputs: readonly unknown[]) {
  const run = indicator.create(parameters)
  return inputs.map((input) => {
    // The caller samples the kind that the indicator is fed.
    run.next(input as never)
    return indicator.descriptor.outputs.map((name) => run.output(name))
  })
}

/** Outputs that are NaN, infinite or outside what the descriptor promises. */
function offences(indicator: AnyIndicator, parameters: Record<string, number>, inputs: readonly unknown[]): unknown[] {
  const { outputs, bounds } = indicator.descriptor
  return rowsOf(indicator, parameters, inputs).flatMap((values, index) =>
    outputs.flatMap((name, output) => {
      const value = values[output]
      const [least, most] = bounds[name] ?? [-Infinity, Infinity]
      if (value === undefined || (Number.isFinite(value) && value >= least && value <= most)) return []
      return [{ index, name, value, parameters }]
    }),
  )
}

const scaled = (bars: readonly Bar[], price: number, volume: number): readonly Bar[] =>
  bars.map((bar) => ({
    openTime: bar.openTime,
    open: bar.open * price,
    high: bar.high * price,
    low: bar.low * price,
    close: bar.close * price,
    volume: bar.volume * volume,
  }))

const standing = (close: number, volume: number): readonly Bar[] =>
  Array.from({ length: LENGTH }, (_, index) => ({
    openTime: index * 3_600_000,
    open: close,
    high: close,
    low: close,
    close,
    volume,
  }))

/** A market that only rises or only falls, where ratios reach their ends. */
const oneWay = (factor: number): readonly Bar[] =>
  Array.from({ length: LENGTH }, (_, index) => {
    const [open, close] = [0.1 * factor ** index, 0.1 * factor ** (index + 1)]
    return { openTime: index * 3_600_000, open, high: Math.max(open, close), low: Math.min(open, close), close, volume: 0.3 }
  })

/** Bars that jump, stand still and trade nothing, in any order. */
const wildBars = fc
  .array(
    fc.record({
      jump: fc.constantFrom(0, 0, 0.5, -0.4, 1e-9, 0.01, -0.01),
      range: fc.constantFrom(0, 0, 0.02, 0.3),
      volume: fc.constantFrom(0, 0, 1e-8, 3, 1e9),
    }),
    {
      minLength: 200,
      maxLength: LENGTH,
    },
  )
  .map((moves) => {
    let close = 100
    return moves.map(({ jump, range, volume }, index): Bar => {
      const open = close
      close = Math.min(Math.max(close * (1 + jump), 1e-8), 1e6)
      return {
        openTime: index * 3_600_000,
        open,
        high: Math.max(open, close) * (1 + range),
        low: Math.min(open, close) * (1 - range),
        close,
        volume,
      }
    })
  })

describe('warm-up is exact for any parameters', () => {
  for (const indicator of INDICATORS) {
    it(indicator.descriptor.id, () => {
      const { session } = indicator.descriptor
      fc.assert(
        fc.property(drawnParameters(indicator), (drawn) => {
          // An anchor ahead of the data is not warm-up.
          const parameters = 'anchor' in drawn ? { ...drawn, anchor: 0 } : drawn
          const inputs =
            session === null
              ? sampleInputs(indicator.input, LENGTH, 5)
              : sampleBars(LENGTH, 5, (parameters[session] ?? 0) * 3_600_000)
          const first = rowsOf(indicator, parameters, inputs).findIndex((values) => values.some((value) => value !== undefined))
          expect(first + 1, JSON.stringify(parameters)).toBe(indicator.warmUp(parameters))
        }),
        { numRuns: 12 },
      )
    })
  }
})

describe('no market makes a value that is not a number or out of bounds', () => {
  const walk = sampleBars(LENGTH, 21, 3_600_000)
  const markets: readonly (readonly [name: string, bars: readonly Bar[]])[] = [
    ['random', walk],
    ['price near 1e-8', scaled(walk, 1e-10, 1e9)],
    ['price near 1e6', scaled(walk, 1e3, 1e-6)],
    ['no volume', scaled(walk, 1, 0)],
    ['standing', standing(0.1, 0.3)],
    ['standing, no volume', standing(0.1, 0)],
    ['standing at 1e-8', standing(1e-8, 1)],
    ['standing at 1e6 / 3', standing(1e6 / 3, 1 / 3)],
    ['rising', oneWay(1.01)],
    ['falling', oneWay(0.99)],
  ]

  for (const indicator of candleIndicators()) {
    it(indicator.descriptor.id, () => {
      for (const [name, bars] of markets) expect([name, offences(indicator, {}, bars)]).toEqual([name, []])
      fc.assert(
        fc.property(
          drawnParameters(indicator),
          wildBars,
          fc.double({ min: 0.97, max: 1.03, noNaN: true }),
          (parameters, bars, factor) => {
            expect(offences(indicator, parameters, bars)).toEqual([])
            expect(offences(indicator, parameters, oneWay(factor))).toEqual([])
          },
        ),
        { numRuns: 6 },
      )
    })
  }

  for (const indicator of INDICATORS.filter(({ input }) => input !== 'bar' && input !== 'close')) {
    it(indicator.descriptor.id, () => {
      fc.assert(
        fc.property(drawnParameters(indicator), fc.integer({ min: 0, max: 1e6 }), (parameters, seed) => {
          expect(offences(indicator, parameters, sampleInputs(indicator.input, LENGTH, seed))).toEqual([])
        }),
        { numRuns: 10 },
      )
    })
  }
})

describe('a market that stands still', () => {
  const at = (id: string): (number | undefined)[] => {
    const indicator = candleIndicators().find(({ descriptor }) => descriptor.id === id) ?? expect.fail(id)
    return rowsOf(indicator, {}, standing(0.1, 0.3)).at(-1) ?? []
  }

  it('has no direction, and no false extremes from rounding', () => {
    expect(at('rsi')).toEqual([50])
    expect(at('mfi')).toEqual([50])
    expect(at('stochastic')).toEqual([50, 50])
    expect(at('williams-r')).toEqual([-50])
    expect(at('ultimate-oscillator')[0]).toBeCloseTo(50, 12)
    expect(at('z-score')).toEqual([0])
    expect(at('standard-deviation')).toEqual([0])
    expect(at('correlation')).toEqual([0])
    expect(at('skewness')).toEqual([0])
    expect(at('cci')).toEqual([0])
    expect(at('adx')).toEqual([0, 0, 0])
    expect(at('atr')).toEqual([0])
    expect(at('bollinger')[3]).toBe(0.5)
    expect(at('hurst')).toEqual([undefined])
    expect(at('linear-regression')[2]).toBe(0)
  })

  it('has no volume-weighted price where nothing traded', () => {
    for (const id of ['vwma', 'vwap', 'anchored-vwap', 'cmf', 'relative-volume', 'amihud', 'pvo']) {
      const indicator = candleIndicators().find(({ descriptor }) => descriptor.id === id) ?? expect.fail(id)
      for (const values of rowsOf(indicator, {}, standing(0.1, 0)))
        expect(values.every((value) => value === undefined)).toBe(true)
    }
  })
})
