import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DAY, millis, money } from '../../domain/index.ts'
import { type Goal, goalFactor, type GoalProgress, scheduledEquity } from './goal.ts'

/** From 10,000 to 40,000 in a hundred days: 20,000 is due half-way. */
const goal: Goal = { equity: money('40000'), by: millis(100 * DAY), minFactor: 0.25 }
const progress = (equity: string, day: number): GoalProgress => ({
  equity: money(equity),
  at: millis(day * DAY),
  startEquity: money('10000'),
  start: millis(0),
})
const factor = (equity: string, day: number) => goalFactor(goal, progress(equity, day))

describe('progress to a goal', () => {
  it('expects the same growth each day', () => {
    expect([0, 50, 100, 200].map((day) => Math.round(scheduledEquity(goal, progress('1', day))))).toEqual([
      10_000, 20_000, 40_000, 40_000,
    ])
  })

  it('leaves sizes alone on schedule and behind, and scales down by the lead', () => {
    expect([factor('20000', 50), factor('19999', 50), factor('1', 50), factor('39999', 101)]).toEqual([1, 1, 1, 1])
    expect(factor('30000', 50)).toBeCloseTo(1 - 0.75 / 2, 12)
    expect([factor('40000', 50), factor('90000', 50), factor('40000', 200)]).toEqual([0.25, 0.25, 0.25])
  })

  it('is bounded, and falls as equity rises, whatever the goal', () => {
    const amount = fc.integer({ min: 0, max: 10 ** 6 })
    fc.assert(
      fc.property(amount, amount, amount, fc.integer({ min: -10, max: 300 }), (start, a, b, day) => {
        const at = (equity: number) => goalFactor(goal, { ...progress(String(equity), day), startEquity: money(String(start)) })
        const [poor, rich] = [at(Math.min(a, b)), at(Math.max(a, b))]
        expect(rich).toBeLessThanOrEqual(poor)
        expect(rich).toBeGreaterThanOrEqual(0.25)
        expect(poor).toBeLessThanOrEqual(1)
      }),
    )
  })
})
