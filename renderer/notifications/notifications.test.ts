import { describe, expect, it } from 'vitest'
import type { AlertRow, SignalRow } from '../../core/contract/index.ts'
import { createFakeBackend } from '../dev/fake-backend.ts'
import { ManualClock } from '../dev/manual-clock.ts'
import { seeded } from '../dev/random.ts'
import { EngineClient } from '../engine-client/index.ts'
import { acknowledge, createTerminal, DEFAULT_NOTICES } from '../stores/index.ts'
import { AlarmPlan, leadership, type Locks, startNotifier } from './index.ts'

const signal = (id: string, createdAt: number, change: Partial<SignalRow> = {}): SignalRow =>
  ({ id, state: 'PENDING', mode: 'manual', action: 'buy', createdAt, expiresAt: createdAt + 100, ...change }) as SignalRow
const critical = (id: string, at: number): AlertRow => ({ id, at, severity: 'critical', source: 'trader', message: 'halted' })

/** The alarms of looks at these times, as words. */
function looks(plan: AlarmPlan, rows: (at: number) => readonly SignalRow[], times: readonly number[]): string[] {
  return times.map((at) => {
    const { due, ended } = plan.look({ signals: rows(at), alerts: [], isAcknowledged: () => false }, at)
    return [...due.map(({ kind, id }) => `${kind} ${id}`), ...ended.map((id) => `end ${id}`)].join(', ')
  })
}

describe('the plan of alarms', () => {
  it('calls a signal at its creation, at half and at 80 percent of its time, once each, and then ends', () => {
    const told = looks(
      new AlarmPlan(0),
      () => [signal('s', 1_000)],
      [1_000, 1_001, 1_049, 1_050, 1_051, 1_079, 1_080, 1_099, 1_100, 1_101],
    )
    expect(told).toEqual(['created s', '', '', 'half s', '', '', 'late s', '', 'end s', ''])
  })

  it.each(['APPROVED', 'REJECTED', 'EXPIRED', 'WITHDRAWN', 'SUPERSEDED', 'BLOCKED'] as const)('ends when it is %s', (state) => {
    const told = looks(new AlarmPlan(0), (at) => [signal('s', 1_000, at > 1_010 ? { state } : {})], [1_000, 1_011, 1_050, 1_080])
    expect(told).toEqual(['created s', 'end s', '', ''])
  })

  it('does not call again what was there before the page, but what comes due after', () => {
    const told = looks(new AlarmPlan(1_060), () => [signal('s', 1_000)], [1_061, 1_080])
    expect(told).toEqual(['', 'late s'])
  })

  it('calls only the newest stage after a pause', () => {
    expect(looks(new AlarmPlan(0), () => [signal('s', 1_000)], [1_085, 1_086])).toEqual(['late s', ''])
  })

  it('hurries nobody for an advisory signal', () => {
    expect(looks(new AlarmPlan(0), () => [signal('s', 1_000, { mode: 'advisory' })], [1_000, 1_050, 1_090])).toEqual([
      'created s',
      '',
      '',
    ])
  })

  it('rings once for a critical alert that is newer than the page, until it is acknowledged', () => {
    const plan = new AlarmPlan(100)
    const look = (acknowledged: boolean) =>
      plan.look({ signals: [], alerts: [critical('old', 99), critical('new', 100)], isAcknowledged: () => acknowledged }, 200)
    expect(look(false)).toEqual({ due: [{ kind: 'critical', id: 'new' }], ended: [] })
    expect(look(false)).toEqual({ due: [], ended: [] })
    expect(look(true)).toEqual({ due: [], ended: ['new'] })
  })
})

/** Locks as a browser gives them: to one at a time, in the order of the questions. */
class FakeLocks implements Locks {
  #tail: Promise<void> = Promise.resolve()

  request(_name: string, hold: () => Promise<void>): Promise<void> {
    this.#tail = this.#tail.then(hold)
    return this.#tail
  }
}

