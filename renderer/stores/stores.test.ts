import { describe, expect, it, vi } from 'vitest'
import { createFakeBackend } from '../dev/fake-backend.ts'
import { ManualClock } from '../dev/manual-clock.ts'
import { seeded } from '../dev/random.ts'
import { EngineClient } from '../engine-client/index.ts'
import { approve } from '../panels/signals/approve-press.ts'
import {
  type Caches,
  createTerminal,
  DEFAULT_SETTINGS,
  draftFor,
  fillTicket,
  followCaches,
  instrumentOf,
  listOf,
  parseSettings,
} from './index.ts'

function setUp() {
  const clock = new ManualClock()
  const backend = createFakeBackend({ clock, random: seeded(1) })
  const client = new EngineClient(backend.transport, clock)
  const kept = new Map<string, string>()
  let ids = 0
  const terminal = createTerminal({
    client,
    clock,
    storage: { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value) },
    newId: () => {
      ids += 1
      return `cmd-${String(ids)}`
    },
    elapsed: () => clock.now(),
  })
  client.start()
  return { clock, backend, client, terminal, kept }
}

describe('the stores of a window over scripted services', () => {
  it('learns the instruments with their decimals and selects the first', async () => {
    const { clock, terminal, kept } = setUp()
    await clock.advance(50)
    const { instruments, status } = terminal.reference.getState()
    expect(instruments.get('demo:BTC/USDT')).toMatchObject({ priceDecimals: 2, sizeDecimals: 5 })
    expect(status?.source).toBe('demo market')
    expect(instrumentOf(terminal.links.getState(), 1)).toBe('demo:BTC/USDT')
    expect(kept.get('sentinel.links')).toContain('demo:BTC/USDT')
  })

  it('keeps a row identical until it changes, so that nothing else is drawn again', async () => {
    const { clock, backend, terminal } = setUp()
    terminal.topics.hold('trading.signals')
    const store = terminal.topics.store('trading.signals')
    const one = backend.trader.propose(0)
    const two = backend.trader.propose(1)
    await clock.advance(100)
    const before = store.getState().rows.get(one.id)
    backend.trader.end(two, 'REJECTED', 'no')
    await clock.advance(100)
    expect(store.getState().rows.get(two.id)?.state).toBe('REJECTED')
    expect(store.getState().rows.get(one.id)).toBe(before)
    expect(listOf(store.getState())).toBe(listOf(store.getState()))
  })

  it('filters by instrument', async () => {
    const { clock, backend, terminal } = setUp()
    terminal.topics.hold('market.trades', 'demo:ETH/USDT')
    for (let step = 0; step < 20; step += 1) backend.step()
    await clock.advance(100)
    const rows = listOf(terminal.topics.store('market.trades', 'demo:ETH/USDT').getState())
    expect(rows.length).toBeGreaterThan(0)
    expect(new Set(rows.map(({ instrument }) => instrument))).toEqual(new Set(['demo:ETH/USDT']))
  })

  it('keeps the last rows and says so when cut, then heals by itself', async () => {
    const { clock, backend, client, terminal } = setUp()
    terminal.topics.hold('trading.signals')
    const store = terminal.topics.store('trading.signals')
    const first = backend.trader.propose(0)
    await clock.advance(100)
    backend.transport.cut()
    expect(store.getState()).toMatchObject({ phase: 'disconnected' })
    expect(store.getState().rows.has(first.id)).toBe(true)
    const second = backend.trader.propose(1)
    client.retry()
    await clock.advance(100)
    expect(store.getState().phase).toBe('ready')
    expect([...store.getState().rows.keys()]).toEqual([first.id, second.id])
  })

  it('ends a subscription that nobody looks at, and not one that is looked at again in time', async () => {
    const { clock, backend, terminal } = setUp()
    const release = terminal.topics.hold('trading.fills')
    await clock.advance(10)
    release()
    await clock.advance(2_000)
    const again = terminal.topics.hold('trading.fills')
    await clock.advance(5_000)
    expect(backend.hub.wanted('trading.fills', '')).toBe(true)
    again()
    await clock.advance(4_000)
    expect(backend.hub.wanted('trading.fills', '')).toBe(false)
  })

  it('approves a signal by command and shows the answer and the time it took', async () => {
    const { clock, backend, terminal } = setUp()
    const signal = backend.trader.propose(0)
    await clock.advance(50)
    const answer = terminal.commands.send({ type: 'ApproveSignal', signalId: signal.id }, 'Approve signal')
    await clock.advance(50)
    await expect(answer).resolves.toMatchObject({ ok: true })
    expect(backend.hub.rows('trading.fills')).toHaveLength(1)
    expect(terminal.toasts.store.getState().toasts.at(-1)).toMatchObject({ tone: 'ok', title: 'Approve signal' })
    expect(terminal.commands.stats.getState()).toMatchObject({ inFlight: 0, lastAck: expect.any(Number) as number })
  })

  it('says with an approval which ask was before the eyes, and never that of another signal', async () => {
    const { clock, backend, terminal } = setUp()
    const sent = vi.spyOn(terminal.commands, 'send')
    const signal = backend.trader.propose(0)
    await clock.advance(50)
    approve(terminal, signal.id)
    terminal.workspace.setState({ seen: { signalId: signal.id, ask: '97412.36' } })
    approve(terminal, 'another')
    approve(terminal, signal.id, { quantity: '0.5', stop: '' })
    expect(sent.mock.calls.map(([draft]) => draft)).toEqual([
      { type: 'ApproveSignal', signalId: signal.id },
      { type: 'ApproveSignal', signalId: 'another' },
      { type: 'ApproveSignal', signalId: signal.id, quantity: '0.5', seen: '97412.36' },
    ])
    await clock.advance(50)
  })

  it('says why a command was refused, with field, value and remedy', async () => {
    const { clock, terminal } = setUp()
    await clock.advance(50)
    const order = {
      type: 'SubmitOrder',
      instrument: 'demo:BTC/USDT',
      side: 'buy',
      orderType: 'market',
      quantity: 'much',
    } as const
    const answer = terminal.commands.send(order, 'Buy')
    await clock.advance(50)
    await expect(answer).resolves.toMatchObject({ ok: false })
    expect(terminal.toasts.store.getState().toasts.at(-1)?.text).toContain('quantity: "much"')
  })

  it('sends the same id again when asked again after a lost answer, so that it is carried out once', async () => {
    const { clock, backend, client, terminal } = setUp()
    await clock.advance(50)
    const order = {
      type: 'SubmitOrder',
      instrument: 'demo:BTC/USDT',
      side: 'buy',
      orderType: 'market',
      quantity: '0.01',
    } as const
    const publish = backend.hub.publish.bind(backend.hub)
    backend.hub.publish = (topic, row) => {
      publish(topic, row)
      if (topic === 'trading.fills') backend.transport.cut()
    }
    const lost = terminal.commands.send(order, 'Buy')
    await clock.advance(500)
    await expect(lost).resolves.toBeUndefined()
    const toast = terminal.toasts.store.getState().toasts.at(-1)
    expect(toast).toMatchObject({ tone: 'error', title: 'Buy: no answer' })
    client.retry()
    await clock.advance(50)
    toast?.action?.run()
    await clock.advance(50)
    expect(backend.hub.rows('trading.fills')).toHaveLength(1)
  })

  it('shows no amount in the ticket when another instrument is selected', async () => {
    const { clock, terminal } = setUp()
    await clock.advance(50)
    fillTicket(terminal.workspace, 'demo:BTC/USDT', { side: 'sell', price: '97000', quantity: '1' })
    const { ticket } = terminal.workspace.getState()
    expect(draftFor(ticket, 'demo:BTC/USDT')).toMatchObject({ side: 'sell', price: '97000', quantity: '1' })
    expect(draftFor(ticket, 'demo:ETH/USDT')).toMatchObject({ side: 'sell', price: '', quantity: '' })
  })
})

