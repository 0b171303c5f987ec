import { describe, expect, it } from 'vitest'
import { countedIds } from '../../adapters/memory/index.ts'
import { millis } from '../../domain/index.ts'
import type { LogRecord, RecordLevel } from '../../ports/index.ts'
import { simulatedClock } from '../../simulation/clock/index.ts'
import { LINES_A_SECOND, type LogLine, LogRelay } from './index.ts'

const setUp = () => {
  const clock = simulatedClock(millis(1_000))
  const relay = new LogRelay({ clock, ids: countedIds() })
  const lines: LogLine[] = []
  const say = (message: string, level: RecordLevel = 'info', fields: LogRecord['fields'] = {}): void => {
    relay.take({ at: clock.now(), level, message, fields })
  }
  const follow = (): void => {
    relay.follow((line) => lines.push(line))
  }
  const losses = (): readonly LogLine[] => lines.filter(({ message }) => message.includes('left out'))
  return { clock, relay, lines, say, follow, losses }
}

describe('log lines on their way to the host', () => {
  it('leave in the order in which they were written, each under an id of its own', () => {
    const { lines, say, follow } = setUp()
    follow()
    for (let index = 0; index < 20; index += 1) say(`line ${String(index)}`, index % 3 === 0 ? 'warn' : 'debug')
    expect(lines.map(({ message }) => message)).toEqual(Array.from({ length: 20 }, (_, index) => `line ${String(index)}`))
    expect(new Set(lines.map(({ id }) => id)).size).toBe(20)
  })

  it('are so many a second and no more in a tight loop; every other one is counted, and the count is said', () => {
    const { clock, lines, say, follow, losses } = setUp()
    follow()
    for (let index = 0; index < 100_000; index += 1) say('again', 'debug')
    const passed = lines.length
    expect(passed).toBeGreaterThan(0)
    expect(passed).toBeLessThan(LINES_A_SECOND)
    expect(losses()).toEqual([])
    clock.advance(1_000)
    expect(losses()).toMatchObject([{ level: 'warn', fields: { debug: 100_000 - passed } }])
    expect(losses()[0]?.message).toContain(String(100_000 - passed))
    clock.advance(60_000)
    expect(lines).toHaveLength(passed + 1)
    say('later')
    expect(lines.at(-1)?.message).toBe('later')
  })

  it('say the count also from a loop that lets no timer run', () => {
    const { clock, say, follow, losses } = setUp()
    follow()
    for (let index = 0; index < 500; index += 1) say('again')
    clock.stall(5_000)
    say('and again')
    expect(losses()).toHaveLength(1)
  })

  it('leave room for warnings and errors, however much else is written', () => {
    const { lines, say, follow } = setUp()
    follow()
    for (let index = 0; index < 1_000; index += 1) say('noise', 'debug')
    say('this matters', 'error')
    expect(lines.at(-1)).toMatchObject({ level: 'error', message: 'this matters' })
    for (let index = 0; index < 1_000; index += 1) say('alarm', 'error')
    expect(lines).toHaveLength(LINES_A_SECOND)
  })

  it('wait for the one who follows, the newest of them', () => {
    const { clock, lines, say, follow } = setUp()
    for (let index = 0; index < 300; index += 1) {
      say(`line ${String(index)}`)
      clock.advance(100)
    }
    follow()
    expect([lines.length, lines[0]?.message, lines.at(-1)?.message]).toEqual([200, 'line 100', 'line 299'])
    say('now')
    expect(lines.at(-1)?.message).toBe('now')
  })

  it('are cut where they are endless', () => {
    const { lines, say, follow } = setUp()
    follow()
    say('m'.repeat(50_000), 'error', { body: 'b'.repeat(50_000), status: 500 })
    expect(JSON.stringify(lines[0]).length).toBeLessThan(5_000)
    expect(lines[0]?.fields['status']).toBe(500)
  })

  it('tell what was left out when the service ends', () => {
    const { relay, say, follow, losses } = setUp()
    follow()
    for (let index = 0; index < 500; index += 1) say('again')
    relay.flush()
    expect(losses()).toHaveLength(1)
  })
})
