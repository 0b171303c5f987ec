import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { EquityPoint } from '../../core/contract/index.ts'
import { EquityPoints } from './equity-points.ts'

const point = (seconds: number, equity: string, drawdown = 0): EquityPoint => ({ at: seconds * 1_000, equity, drawdown })
const none = (): number => 0

describe('the points of the equity chart', () => {
  it('keep the text of the service, one a second, the later winning', () => {
    const points = new EquityPoints(none)
    points.replace([point(10, '100.000000000000000001'), { ...point(10, '99.5', 0.005), at: 10_900 }, point(20, '101')])
    expect(points.size).toBe(2)
    expect(points.at(10)).toEqual({ at: 10_900, equity: '99.5', drawdown: 0.005 })
    expect(points.last?.equity).toBe('101')
  })

  it('go on with newer rows, whose fall counts from the highest', () => {
    const points = new EquityPoints(none)
    points.replace([point(10, '100'), point(20, '120'), point(30, '110', 1 / 12)])
    expect(points.append({ at: 25_000, equity: '500' })).toBeUndefined()
    expect(points.append({ at: 40_000, equity: '90' })).toBe(40)
    expect(points.last).toEqual({ at: 40_000, equity: '90', drawdown: 0.25 })
    points.append({ at: 50_000, equity: '130' })
    expect(points.last?.drawdown).toBe(0)
    points.replace([point(10, '5')])
    points.append({ at: 11_000, equity: '4' })
    expect(points.last?.drawdown).toBeCloseTo(0.2, 12)
  })

  it('rise strictly whatever the zone does to the clock', () => {
    const rows = fc.array(fc.nat(100_000), { minLength: 1, maxLength: 50 })
    fc.assert(
      fc.property(rows, fc.nat(100_000), (times, turn) => {
        const points = new EquityPoints((at) => (at > turn ? 0 : 3_600))
        points.replace([...times].sort((a, b) => a - b).map((at) => ({ at, equity: '1', drawdown: 0 })))
        const shown = [...points.entries()].map(([time]) => time)
        expect(shown).toEqual([...new Set(shown)].sort((a, b) => a - b))
      }),
    )
  })
})
