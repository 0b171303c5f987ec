import { describe, expect, it } from 'vitest'
import { DAY, HOUR, type Millis, millis, MINUTE } from '../../domain/index.ts'
import { simulatedClock } from '../../simulation/clock/index.ts'
import { nextDaily, nightly } from './nightly.ts'

const at = (text: string): Millis => millis(Date.parse(text))

describe('nightly', () => {
  it('finds the next time of day in UTC, never the present moment', () => {
    expect(nextDaily(at('2026-03-01T02:59:59.999Z'), '03:00')).toBe(at('2026-03-01T03:00:00Z'))
    expect(nextDaily(at('2026-03-01T03:00:00Z'), '03:00')).toBe(at('2026-03-02T03:00:00Z'))
    expect(nextDaily(at('2026-12-31T23:00:00Z'), '00:00')).toBe(at('2027-01-01T00:00:00Z'))
  })

  it('calls once a day, and once for all that was slept through', () => {
    const clock = simulatedClock(at('2026-03-01T12:00:00Z'))
    const calls: number[] = []
    const night = nightly(clock, '03:00', () => calls.push(clock.now()))
    clock.advanceTo(at('2026-03-02T02:59:59Z'))
    expect(calls).toEqual([])
    clock.advanceTo(millis(at('2026-03-02T03:00:00Z') + MINUTE))
    expect(calls).toHaveLength(1)
    clock.advanceTo(millis(clock.now() + DAY - 2 * MINUTE))
    expect(calls).toHaveLength(1)
    clock.advanceTo(millis(clock.now() + 2 * MINUTE))
    expect(calls).toHaveLength(2)
    expect(night.next).toBe(at('2026-03-04T03:00:00Z'))
    night.stop()
    clock.advanceTo(millis(clock.now() + 3 * DAY + HOUR))
    expect(calls).toHaveLength(2)
  })

  it('makes up once for days that a jump of the clock left out', () => {
    let time = at('2026-03-01T12:00:00Z')
    let look = (): void => undefined
    const calls: number[] = []
    const clock = {
      now: () => time,
      after: () => () => undefined,
      every: (_period: number, task: () => void) => {
        look = task
        return () => undefined
      },
    }
    const night = nightly(clock, '03:00', () => calls.push(time))
    time = at('2026-03-05T09:00:00Z')
    look()
    look()
    expect(calls).toEqual([time])
    expect(night.next).toBe(at('2026-03-06T03:00:00Z'))
    time = at('2026-03-05T01:00:00Z')
    look()
    expect(calls).toHaveLength(1)
  })
})