describe('the memories of the services', () => {
  it('are read at once and every five seconds, one round at a time, and not while disconnected', async () => {
    const { clock, backend, client, terminal } = setUp()
    const seen: Caches[] = []
    await clock.advance(50)
    const end = followCaches(terminal, (caches) => seen.push(caches))
    await clock.advance(50)
    expect(seen).toHaveLength(1)
    expect(seen[0]?.feed?.map(({ tier }) => tier)).toEqual(['price', 'book'])
    expect(seen[0]?.strategy).toEqual([])
    await clock.advance(5_000)
    expect(seen).toHaveLength(2)
    backend.transport.cut()
    const known = seen.length
    await clock.advance(100)
    expect(seen).toHaveLength(known)
    client.retry()
    await clock.advance(100)
    expect(seen).toHaveLength(known + 1)
    end()
    await clock.advance(20_000)
    expect(seen).toHaveLength(known + 1)
  })

  it('names a service that does not answer, and shows the others', async () => {
    const { clock, client, terminal } = setUp()
    await clock.advance(50)
    const refused = vi.fn(() => Promise.reject(new Error('down')))
    Object.assign(client.api, { recorder: { ...client.api.recorder, cache: refused } })
    const seen: Caches[] = []
    const end = followCaches(terminal, (caches) => seen.push(caches))
    await clock.advance(50)
    end()
    expect(refused).toHaveBeenCalledOnce()
    expect(seen.at(-1)?.recorder).toBeNull()
    expect(seen.at(-1)?.feed).toHaveLength(2)
  })
})

describe('settings', () => {
  it('survives what is not its own', () => {
    for (const text of [null, 'no json', '[]', '5', '{"theme":"pink","zone":3}'])
      expect(parseSettings(text)).toEqual(DEFAULT_SETTINGS)
    expect(parseSettings('{"theme":"light","zone":"local"}')).toMatchObject({ theme: 'light', zone: 'local' })
  })
})
