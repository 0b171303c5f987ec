import { describe, expect, it } from 'vitest'
import { millis } from '../../domain/index.ts'
import { simulatedClock } from '../../simulation/clock/index.ts'
import { Conditions } from './conditions.ts'

function setUp() {
  const clock = simulatedClock(millis(1_700_000_000_000))
  const told: string[] = []
  const conditions = new Conditions(clock, (severity, message) => told.push(`${severity}: ${message}`))
  const cut = (): void => conditions.raise('book', 'warning', 'lost')
  const back = (): void => conditions.clear('book', 'back')
  return { clock, told, conditions, cut, back }
}

describe('conditions', () => {
  it('are told once at their beginning and once at their end', () => {
    const { clock, told, cut, back } = setUp()
    for (let loss = 0; loss < 50; loss += 1) cut()
    back()
    clock.advance(9_999)
    expect(told).toEqual(['warning: lost'])
    clock.advance(1)
    expect(told).toEqual(['warning: lost', 'info: back'])
    cut()
    expect(told.length).toBe(3)
  })

  it('that come and go make one story, not a storm', () => {
    const { clock, told, cut, back } = setUp()
    for (let loss = 0; loss < 500; loss += 1) {
      cut()
      clock.advance(2_000)
      back()
      clock.advance(2_000)
    }
    expect(told).toEqual(['warning: lost'])
    clock.advance(10_000)
    expect(told.length).toBe(2)
  })

  it('do not mix, and end silently when nobody listens any more', () => {
    const { clock, told, conditions, cut, back } = setUp()
    cut()
    conditions.raise('clock', 'critical', 'off')
    conditions.clear('budget', 'never was')
    back()
    conditions.close()
    clock.advance(60_000)
    expect(told).toEqual(['warning: lost', 'critical: off'])
  })
})
