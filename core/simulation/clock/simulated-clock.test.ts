import { describe, expect, it } from 'vitest'
import { millis } from '../../domain/index.ts'
import { clockContract } from '../../testing/contracts/clock.ts'
import { simulatedClock } from './index.ts'

clockContract('the simulated clock', () => {
  const clock = simulatedClock(millis(1_000))
  return {
    clock,
    pass: (ms) => {
      clock.advance(ms)
      return Promise.resolve()
    },
  }
})

describe('simulated clock', () => {
  it('stands at the task’s own time while it runs, and runs what a task schedules within the same advance', () => {
    const clock = simulatedClock(millis(0))
    const times: number[] = []
    clock.after(10, () => {
      times.push(clock.now())
      clock.after(5, () => times.push(clock.now()))
    })
    clock.advance(100)
    expect(times).toEqual([10, 15])
    expect(clock.now()).toBe(100)
    clock.advanceTo(millis(50))
    expect(clock.now()).toBe(100)
  })

  it('repeats exactly on its period over a long advance', () => {
    const clock = simulatedClock(millis(0))
    const times: number[] = []
    clock.every(30, () => times.push(clock.now()))
    clock.advance(100)
    expect(times).toEqual([30, 60, 90])
  })

  it('can be set, which moves no timer and no stopwatch', () => {
    const clock = simulatedClock(millis(1_000_000))
    const ran: number[] = []
    clock.after(10, () => ran.push(clock.elapsed()))
    clock.setBy(60_000)
    expect([clock.now(), clock.elapsed(), ran.length]).toEqual([1_060_000, 0, 0])
    clock.setBy(-120_000)
    clock.advance(10)
    expect([clock.now(), clock.elapsed(), ran]).toEqual([940_010, 10, [10]])
  })

  it('can stall: what fell due runs late, once time is let go on', () => {
    const clock = simulatedClock(millis(0))
    const ran: number[] = []
    clock.after(10, () => ran.push(clock.now()))
    clock.stall(500)
    expect([clock.now(), clock.elapsed(), ran.length]).toEqual([500, 500, 0])
    clock.advance(0)
    expect(ran).toEqual([500])
  })
})
