import { describe, expect, it } from 'vitest'
import { parseConfig } from '../../core/contract/index.ts'
import { millis } from '../../core/domain/index.ts'
import { PEERS } from '../../core/services/runtime/index.ts'
import { FakeProcess, fakeChannel } from '../testing/fake-electron.ts'
import { ProcessSupervisor, type SupervisorOptions } from './supervisor.ts'

interface Timer {
  readonly ms: number
  readonly task: () => void
  cancelled: boolean
}

function setUp(options: Pick<SupervisorOptions, 'firstWord' | 'mayArm'> = {}) {
  const forked: { service: string; process: FakeProcess }[] = []
  const timers: Timer[] = []
  const [states, alerts, ended, killed]: [string[], string[], string[], FakeProcess[]] = [[], [], [], []]
  const lines: string[] = []
  const time = { now: 1_000, look: (): void => undefined }
  const supervisor = new ProcessSupervisor({
    config: {
      ...parseConfig({ exchanges: [{ id: 'binance', symbols: ['BTC/USDT'] }] }),
      dataDir: 'nowhere',
      environment: 'paper',
    },
    fork: (service) => {
      const process = new FakeProcess()
      forked.push({ service, process })
      return process
    },
    killOutright: (process) => {
      const found = forked.find((one) => one.process === process)?.process
      if (found === undefined) throw new Error('it was not started here')
      killed.push(found)
      found.end(9)
    },
    newChannel: fakeChannel,
    clock: {
      now: () => millis(time.now),
      after: (ms, task) => {
        const timer: Timer = { ms, task, cancelled: false }
        timers.push(timer)
        return () => {
          timer.cancelled = true
        }
      },
      every: (_ms, task) => {
        time.look = task
        return () => {
          time.look = () => undefined
        }
      },
    },
    ...options,
    onRow: ({ service, state }) => {
      if (states.at(-1) !== `${service} ${state}`) states.push(`${service} ${state}`)
    },
    onAlert: ({ severity, message }) => alerts.push(`${severity}: ${message}`),
    onLog: (service, { id, message }) => lines.push(`${service} ${id} ${message}`),
    onEnded: (service) => ended.push(service),
  })
  const latest = (service: string): FakeProcess => {
    const found = forked.findLast((one) => one.service === service)
    if (found === undefined) throw new Error(`${service} was not started`)
    return found.process
  }
  const due = (): Timer[] => timers.filter(({ cancelled }) => !cancelled)
  const ready = (): void => {
    for (const { process } of forked) process.say({ type: 'ready' })
  }
  return { supervisor, forked, timers, due, states, alerts, lines, ended, killed, latest, time, ready }
}

const peersOf = (process: FakeProcess): (string | undefined)[] =>
  process.received.filter(({ message }) => message.type === 'peer').map(({ message }) => message.name)
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