const turn = async (): Promise<void> => {
  for (let step = 0; step < 10; step += 1) await Promise.resolve()
}

describe('leadership', () => {
  it('is with one window at a time and goes to the next when that one goes', async () => {
    const locks = new FakeLocks()
    const windows = [leadership(locks, 'noise'), leadership(locks, 'noise'), leadership(locks, 'noise')]
    const leading = (): boolean[] => windows.map((one) => one.leading())
    await turn()
    expect(leading()).toEqual([true, false, false])
    windows[1]?.resign()
    windows[0]?.resign()
    await turn()
    expect(leading()).toEqual([false, false, true])
  })

  it('is with everybody where the browser has no locks', () => {
    expect(leadership(undefined, 'noise').leading()).toBe(true)
  })
})

function setUp(leading: () => boolean = () => true) {
  const clock = new ManualClock()
  const backend = createFakeBackend({ clock, random: seeded(1) })
  const client = new EngineClient(backend.transport, clock)
  const terminal = createTerminal({
    client,
    clock,
    storage: { getItem: () => null, setItem: () => undefined },
    newId: () => 'id',
    elapsed: () => clock.now(),
  })
  terminal.settings.setState({ notices: { ...DEFAULT_NOTICES, desktop: true } })
  client.start()
  const said: string[] = []
  const notifier = startNotifier({
    terminal,
    leading,
    devices: {
      play: (kind, volume) => said.push(`${kind} at ${String(volume)}`),
      show: (_, { title }) => said.push(title),
      close: () => said.push('closed'),
      open: () => undefined,
    },
  })
  return { clock, backend, terminal, notifier, said }
}

describe('the notifier', () => {
  it('sounds and tells of a new signal, twice more as its time runs out, and stops when it lapses', async () => {
    const { clock, backend, notifier, said } = setUp()
    await clock.advance(1_000)
    const proposed = backend.trader.propose(0, 20_000)
    await clock.advance(1_000)
    expect(said).toEqual(['created at 60', expect.stringContaining('New signal')])
    expect(notifier.ringing.getState().alarms.map(({ alarm }) => alarm.kind)).toEqual(['created'])
    await clock.advance(10_000)
    expect(said.slice(2)).toEqual(['half at 60', expect.stringContaining('Half the time')])
    await clock.advance(6_000)
    expect(said.slice(4)).toEqual(['late at 60', expect.stringContaining('Decide soon')])
    backend.trader.end(proposed, 'EXPIRED', '')
    await clock.advance(1_000)
    expect(said.slice(6)).toEqual(['closed'])
    expect(notifier.ringing.getState().alarms).toEqual([])
    notifier.stop()
  })

  it('is silent in a window that does not lead, and knows its alarms all the same', async () => {
    let leads = false
    const { clock, backend, notifier, said } = setUp(() => leads)
    await clock.advance(1_000)
    backend.trader.propose(0, 20_000)
    await clock.advance(1_000)
    expect(said).toEqual([])
    expect(notifier.ringing.getState().alarms).toHaveLength(1)
    leads = true
    await clock.advance(10_000)
    expect(said[0]).toBe('half at 60')
  })

  it('makes one sound, the most urgent, for many alarms at once, and none when switched off', async () => {
    const { clock, backend, terminal, said } = setUp()
    await clock.advance(1_000)
    terminal.settings.setState({ notices: { ...DEFAULT_NOTICES, desktop: false } })
    backend.trader.propose(0, 20_000)
    backend.hub.publish('system.alerts', critical('c', clock.now() + 1))
    await clock.advance(1_000)
    expect(said.filter((words) => words.endsWith('at 60'))).toContain('critical at 60')
    acknowledge(terminal.alertMarks, 'c')
    expect(said.at(-1)).toBe('closed')
    terminal.settings.setState({ notices: { ...DEFAULT_NOTICES, sound: false } })
    const before = said.length
    backend.trader.propose(1, 20_000)
    await clock.advance(1_000)
    expect(said).toHaveLength(before)
  })
})
