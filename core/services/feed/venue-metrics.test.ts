import { describe, expect, it } from 'vitest'
import type { BudgetUse } from '../../adapters/ccxt/index.ts'
import { exchangeId, millis } from '../../domain/index.ts'
import { simulatedClock } from '../../simulation/clock/index.ts'
import { Conditions } from './conditions.ts'
import { venueMetrics, watchBudget } from './venue-metrics.ts'

const FREE: BudgetUse = { used: 100, limit: 6_000, reserved: 1_800, waiting: 0, closedFor: 0 }

describe('the budget of a venue', () => {
  it('is told once when the venue refuses or when requests wait for ten seconds, and once when that is over', () => {
    const clock = simulatedClock(millis(0))
    const told: string[] = []
    let use: BudgetUse | undefined
    const look = watchBudget(new Conditions(clock, (severity, message) => told.push(`${severity}: ${message}`)), () => use)
    const pass = (seconds: number, next: Partial<BudgetUse>): void => {
      use = { ...FREE, ...next }
      for (let second = 0; second < seconds; second += 1) {
        look()
        clock.advance(1_000)
      }
    }
    look()
    pass(30, { closedFor: 29_500, waiting: 3 })
    pass(15, {})
    expect(told).toEqual([
      'warning: the venue takes no requests for 30 s: too many were made',
      'info: the venue takes requests again',
    ])
    pass(9, { waiting: 2 })
    pass(1, {})
    pass(9, { waiting: 2 })
    expect(told.length).toBe(2)
    pass(100, { waiting: 2 })
    pass(15, {})
    expect(told.slice(2)).toEqual([
      'info: 2 requests wait for the rate limit',
      'info: requests do not wait for the rate limit any more',
    ])
  })

  it('and its clock are metrics under the venue`s name, and missing where they are not known', () => {
    const reading = { exchange: exchangeId('okx'), offset: -12, uncertainty: 30, at: millis(5) }
    expect(
      venueMetrics('okx', 7, { budget: FREE, reading }).map(({ name, value, unit }) => `${name} ${String(value)} ${unit}`),
    ).toEqual([
      'feed.budget.used.okx 100 count',
      'feed.budget.limit.okx 6000 count',
      'feed.budget.reserved.okx 1800 count',
      'feed.budget.waiting.okx 0 count',
      'feed.budget.closed.okx 0 ms',
      'feed.clock.offset.okx -12 ms',
      'feed.clock.uncertainty.okx 30 ms',
    ])
    expect(venueMetrics('okx', 7, { budget: undefined, reading: undefined })).toEqual([])
  })
})