describe('the process supervisor', () => {
  it('passes on what a service writes under its name, of the process that is the service now alone', () => {
    const { supervisor, latest, lines, due } = setUp()
    supervisor.start()
    const line = (id: string) => ({ type: 'log' as const, line: { id, at: 1, level: 'info' as const, message: 'm', fields: {} } })
    const before = latest('feed')
    before.say(line('a-1'))
    before.end(1)
    for (const { task } of due()) task()
    before.say(line('a-2'))
    latest('feed').say(line('b-1'))
    expect(lines).toEqual(['feed a-1 m', 'feed b-1 m'])
  })

  it('boots each service once and joins every pair with the two ends of one channel', () => {
    const { supervisor, forked, latest } = setUp()
    supervisor.start()
    expect(forked.map((one) => one.service).sort()).toEqual(['feed', 'recorder', 'research', 'strategy', 'trader'])
    for (const { process } of forked) expect(process.received[0]?.message.type).toBe('boot')
    for (const [a, b] of PEERS.filter((pair) => !(pair as readonly string[]).includes('trader-live'))) {
      const one = latest(a).received.find(({ message }) => message.type === 'peer' && message.name === b)
      const two = latest(b).received.find(({ message }) => message.type === 'peer' && message.name === a)
      expect(one?.ports[0]).toBeDefined()
      expect(one?.ports[0]?.peer).toBe(two?.ports[0])
    }
  })

  it.each(['feed', 'recorder', 'trader', 'strategy', 'research'])(
    'restarts %s when it crashed, later each time, joins it to its peers again, and says so; the others go on',
    (service) => {
      const { supervisor, forked, due, states, alerts, ended, latest, ready } = setUp()
      supervisor.start()
      ready()
      const wanted = peersOf(latest(service)).sort()
      latest(service).end(139)
      expect(states.at(-1)).toBe(`${service} restarting`)
      expect([alerts, ended]).toEqual([[`critical: ${service} stopped unexpectedly and is being restarted`], [service]])
      expect(forked).toHaveLength(5)
      due()[0]?.task()
      expect(peersOf(latest(service)).sort()).toEqual(wanted)
      expect(forked.map((one) => one.service).slice(5)).toEqual([service])
      latest(service).end(1)
      expect(due().map((timer) => timer.ms)).toEqual([250, 500])
    },
  )

  it('leaves down what keeps crashing', () => {
    const { supervisor, timers, states, alerts, latest } = setUp()
    supervisor.start()
    for (let round = 0; round < 9; round += 1) {
      latest('feed').end(1)
      timers[round]?.task()
    }
    expect(timers.map((timer) => timer.ms)).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000])
    expect(states.at(-1)).toBe('feed failed')
    expect(alerts.at(-1)).toMatch(/feed keeps failing and is left down/)
  })

  it('ends a service that says nothing, outright when it does not react, and starts it again', () => {
    const { supervisor, due, killed, latest, time, ready, states } = setUp()
    supervisor.start()
    ready()
    time.now += 9_000
    for (const service of ['recorder', 'trader', 'strategy', 'research'])
      latest(service).say({ type: 'heartbeat', vitals: { loopLag: 1, memory: 2 } })
    time.look()
    expect(killed).toEqual([])
    const hung = latest('feed')
    hung.deaf = true
    time.now += 1_000
    time.look()
    expect([hung.killed, due().map(({ ms }) => ms)]).toEqual([true, [2_000]])
    due()[0]?.task()
    expect(killed).toEqual([hung])
    expect(states.at(-1)).toBe('feed restarting')
    expect(supervisor.rows().find(({ service }) => service === 'feed')?.error).toMatch(/said nothing for 10 s/)
  })

  it('passes on what services alert, and their vitals', () => {
    const { supervisor, alerts, latest } = setUp()
    supervisor.start()
    latest('recorder').say({
      type: 'alert',
      alert: { id: 'a', at: 1, severity: 'warning', source: 'recorder', message: 'the disk is slow' },
    })
    latest('recorder').say({ type: 'heartbeat', vitals: { loopLag: 3, memory: 7 } })
    expect(alerts).toEqual(['warning: the disk is slow'])
    expect(supervisor.rows().find(({ service }) => service === 'recorder')).toMatchObject({ loopLag: 3, memory: 7 })
  })

  it('tells an end that was asked for from a crash: sources first, each after the one before', async () => {
    const { supervisor, forked, due, states, alerts, latest } = setUp()
    supervisor.start()
    const stopped = supervisor.stop()
    for (const service of ['feed', 'strategy', 'research', 'trader', 'recorder']) {
      await turn()
      expect(forked.filter(({ process }) => process.received.at(-1)?.message.type === 'stop').at(-1)).toBeDefined()
      expect(latest(service).received.at(-1)?.message.type).toBe('stop')
      latest(service).end(0)
    }
    await stopped
    expect(states.filter((state) => state.endsWith('stopped'))).toHaveLength(5)
    expect([states.some((state) => state.endsWith('restarting')), alerts, due()]).toEqual([false, [], []])
  })

  it('kills what does not end when asked', async () => {
    const { supervisor, forked, due } = setUp()
    supervisor.start()
    const stopped = supervisor.stop()
    for (let round = 0; round < 5; round += 1) {
      await turn()
      due()
        .find(({ ms }) => ms === 10_000)
        ?.task()
    }
    await stopped
    expect(forked.every(({ process }) => process.killed)).toBe(true)
  })

  it('refuses a client while the service is down, and tells those that run that the machine slept', () => {
    const { supervisor, latest } = setUp()
    supervisor.start()
    expect(supervisor.handClient('trader', fakeChannel().port1)).toBe(true)
    supervisor.tellAll({ type: 'woken' })
    for (const service of ['feed', 'trader']) expect(latest(service).received.at(-1)?.message).toEqual({ type: 'woken' })
    latest('trader').end(1)
    expect(supervisor.handClient('trader', fakeChannel().port1)).toBe(false)
  })

  it('starts a service that is asked for, hands it its first word, joins it to its peers, and ends it when asked', async () => {
    const { supervisor, states, latest } = setUp({
      firstWord: (service) => Promise.resolve(service === 'trader-live' ? { type: 'stop' } : undefined),
    })
    supervisor.start()
    expect(supervisor.handClient('trader-live', fakeChannel().port1)).toBe(false)
    const started = supervisor.startService('trader-live')
    const process = latest('trader-live')
    await turn()
    expect(process.received[0]?.message.type).toBe('boot')
    expect(process.received.at(-1)?.message.type).toBe('stop')
    expect(peersOf(process).sort()).toEqual(['feed', 'recorder', 'strategy'])
    process.say({ type: 'ready' })
    await started
    expect(supervisor.handClient('trader-live', fakeChannel().port1, 'control')).toBe(true)
    expect(process.received.at(-1)?.message.type).toBe('control')
    const stopped = supervisor.stopService('trader-live')
    process.end(0)
    await stopped
    expect(states.slice(-3)).toEqual(['trader-live starting', 'trader-live running', 'trader-live stopped'])
  })

  it('gives up a start whose first word cannot be had', async () => {
    const { supervisor } = setUp({ firstWord: () => Promise.reject(new Error('the keychain is locked')) })
    await expect(supervisor.startService('trader-live')).rejects.toThrow('the keychain is locked')
  })

  it('brings back one that crashed, disarmed where another is armed, but not one whose first start failed', async () => {
    const { supervisor, due, states, latest } = setUp({ mayArm: (service) => service !== 'trader' })
    supervisor.start()
    expect(latest('trader').received[0]?.message).toMatchObject({ type: 'boot', mayArm: false })
    const started = supervisor.startService('trader-live')
    latest('trader-live').say({ type: 'failed', message: 'no keys' })
    await expect(started).rejects.toThrow('no keys')
    expect(states.at(-1)).toBe('trader-live stopped')
    const again = supervisor.startService('trader-live')
    latest('trader-live').say({ type: 'ready' })
    await again
    latest('trader-live').end(139)
    expect(states.at(-1)).toBe('trader-live restarting')
    due()
      .find(({ ms }) => ms === 250)
      ?.task()
    expect(peersOf(latest('trader-live')).sort()).toEqual(['feed', 'recorder', 'strategy'])
  })
})
