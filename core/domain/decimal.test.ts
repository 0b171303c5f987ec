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
  type Quantity,
  quantity,
  rate,
  roundToStep,
  share,
  subtract,
  toJson,
} from './index.ts'

const scaled = (limit: bigint) => fc.bigInt({ min: -limit, max: limit })

describe('decimal', () => {
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
