import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { describeJump } from '../domain/index.ts'
import { ClockWatch } from './clock-watch.ts'

/** A watch that has looked once, and what a next look after the given moves says. */
const next = (wall: number, elapsed: number) => {
  const watch = new ClockWatch()
  watch.look(1_000_000, 500)
  return watch.look(1_000_000 + wall, 500 + elapsed)
}

describe('the watch over the clock', () => {
  it('is content with time that passes, and with a clock that is steered a little', () => {
    expect([next(1_000, 1_000), next(5_000, 5_000), next(2_000, 1_000), next(0, 1_000)]).toEqual([null, null, null, null])
  })

  it('tells a clock that was set, a sleep, and a process that did not run, each past its bound', () => {
    expect(next(2_001, 1_000)).toEqual({ kind: 'ahead', by: 1_001 })
    expect(next(-1, 1_000)).toEqual({ kind: 'back', by: 1_001 })
    expect(next(5_001, 5_001)).toEqual({ kind: 'stopped', by: 5_001 })
    // Where the stopwatch stands still in sleep, and where it runs on.
    expect(next(1_200_000, 0)).toEqual({ kind: 'ahead', by: 1_200_000 })
    expect(next(1_200_000, 1_200_000)).toEqual({ kind: 'stopped', by: 1_200_000 })
  })

  it('tells a jump once, and knows none before its second look', () => {
    const watch = new ClockWatch()
    expect(watch.look(5, 1_000_000)).toBeNull()
    expect(watch.look(90_000, 1_000_000)).toMatchObject({ kind: 'ahead' })
    expect(watch.look(91_000, 1_001_000)).toBeNull()
  })

  it('never mistakes looks within the pause and the step for a jump', () => {
    const looks = fc.array(fc.record({ passed: fc.nat(5_000), drift: fc.integer({ min: -1_000, max: 1_000 }) }), {
      maxLength: 50,
    })
    fc.assert(
      fc.property(looks, (list) => {
        const watch = new ClockWatch()
        let wall = 0
        let elapsed = 0
        watch.look(wall, elapsed)
        for (const { passed, drift } of list) {
          elapsed += passed
          wall += passed + drift
          expect(watch.look(wall, elapsed)).toBeNull()
        }
      }),
    )
  })

  it('says it in words', () => {
    expect(describeJump({ kind: 'back', by: 1_500 })).toBe('the clock was set back by 1.5 s')
    expect(describeJump({ kind: 'ahead', by: 1_200_000 })).toMatch(/slept or .* ahead, by 1200.0 s/)
    expect(describeJump({ kind: 'stopped', by: 6_000 })).toBe('the program did not run for 6.0 s')
  })
})
