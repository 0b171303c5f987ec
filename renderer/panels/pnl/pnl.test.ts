import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PerformanceSlice } from '../../../core/contract/index.ts'
import { DAY, HOUR } from '../../../core/domain/index.ts'
import { monthStart, monthTitle, monthWeeks } from './month.ts'
import { fromOf, parseRange, parseView } from './ranges.ts'

const slice = (key: string, netPnl: string): PerformanceSlice => ({ key, netPnl }) as PerformanceSlice
const NOW = Date.UTC(2026, 10, 21, 23, 8)

describe('the range', () => {
  it('is whole UTC days with today among them', () => {
    expect(fromOf('today', NOW)).toEqual({ from: Date.UTC(2026, 10, 21) })
    expect(fromOf('7d', NOW)).toEqual({ from: Date.UTC(2026, 10, 15) })
    expect(fromOf('30d', NOW)).toEqual({ from: Date.UTC(2026, 9, 23) })
    expect(fromOf('all', NOW)).toEqual({})
  })

  it('that was kept is read, and anything else is the usual', () => {
    expect([parseRange('all'), parseRange('year'), parseRange(undefined)]).toEqual(['all', '30d', '30d'])
    expect([parseView('days'), parseView(3)]).toEqual(['days', 'curve'])
  })
})

describe('the month', () => {
  it('begins on Monday, and shows what each day earned by its share of the largest', () => {
    const days = [slice('2026-11-02', '-40'), slice('2026-11-20', '10.000000000000000001'), slice('2026-10-31', '7')]
    const weeks = monthWeeks(Date.UTC(2026, 10, 1), days, { openedAt: Date.UTC(2026, 9, 1), now: NOW })
    // November 2026 begins on a Sunday.
    expect(weeks[0]?.map(({ day }) => day)).toEqual([undefined, undefined, undefined, undefined, undefined, undefined, 1])
    expect(weeks[1]?.[0]).toMatchObject({ key: '2026-11-02', heat: 1, slice: { netPnl: '-40' } })
    expect(weeks[3]?.[4]).toMatchObject({ key: '2026-11-20', heat: 0.25 })
    // Of another month, and days to come.
    expect(weeks[0]?.[5]?.slice).toBeUndefined()
    expect(weeks[3]?.[6]).toMatchObject({ day: 22, inside: false })
    expect(monthTitle(Date.UTC(2026, 10, 1))).toBe('November 2026')
  })

  it('has each of its days once, in weeks of seven', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_102_444_800_000 }), (at) => {
        const start = monthStart(at)
        const weeks = monthWeeks(start, [], { openedAt: 0, now: at + 400 * DAY })
        expect(weeks.every((week) => week.length === 7)).toBe(true)
        const inside = weeks.flat().filter(({ inside: is }) => is)
        expect(inside.map(({ day }) => day)).toEqual(Array.from({ length: inside.length }, (_, index) => index + 1))
        expect(monthStart(start, 1) - start).toBe(inside.length * DAY)
        expect(monthStart(start + HOUR)).toBe(start)
        expect(monthStart(monthStart(start, 1), -1)).toBe(start)
      }),
    )
  })
})
