import { describe, expect, it } from 'vitest'
import { choiceParameter, decimalParameter, integerParameter, resolveParameters } from './parameter.ts'
import { InputError } from './result.ts'

const SCHEMA = { period: integerParameter('Period', 14, [2, 500]), level: decimalParameter('Level', 0.5, [0, 1]) }

describe('parameters', () => {
  it('fill in defaults and accept both ends of the range', () => {
    expect(resolveParameters(SCHEMA, {}, 'x')).toEqual({ period: 14, level: 0.5 })
    expect(resolveParameters(SCHEMA, { period: 2, level: 1 }, 'x')).toEqual({ period: 2, level: 1 })
  })

  it.each([
    [{ period: 1 }, 'x.period: 1: give a whole number from 2 to 500'],
    [{ period: 2.5 }, 'x.period: 2.5: give a whole number from 2 to 500'],
    [{ level: 1.01 }, 'x.level: 1.01: give a number from 0 to 1'],
    [{ level: Number.NaN }, 'x.level: NaN: give a number from 0 to 1'],
    [{ level: '1' }, 'x.level: "1": give a number from 0 to 1'],
    [{ perod: 14 }, 'x.perod: 14: use one of period, level'],
    [{ toString: 1 }, 'x.toString: 1: use one of period, level'],
  ])('refuse %o with field, value and remedy', (given, message) => {
    expect(() => resolveParameters(SCHEMA, given, 'x')).toThrow(InputError)
    expect(() => resolveParameters(SCHEMA, given, 'x')).toThrow(message)
  })

  it('choose among names, the first one by default', () => {
    const schema = { seed: choiceParameter('Seed', ['sma', 'first']) }
    expect(resolveParameters(schema, {}, 'x')).toEqual({ seed: 'sma' })
    expect(resolveParameters(schema, { seed: 'first' }, 'x')).toEqual({ seed: 'first' })
    for (const seed of ['last', 1, 'toString'])
      expect(() => resolveParameters(schema, { seed }, 'x')).toThrow(/x\.seed: .*: use one of sma, first/)
  })
})
