import { describe, expect, it } from 'vitest'
import { InputError } from '../../domain/index.ts'
import { INDICATORS, indicatorById } from '../registry.ts'
import type { Indicator } from './indicator.ts'
import type { IndicatorInputs, InputKind } from './input.ts'
import { sampleBars, sampleInputs } from '../../testing/indicator-samples.ts'

const LENGTH = 160

/** Every output after every input, as bits would compare: `undefined` where there is no value. */
function stream<Kind extends InputKind>(
  indicator: Indicator<Kind>,
  inputs: readonly IndicatorInputs[Kind][],
): (number | undefined)[][] {
  const run = indicator.create()
  const rows = inputs.map((input) => {
    const principal = run.next(input)
    return { principal, all: indicator.descriptor.outputs.map((name) => run.output(name)) }
  })
  expect(rows.map(({ all }) => all[0])).toEqual(rows.map(({ principal }) => principal))
  return rows.map(({ all }) => all)
}

function refuses(act: () => unknown): boolean {
  try {
    act()
    return false
  } catch (error) {
    return error instanceof RangeError
  }
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
      const wrong = stream(indicator, inputs).flatMap((values, index) =>
        values.every((value) => (index + 1 < warmUp ? value === undefined : Number.isFinite(value))) ? [] : [{ index, values }],
      )
      expect(wrong).toEqual([])
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
      const pairs = inputs.map((input) => [first.next(input), second.next(input)])
      expect(pairs.map(([, other]) => other)).toEqual(pairs.map(([one]) => one))
      expect(stream(indicator, inputs)).toEqual(stream(indicator, inputs))
    })

    it('refuses NaN and infinities and goes on as if they had not come', () => {
      const expected = stream(indicator, inputs)
      const run = indicator.create()
      const accepted: unknown[] = []
      const values = inputs.map((input) => {
        for (const bad of [Number.NaN, Infinity, -Infinity])
          for (const field of Object.keys(input) as (keyof typeof input)[]) {
            if (typeof input[field] === 'boolean') continue
            const broken = { ...input, [field]: Array.isArray(input[field]) ? [1, bad] : bad }
            if (!refuses(() => run.next(broken))) accepted.push(broken)
          }
        return run.next(input)
      })
      expect(accepted).toEqual([])
      expect(values).toEqual(expected.map(([principal]) => principal))
    })

    it('does not change or keep its input', () => {
      const own = structuredClone(inputs) as IndicatorInputs[Kind][]
      expect(stream(indicator, own)).toEqual(stream(indicator, inputs))
      expect(own).toEqual(inputs)
      const reused = { ...inputs[0] } as IndicatorInputs[Kind]
      const run = indicator.create()
      const expected = stream(indicator, inputs)
      const values = inputs.map((input) => {
        Object.assign(reused, input)
        return run.next(reused)
      })
      expect(values).toEqual(expected.map(([principal]) => principal))
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
