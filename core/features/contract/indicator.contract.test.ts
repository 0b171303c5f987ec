import { describe, expect, it } from 'vitest'
import { InputError } from '../../domain/index.ts'
import { computeColumns } from '../columns.ts'
import { INDICATORS, indicatorById } from '../registry.ts'
import type { Indicator } from './indicator.ts'
import type { Bar, IndicatorInputs, InputKind } from './input.ts'
import { sampleBars, sampleInputs } from '../../testing/indicator-samples.ts'

const LENGTH = 160

/** Every output after every input, as bits would compare: `undefined` where there is no value. */
function stream<Kind extends InputKind>(
  indicator: Indicator<Kind>,
  inputs: readonly IndicatorInputs[Kind][],
): (number | undefined)[][] {
  const run = indicator.create()
  return inputs.map((input) => {
    const principal = run.next(input)
    const all = indicator.descriptor.outputs.map((name) => run.output(name))
    expect(all[0]).toBe(principal)
    return all
  })
}

/** Bars a session apart where warm-up counts sessions, so that it is exact there too. */
function samplesOf<Kind extends InputKind>(indicator: Indicator<Kind>, seed: number): readonly IndicatorInputs[Kind][] {
  const { session, parameters } = indicator.descriptor
  const hours = session === null ? undefined : parameters[session]?.default
  if (hours === undefined) return sampleInputs(indicator.input, LENGTH, seed)
  return sampleBars(LENGTH, seed, hours * 3_600_000) as readonly IndicatorInputs[Kind][]
}

/** The promises that any indicator keeps. */
function contract<Kind extends InputKind>(indicator: Indicator<Kind>): void {
  const { id, parameters, outputs, formula } = indicator.descriptor
  const inputs = samplesOf(indicator, 7)

  describe(`indicator ${id}`, () => {
    it('describes itself with defaults inside their ranges', () => {
      expect(formula.length).toBeGreaterThan(10)
      expect(outputs.length).toBeGreaterThan(0)
      for (const spec of Object.values(parameters)) {
        expect(spec.default).toBeGreaterThanOrEqual(spec.min)
        expect(spec.default).toBeLessThanOrEqual(spec.max)
      }
    })

    it('gives its first value with exactly the input it states', () => {
      const warmUp = indicator.warmUp()
      expect(warmUp).toBeLessThan(LENGTH)
      stream(indicator, inputs).forEach((values, index) => {
        for (const value of values) {
          if (index + 1 < warmUp) expect(value).toBeUndefined()
          else expect(Number.isFinite(value)).toBe(true)
        }
      })
    })

    it('does not look ahead: later inputs leave earlier values as they were', () => {
      const whole = stream(indicator, inputs)
      const otherFuture = samplesOf(indicator, 99)
      for (const cut of [1, 40, 90, LENGTH - 1]) {
        expect(stream(indicator, inputs.slice(0, cut))).toEqual(whole.slice(0, cut))
        expect(stream(indicator, [...inputs.slice(0, cut), ...otherFuture.slice(cut)]).slice(0, cut)).toEqual(whole.slice(0, cut))
      }
    })

    it('gives the same from a fresh start, and runs share no state', () => {
      const first = indicator.create()
      const second = indicator.create()
      for (const input of inputs) expect(second.next(input)).toBe(first.next(input))
      expect(stream(indicator, inputs)).toEqual(stream(indicator, inputs))
    })

    it('refuses NaN and infinities and goes on as if they had not come', () => {
      const expected = stream(indicator, inputs)
      const run = indicator.create()
      inputs.forEach((input, index) => {
        for (const bad of [Number.NaN, Infinity, -Infinity])
          for (const field of Object.keys(input) as (keyof typeof input)[]) {
            if (typeof input[field] === 'boolean') continue
            const broken = { ...input, [field]: Array.isArray(input[field]) ? [1, bad] : bad }
            expect(() => run.next(broken)).toThrow(RangeError)
          }
        expect(run.next(input)).toBe(expected[index]?.[0])
      })
    })

    it('does not change or keep its input', () => {
      const own = structuredClone(inputs) as IndicatorInputs[Kind][]
      expect(stream(indicator, own)).toEqual(stream(indicator, inputs))
      expect(own).toEqual(inputs)
      const reused = { ...inputs[0] } as IndicatorInputs[Kind]
      const run = indicator.create()
      const expected = stream(indicator, inputs)
      inputs.forEach((input, index) => {
        Object.assign(reused, input)
        expect(run.next(reused)).toBe(expected[index]?.[0])
      })
    })

    it('refuses parameters that it does not know or that are out of range', () => {
      expect(() => indicator.create({ nonsense: 1 })).toThrow(InputError)
      for (const [name, spec] of Object.entries(parameters))
        for (const bad of [spec.max + 1, spec.min - 1, Number.NaN, 'many', ...(spec.kind === 'integer' ? [spec.min + 0.5] : [])])
          expect(() => indicator.create({ [name]: bad })).toThrow(InputError)
    })
  })
}

for (const indicator of INDICATORS) {
  switch (indicator.input) {
    case 'close':
    case 'bar':
      contract(indicator as Indicator<'bar'>)
      break
    case 'top':
      contract(indicator)
      break
    case 'depth':
      contract(indicator)
      break
    case 'trade':
      contract(indicator)
      break
    case 'external':
      contract(indicator)
  }
}

const columnOf = (bars: readonly Bar[], field: keyof Bar): Float64Array => Float64Array.from(bars, (bar) => bar[field])

describe('columns', () => {
  const bars = sampleBars(400, 3)
  const columns = {
    openTime: columnOf(bars, 'openTime'),
    open: columnOf(bars, 'open'),
    high: columnOf(bars, 'high'),
    low: columnOf(bars, 'low'),
    close: columnOf(bars, 'close'),
    volume: columnOf(bars, 'volume'),
  }

  for (const indicator of INDICATORS) {
    if (indicator.input !== 'bar' && indicator.input !== 'close') continue
    it(`of ${indicator.descriptor.id} equal the stream to the bit`, () => {
      const found = computeColumns(indicator, columns)
      const expected = stream(indicator as Indicator<'bar'>, bars)
      indicator.descriptor.outputs.forEach((name, output) => {
        const wanted = Float64Array.from(expected, (values) => values[output] ?? Number.NaN)
        expect(new BigUint64Array(found.get(name)?.buffer as ArrayBuffer)).toEqual(new BigUint64Array(wanted.buffer))
      })
    })
  }

  it('of unequal length are refused', () => {
    expect(() => computeColumns(indicatorById('sma') as Indicator<'close'>, { ...columns, close: new Float64Array(3) })).toThrow(
      /close: 3 rows: give 400/,
    )
  })
})

describe('registry', () => {
  it('names what it knows when asked for what it does not', () => {
    expect(() => indicatorById('smaa')).toThrow(/smaa: use one of sma, ema, /)
  })

  it('has unique ids', () => {
    expect(new Set(INDICATORS.map((indicator) => indicator.descriptor.id)).size).toBe(INDICATORS.length)
  })

  it('refuses a MACD whose fast period is not below the slow one', () => {
    expect(() => indicatorById('macd').create({ fast: 26, slow: 26 })).toThrow(/macd\.fast: 26: give less than slow, 26/)
  })
})
