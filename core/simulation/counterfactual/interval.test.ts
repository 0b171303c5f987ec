import { describe, expect, it } from 'vitest'
import { intervalOfSum, studentT975 } from './interval.ts'

describe('intervals', () => {
  it.each([
    // R: qt(0.975, df)
    [5, 2.570582],
    [10, 2.228139],
    [19, 2.093024],
    [29, 2.04523],
    [100, 1.983972],
    [1_000, 1.962339],
  ])('Student`s t of %i degrees of freedom', (degrees, wanted) => {
    expect(Math.abs(studentT975(degrees) - wanted)).toBeLessThan(0.001)
  })

  it('hold a sum by as much as its parts differ', () => {
    // Mean 3, deviation sqrt(2.5), n 5: 15 +- 2.776 * sqrt(12.5).
    const interval = intervalOfSum([1, 2, 3, 4, 5])
    expect(interval?.low).toBeCloseTo(15 - 2.776445 * Math.sqrt(12.5), 1)
    expect(interval?.high).toBeCloseTo(15 + 2.776445 * Math.sqrt(12.5), 1)
    expect(intervalOfSum([2, 2, 2])).toEqual({ low: 6, high: 6 })
    expect([intervalOfSum([]), intervalOfSum([1])]).toEqual([undefined, undefined])
  })
})
