import { describe, expect, it } from 'vitest'
import { parseConfig } from '../../core/contract/index.ts'
import { PEERS } from '../../core/services/runtime/index.ts'
import { FakeProcess, fakeChannel } from '../testing/fake-electron.ts'
import { ProcessSupervisor, type SupervisorOptions } from './supervisor.ts'

interface Timer {
  readonly ms: number
  readonly task: () => void
  cancelled: boolean
}

function setUp(firstWord?: SupervisorOptions['firstWord']) {
  const forked: { service: string; process: FakeProcess }[] = []
  const timers: Timer[] = []
  const states: string[] = []
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
    newChannel: fakeChannel,
    now: () => 1_000,
    after: (ms, task) => {
      const timer: Timer = { ms, task, cancelled: false }
      timers.push(timer)
      return () => {
        timer.cancelled = true
      }
    },
    ...(firstWord === undefined ? {} : { firstWord }),
    onState: (service, state) => states.push(`${service} ${state}`),
  })
  const latest = (service: string): FakeProcess => {
    const found = forked.findLast((one) => one.service === service)
    if (found === undefined) throw new Error(`${service} was not started`)
    return found.process
  }
  return { supervisor, forked, timers, states, latest }
}

const peersOf = (process: FakeProcess): (string | undefined)[] =>
  process.received.filter(({ message }) => message.type === 'peer').map(({ message }) => message.name)

describe('the process supervisor', () => {
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

  it('restarts what crashed, later each time, and joins it to its peers again', () => {
    const { supervisor, timers, states, latest } = setUp()
    supervisor.start()
    const strategyBefore = peersOf(latest('strategy')).length
    latest('feed').end(139)
    expect(states).toContain('feed restarting')
    timers[0]?.task()
    expect(peersOf(latest('feed')).sort()).toEqual(['recorder', 'strategy', 'trader'])
    expect(peersOf(latest('strategy'))).toHaveLength(strategyBefore + 1)
    latest('feed').end(1)
    expect(timers.map((timer) => timer.ms)).toEqual([250, 500])
  })

  it('leaves down what keeps crashing', () => {
    const { supervisor, timers, states, latest } = setUp()
    supervisor.start()
    for (let round = 0; round < 9; round += 1) {
      latest('feed').end(1)
      timers[round]?.task()
    }
    expect(timers.map((timer) => timer.ms)).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000])
    expect(states.at(-1)).toBe('feed failed')
  })

  it('tells an end that was asked for from a crash', async () => {
    const { supervisor, forked, timers, states } = setUp()
    supervisor.start()
    const stopped = supervisor.stop()
    for (const { process } of forked) {
      expect(process.received.at(-1)?.message.type).toBe('stop')
      process.end(0)
    }
    await stopped
    expect(states.filter((state) => state.endsWith('stopped'))).toHaveLength(5)
    expect(states.some((state) => state.endsWith('restarting'))).toBe(false)
    expect(timers.every((timer) => timer.cancelled)).toBe(true)
  })

  it('kills what does not end when asked', async () => {
    const { supervisor, forked, timers } = setUp()
    supervisor.start()
    const stopped = supervisor.stop()
    timers.at(-1)?.task()
    await stopped
    expect(forked.every(({ process }) => process.killed)).toBe(true)
  })

  it('refuses a client while the service is down', () => {
    const { supervisor, latest } = setUp()
    supervisor.start()
    expect(supervisor.handClient('trader', fakeChannel().port1)).toBe(true)
    latest('trader').end(1)
    expect(supervisor.handClient('trader', fakeChannel().port1)).toBe(false)
  })

  it('starts a service that is asked for, hands it its first word, joins it to its peers, and ends it when asked', async () => {
    const { supervisor, states, latest } = setUp((service) => (service === 'trader-live' ? { type: 'stop' } : undefined))
    supervisor.start()
    expect(supervisor.handClient('trader-live', fakeChannel().port1)).toBe(false)
    const started = supervisor.startService('trader-live')
    const process = latest('trader-live')
    expect(process.received.slice(0, 2).map(({ message }) => message.type)).toEqual(['boot', 'stop'])
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

  it('brings back one that crashed, but not one whose first start failed', async () => {
    const { supervisor, timers, states, latest } = setUp()
    supervisor.start()
    const started = supervisor.startService('trader-live')
    latest('trader-live').say({ type: 'failed', message: 'no keys' })
    latest('trader-live').end(1)
    await expect(started).rejects.toThrow('no keys')
    expect([timers.length, states.at(-1)]).toEqual([0, 'trader-live stopped'])
    const again = supervisor.startService('trader-live')
    latest('trader-live').say({ type: 'ready' })
    await again
    latest('trader-live').end(139)
    expect(states.at(-1)).toBe('trader-live restarting')
    timers[0]?.task()
    expect(peersOf(latest('trader-live')).sort()).toEqual(['feed', 'recorder', 'strategy'])
  })
})
