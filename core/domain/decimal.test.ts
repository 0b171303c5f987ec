import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  add,
  affordable,
  applyRate,
  averagePrice,
  DecimalError,
  decimalsOf,
  formatMoney,
  formatPrice,
  fromJson,
  type Money,
  money,
  notional,
  type Price,
  price,
  priceFromNumberLossy,
  type Quantity,
  quantity,
  rate,
  roundToStep,
  share,
  subtract,
  toJson,
  toNumberLossy,
} from './index.ts'

const scaled = (limit: bigint) => fc.bigInt({ min: -limit, max: limit })

describe('decimal', () => {
  it('becomes the nearest double, within a machine word and beyond it', () => {
    const word = 2n ** 63n
    const edges = [0n, 1n, -1n, 2n ** 31n, 2n ** 32n, 2n ** 32n - 1n, 2n ** 53n + 1n, word - 1n, word, -word, -word - 1n]
    for (const units of edges) expect(toNumberLossy(units as Price)).toBe(Number(units) / 1e12)
    for (const limit of [2n ** 54n, word, 10n ** 30n])
      fc.assert(fc.property(scaled(limit), (units) => toNumberLossy(units as Price) === Number(units) / 1e12))
  })

  it('takes a double onto the grid as its text at twelve decimals would, also halfway between two', () => {
    const finest = 1n as Price
    const same = (value: number): boolean => priceFromNumberLossy(value, finest) === price(value.toFixed(12))
    // Half a unit of the twelfth decimal is no double, but multiples of a power of two come as near as one can be.
    const halfway = fc.nat({ max: 2 ** 20 }).map((count) => (2 * count + 1) / 2 ** 13)
    const nearHalf = fc
      .tuple(fc.nat({ max: 100_000 }), fc.nat({ max: 999_999 }))
      .map(([whole, part]) => whole + (part + 0.5) / 1e12)
    const any = fc.double({ min: Number.MIN_VALUE, max: 1e25, noNaN: true })
    for (const values of [halfway, nearHalf, any, fc.double({ min: 1e-9, max: 1e6, noNaN: true })])
      fc.assert(fc.property(values, same), { numRuns: 1_000 })
    for (const value of [0.9999999999995, 0.99999999999951, 5e-13, 4.9e-13, 2 ** 53, 2 ** 53 + 2, 1e21, 1.5e22])
      expect([value, same(value)]).toEqual([value, true])
  })

  it('reads back what it prints, for any value of the grid', () => {
    fc.assert(fc.property(scaled(10n ** 30n), (units) => price(formatPrice(units as Price)) === units))
    fc.assert(fc.property(scaled(10n ** 45n), (units) => money(formatMoney(units as Money)) === units))
  })

  it.each([
    ['1', '1'],
    ['0.10', '0.1'],
    ['-0.000000000001', '-0.000000000001'],
    ['1e-8', '0.00000001'],
    ['6.5E+4', '65000'],
    ['61837.63000000', '61837.63'],
    ['000.5', '0.5'],
    ['0.0000000000010000', '0.000000000001'],
  ])('parses %s exactly', (text, expected) => {
    expect(formatPrice(price(text))).toBe(expected)
  })

  it.each(['', ' 1', '1 ', 'NaN', 'Infinity', '0x10', '1.', '.5', '1,5', '--1', '0.0000000000001', '１', '1e999'])(
    'refuses %j',
    (text) => {
      expect(() => price(text)).toThrow(DecimalError)
    },
  )

  it('multiplies exactly and returns what a share leaves', () => {
    expect(formatMoney(notional(price('0.1'), quantity('0.2')))).toBe('0.02')
    fc.assert(
      fc.property(
        scaled(10n ** 36n),
        fc.bigInt({ min: 0n, max: 10n ** 20n }),
        fc.bigInt({ min: 1n, max: 10n ** 20n }),
        (cost, a, b) => {
          const whole = a > b ? a : b
          const part = a > b ? b : a
          const taken = share(cost as Money, part as Quantity, whole as Quantity)
          return add(taken, subtract(cost as Money, taken)) === cost
        },
      ),
    )
  })

  it('rounds as told, symmetrically around zero', () => {
    expect(formatPrice(roundToStep(price('1.27'), price('0.05')))).toBe('1.25')
    expect(formatPrice(roundToStep(price('-1.27'), price('0.05')))).toBe('-1.25')
    expect(formatPrice(roundToStep(price('1.26'), price('0.05'), 'up'))).toBe('1.3')
    expect(formatPrice(roundToStep(price('1.275'), price('0.05'), 'half-even'))).toBe('1.3')
    expect(formatPrice(roundToStep(price('1.225'), price('0.05'), 'half-even'))).toBe('1.2')
    expect(decimalsOf(price('0.01'))).toBe(2)
    expect(decimalsOf(price('10'))).toBe(0)
  })

  it('converts between money, price and quantity without inventing digits', () => {
    expect(affordable(money('100'), price('3'))).toBe(quantity('33.333333333333'))
    expect(averagePrice(money('10'), quantity('4'))).toBe(price('2.5'))
    expect(applyRate(money('123.45'), rate('0.001'))).toBe(money('0.12345'))
  })

  it('travels as text by the name of its field', () => {
    const text = toJson({
      price: price('1.5'),
      fees: money('0.25'),
      list: [{ quantity: quantity('3') }],
      name: '1.50',
      none: undefined,
    })
    expect(text).toBe('{"price":"1.5","fees":"0.25","list":[{"quantity":"3"}],"name":"1.50"}')
    expect(fromJson(text)).toEqual({
      price: price('1.5'),
      fees: money('0.25'),
      list: [{ quantity: quantity('3') }],
      name: '1.50',
    })
    expect(() => toJson({ mystery: 1n })).toThrow('no unit')
  })
})
