import { describe, expect, it } from 'vitest'
import { silentLogger } from '../../adapters/memory/index.ts'
import { type ClockReading, exchangeId, millis } from '../../domain/index.ts'
import { simulatedClock } from '../../simulation/clock/index.ts'
import { keepClockMeasured } from './clock-meter.ts'
import { Conditions } from './conditions.ts'

const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve()
}

function setUp() {
  const clock = simulatedClock(millis(1_700_000_000_000))
  const told: string[] = []
  const measured: number[] = []
  const asked: number[] = []
  let offset: number | 'fails' | 'untold' = 0
  let held: (() => void)[] | null = null
  const reading = (value: number): ClockReading => ({
    exchange: exchangeId('binance'),
    offset: value,
    uncertainty: 5,
    at: clock.now(),
  })
  const meter = keepClockMeasured({
    exchange: 'binance',
    read: async () => {
      asked.push(clock.elapsed())
      const answer = offset
      if (held !== null) await new Promise<void>((resolve) => held?.push(resolve))
      if (answer === 'fails') throw new Error('no answer')
      return answer === 'untold' ? null : reading(answer)
    },
    clock,
    logger: silentLogger(),
    conditions: new Conditions(clock, (severity, message) => told.push(`${severity}: ${message}`)),
    limit: 1_000,
    measured: (each) => measured.push(each.offset),
  })
  const pass = async (by: number): Promise<void> => {
    await settle()
    for (let passed = 0; passed < by; passed += 1_000) {
      clock.advance(Math.min(1_000, by - passed))
      await settle()
    }
  }
  return {
    pass,
    told,
    measured,
    asked,
    meter,
    answer: (next: typeof offset) => {
      offset = next
    },
    hold: () => {
      held = []
      return () => {
        for (const release of held ?? []) release()
        held = null
      }
    },
  }
}

describe('the meter of a venue`s clock', () => {
  it('measures at once and every five minutes, and alerts once beyond the limit and once when it is right again', async () => {
    const { pass, answer, asked, measured, told } = setUp()
    await pass(300_000)
    answer(-1_001)
    await pass(900_000)
    expect(asked).toEqual([0, 300_000, 600_000, 900_000, 1_200_000])
    expect(measured).toEqual([0, 0, -1_001, -1_001, -1_001])
    expect(told).toEqual([
      "critical: our clock is 1001 ms ahead of binance's; no entries while it is more than 1000 ms: set this machine's clock",
    ])
    answer(1_000)
    await pass(315_000)
    expect(told.slice(1)).toEqual(["info: our clock is 1000 ms behind binance's, which is within 1000 ms again"])
  })

  it('tries again sooner when it fails, less and less soon', async () => {
    const { pass, answer, asked } = setUp()
    answer('fails')
    await pass(1_200_000)
    expect(asked.slice(1)).toEqual([300_000, 305_000, 315_000, 335_000, 375_000, 455_000, 615_000, 915_000])
    answer(3)
    await pass(600_000)
    expect(asked.at(-1)).toBe(1_515_000)
  })

  it('measures anew when told, and drops what was under way', async () => {
    const { pass, answer, hold, meter, measured, asked } = setUp()
    await pass(1_000)
    const release = hold()
    answer(7)
    meter.again()
    answer(-4)
    meter.again()
    release()
    await pass(1_000)
    expect(measured).toEqual([0, -4])
    await pass(600_000)
    expect(asked.length).toBe(5)
  })

  it('lets a venue be that does not tell its time, and stops when told', async () => {
    const { pass, answer, asked, meter } = setUp()
    await pass(1_000)
    answer('untold')
    meter.again()
    await pass(3_600_000)
    expect(asked.length).toBe(2)
    answer(1)
    meter.again()
    meter.stop()
    await pass(3_600_000)
    expect(asked.length).toBe(3)
  })
})
