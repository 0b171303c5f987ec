import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { InputError } from '../../domain/index.ts'
import { strategyById } from '../../strategies/index.ts'
import { combinationCount, type Dimension, placeOf, pointAt, searchSpace, valueAt, valueCount } from './index.ts'

const cross = strategyById('ema-cross')
const reversion = strategyById('rsi-reversion')

describe('a search space', () => {
  it('is all that a strategy declares', () => {
    const space = searchSpace(cross, undefined)
    expect(space.dimensions).toEqual([
      { kind: 'integer', name: 'fast', min: 1, max: 500 },
      { kind: 'integer', name: 'slow', min: 2, max: 1000 },
      { kind: 'choice', name: 'seed', choices: ['sma', 'first'] },
    ])
    expect(space.fixed).toEqual({})
    expect(combinationCount(space)).toBe(500 * 999 * 2)
    expect(combinationCount(searchSpace(reversion, undefined))).toBe(Infinity)
  })

  it('is what a person names, the rest fixed', () => {
    const space = searchSpace(cross, { slow: [20, 200, 20], fast: [5, 50, 5] }, { seed: 'first' })
    expect(space.dimensions).toEqual([
      { kind: 'integer', name: 'fast', min: 5, max: 50, step: 5 },
      { kind: 'integer', name: 'slow', min: 20, max: 200, step: 20 },
    ])
    expect(space.fixed).toEqual({ seed: 'first' })
    expect(combinationCount(space)).toBe(100)
    expect(searchSpace(cross, { seed: ['first'] }).fixed).toEqual({ fast: 12, slow: 26 })
    expect(searchSpace(cross, undefined, { fast: 400 }).dimensions.map(({ name }) => name)).toEqual(['slow', 'seed'])
  })

  it('knows what the strategy takes together', () => {
    const space = searchSpace(cross, { fast: [5, 50] }, { slow: 20 })
    expect([space.allows({ fast: 19 }), space.allows({ fast: 20 })]).toEqual([true, false])
  })

  const refused: readonly (readonly [
    Readonly<Record<string, unknown>> | undefined,
    Readonly<Record<string, unknown>>,
    RegExp,
  ])[] = [
    [{ fats: [1, 2] }, {}, /--space\.fats: ema-cross: it has no such parameter: use fast, slow, seed/],
    [{ fast: 5 }, {}, /--space\.fast: 5: give \[min, max\]/],
    [{ fast: [5] }, {}, /--space\.fast: \[5\]/],
    [{ fast: [0, 5] }, {}, /inside 1 to 500/],
    [{ fast: [5, 501] }, {}, /--space\.fast/],
    [{ fast: [9, 5] }, {}, /--space\.fast/],
    [{ fast: [5, 9.5] }, {}, /whole numbers/],
    [{ fast: [5, 9, 0] }, {}, /--space\.fast/],
    [{ fast: [5, '9'] }, {}, /--space\.fast/],
    [{ seed: [] }, {}, /--space\.seed: \[\]: give a list of some of sma, first/],
    [{ seed: ['sma', 'last'] }, {}, /--space\.seed/],
    [{ seed: ['sma', 'sma'] }, {}, /--space\.seed/],
    [{ fast: [5, 9] }, { fast: 7 }, /--space\.fast: ema-cross: it is fixed by --params/],
    [{}, {}, /--space: ema-cross: no parameter is left to search/],
    [undefined, { fast: 0 }, /ema-cross\.fast: 0/],
    [undefined, { fats: 1 }, /ema-cross\.fats: 1: use one of/],
  ]
  it.each(refused)('refuses %j with %j', (narrowing, fixed, words) => {
    expect(() => searchSpace(cross, narrowing, fixed)).toThrow(InputError)
    expect(() => searchSpace(cross, narrowing, fixed)).toThrow(words)
  })

  const dimension: fc.Arbitrary<Dimension> = fc.oneof(
    fc.record({
      kind: fc.constant('integer' as const),
      name: fc.constant('a'),
      min: fc.integer({ min: 1, max: 50 }),
      max: fc.integer({ min: 50, max: 3_000 }),
    }),
    fc.record({
      kind: fc.constant('integer' as const),
      name: fc.constant('a'),
      min: fc.integer({ min: -9, max: 5 }),
      max: fc.integer({ min: 6, max: 60 }),
      step: fc.integer({ min: 1, max: 70 }),
    }),
    fc.record({
      kind: fc.constant('number' as const),
      name: fc.constant('a'),
      min: fc.constantFrom(0, 0.02, 1),
      max: fc.constantFrom(1.5, 20, 500),
    }),
    fc.record({
      kind: fc.constant('number' as const),
      name: fc.constant('a'),
      min: fc.constant(0.1),
      max: fc.constantFrom(0.95, 7.3),
      step: fc.constantFrom(0.05, 0.1, 0.25),
    }),
    fc.record({ kind: fc.constant('choice' as const), name: fc.constant('a'), choices: fc.constantFrom(['x'], ['x', 'y', 'z']) }),
  )

  it('turns places into values inside the range and back to themselves', () => {
    fc.assert(
      fc.property(dimension, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (each, place) => {
        const value = valueAt(each, place)
        if (each.kind === 'choice') expect(each.choices).toContain(value)
        else {
          expect(value).toBeGreaterThanOrEqual(each.min)
          expect(value).toBeLessThanOrEqual(each.max)
          if (each.kind === 'integer') expect(Number.isInteger(value)).toBe(true)
        }
        const back = placeOf(each, value)
        expect(valueAt(each, back)).toBe(value)
        if (valueCount(each) === Infinity) expect(Math.abs(back - place)).toBeLessThan(1e-4)
        expect(pointAt({ dimensions: [each], fixed: {}, allows: () => true }, [place])).toEqual({ a: value })
      }),
      { numRuns: 500 },
    )
  })

  it('reaches every value of a range, each about as often; small periods more often where the range is wide', () => {
    const drawn = (each: Dimension) => Array.from({ length: 10_000 }, (_, index) => Number(valueAt(each, index / 10_000)))
    const narrow = drawn({ kind: 'integer', name: 'a', min: 2, max: 11 })
    expect(new Set(narrow).size).toBe(10)
    for (let value = 2; value <= 11; value += 1) expect(narrow.filter((each) => each === value)).toHaveLength(1_000)
    const wide = drawn({ kind: 'integer', name: 'a', min: 1, max: 500 })
    expect(Math.min(...wide)).toBe(1)
    expect(Math.max(...wide)).toBe(500)
    expect(wide.filter((each) => each <= 50).length).toBeGreaterThan(5_000)
  })
})
