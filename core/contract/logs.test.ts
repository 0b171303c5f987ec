import { describe, expect, it } from 'vitest'
import { InputError, millis } from '../domain/index.ts'
import { simulatedClock } from '../simulation/clock/index.ts'
import { FeedHub, follow, LOGS_KEPT, type LogRow, linkPair, newestLogs, parseLogQuery } from './index.ts'

const row = (index: number, level: LogRow['level'] = 'info', service = 'feed'): LogRow => ({
  id: `${service}-${String(index)}`,
  at: index,
  level,
  service,
  message: `line ${String(index)}`,
  fields: {},
})

describe('what is asked of the logs', () => {
  const rows = [row(1, 'debug'), row(2, 'info', 'trader'), row(3, 'warn'), row(4, 'error', 'trader'), row(5, 'info')]
  it.each([
    [{}, '5,4,3,2,1'],
    [{ level: 'warn' }, '4,3'],
    [{ service: 'trader' }, '4,2'],
    [{ service: 'trader', level: 'error' }, '4'],
    [{ limit: 2 }, '5,4'],
    [{ limit: 1, level: 'warn' }, '4'],
  ])('%j is answered by the newest first', (query, expected) => {
    expect(
      newestLogs(rows, parseLogQuery(query))
        .map(({ at }) => at)
        .join(),
    ).toBe(expected)
  })

  it.each([
    [{ level: 'loud' }, 'level'],
    [{ service: 'nobody' }, 'service'],
    [{ limit: 0 }, 'limit'],
    [{ limit: LOGS_KEPT + 1 }, 'limit'],
    [{ limit: 1.5 }, 'limit'],
    [{ since: 5 }, 'since'],
    ['all', '(input)'],
  ])('%j is refused with what is wrong', (query, field) => {
    let problem: unknown
    try {
      parseLogQuery(query)
    } catch (error) {
      problem = error instanceof InputError ? error.problem : error
    }
    expect(problem).toMatchObject({ field, remedy: expect.stringMatching(/./) as unknown })
  })
})

describe('the topic of the logs', () => {
  const setUp = () => {
    const clock = simulatedClock(millis(0))
    const hub = new FeedHub(['system.logs'], { clock })
    /** A window, and what it sees; `leave` is its connection breaking. */
    const open = () => {
      const [server, client] = linkPair((task) => void clock.after(0, task))
      const state = { rows: [] as readonly LogRow[] }
      hub.attach(server)
      follow(client, 'system.logs', '', {
        onChange: (all) => {
          state.rows = [...all.values()]
        },
      })
      return { state, leave: () => client.close() }
    }
    const settle = (): void => {
      clock.advance(500)
    }
    return { hub, open, settle }
  }

  it('keeps order, and a window that comes back has each line once', () => {
    const { hub, open, settle } = setUp()
    for (let index = 0; index < 10; index += 1) hub.publish('system.logs', row(index))
    const first = open()
    settle()
    hub.publish('system.logs', row(10))
    settle()
    expect(first.state.rows.map(({ at }) => at)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    first.leave()
    hub.publish('system.logs', row(11))
    // A line that is told twice is the same line.
    hub.publish('system.logs', row(11))
    const second = open()
    settle()
    expect(second.state.rows.map(({ at }) => at)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
  })

  it('keeps the newest, here and in the window', () => {
    const { hub, open, settle } = setUp()
    const { state } = open()
    for (let index = 0; index < LOGS_KEPT + 300; index += 1) hub.publish('system.logs', row(index))
    settle()
    for (const rows of [hub.rows('system.logs'), state.rows]) {
      expect(rows).toHaveLength(LOGS_KEPT)
      expect([rows[0]?.at, rows.at(-1)?.at]).toEqual([300, LOGS_KEPT + 299])
    }
  })
})
