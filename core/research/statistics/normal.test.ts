import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { InputError } from '../../domain/index.ts'
import { normalCdf, normalQuantile } from './index.ts'

const relative = (found: number, wanted: number): number => Math.abs(found - wanted) / Math.abs(wanted)

describe('the normal distribution', () => {
  // mpmath, 40 digits.
  it.each([
    [-20, 2.7536241186062336951e-89],
    [-8, 6.2209605742717841235e-16],
    [-5, 2.8665157187919391167e-7],
    [-3.5, 0.00023262907903552503635],
    [-3, 0.0013498980316300945267],
    [-2.9999, 0.0013503412829549239701],
    [-1, 0.15865525393145705141],
    [-0.1, 0.46017216272297101853],
    [0, 0.5],
    [0.3, 0.61791142218895263731],
    [1.96, 0.97500210485177956586],
    [4, 0.99996832875816688008],
  ])('is known below %d', (x, wanted) => {
    expect(relative(normalCdf(x), wanted)).toBeLessThan(2e-13)
  })

  it.each([
    [1e-300, -37.047096299361199237],
    [1e-20, -9.2623400897984075796],
    [1e-9, -5.9978070150076868614],
    [0.001, -3.0902323061678135354],
    [0.025, -1.9599639845400542118],
    [0.3, -0.52440051270804081597],
    [0.9, 1.2815515655446005935],
    [0.975, 1.9599639845400538556],
    [0.9999, 3.7190164854557083867],
  ])('has its quantile %d', (probability, wanted) => {
    expect(relative(normalQuantile(probability), wanted)).toBeLessThan(1e-13)
  })

  it('goes from 0 to 1 and its quantile back', () => {
    expect([normalCdf(-Infinity), normalCdf(-50), normalCdf(50), normalCdf(Infinity)]).toEqual([0, 0, 1, 1])
    expect([normalQuantile(0), normalQuantile(1)]).toEqual([-Infinity, Infinity])
    expect(normalQuantile(0.5)).toBeCloseTo(0, 15)
    for (const wrong of [-0.1, 1.1, Number.NaN]) expect(() => normalQuantile(wrong)).toThrow(InputError)
    expect(() => normalCdf(Number.NaN)).toThrow(InputError)
  })

  it('rises, is symmetric, and the quantile undoes it', () => {
    const x = fc.double({ min: -6, max: 6, noNaN: true })
    fc.assert(
      fc.property(x, x, (a, b) => {
        expect(normalCdf(Math.min(a, b))).toBeLessThanOrEqual(normalCdf(Math.max(a, b)) + 1e-15)
        expect(normalCdf(a) + normalCdf(-a)).toBeCloseTo(1, 14)
        expect(Math.abs(normalQuantile(normalCdf(-Math.abs(a))) + Math.abs(a))).toBeLessThan(1e-11)
      }),
    )
  })
})
