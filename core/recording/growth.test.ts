import { describe, expect, it } from 'vitest'
import { DAY, HOUR, MINUTE, millis } from '../domain/index.ts'
import { Growth } from './growth.ts'

const GB = 1e9

describe('growth', () => {
  const measured = (minutes: number, bytesAMinute: number, from = 0): Growth => {
    const growth = new Growth()
    for (let second = 0; second <= minutes * 60; second += 10)
      growth.add(millis(second * 1_000), from + (second / 60) * bytesAMinute)
    return growth
  }

  it('is not guessed from less than ten minutes', () => {
    expect(measured(9.5, 1e6).perDay()).toBeUndefined()
    expect(measured(9.5, 1e6).daysUntil(GB)).toBeUndefined()
  })

  it('says bytes a day and when a size is reached', () => {
    const growth = measured(60, 1e6, GB)
    expect(growth.perDay()).toBeCloseTo(1_440e6)
    expect(growth.daysUntil(GB + 60e6 + 2_880e6)).toBeCloseTo(2)
    expect(growth.daysUntil(GB)).toBe(0)
  })

  it('is never reached by what shrinks or stands still', () => {
    expect(measured(60, -1e6, GB).perDay()).toBeLessThan(0)
    expect(measured(60, -1e6, GB).daysUntil(2 * GB)).toBeUndefined()
    expect(measured(60, 0, GB).daysUntil(2 * GB)).toBeUndefined()
  })

  it('forgets a first busy hour after a day', () => {
    const growth = new Growth()
    for (let at = 0; at <= 2 * DAY; at += MINUTE) growth.add(millis(at), at < HOUR ? at * 1_000 : HOUR * 1_000 + at)
    expect(growth.perDay()).toBeCloseTo(DAY)
  })
})
