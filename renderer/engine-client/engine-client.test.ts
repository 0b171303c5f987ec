import { describe, expect, it } from 'vitest'
import { CallLost, exposeApi, FeedHub, type Link, type SocketMux, socketMux, type TopicRows } from '../../core/contract/index.ts'
import { ManualClock } from '../dev/manual-clock.ts'
import { backoff, EngineClient, type SocketLike, openersToken, SocketTransport, takeToken } from './index.ts'

type Listener = (event: { readonly data: unknown }) => void

/** A socket joined to a server that lives in the test. */
class FakeSocket implements SocketLike {
  readonly protocol: string
  readonly #listeners = new Map<string, Listener[]>()
  onSend: (text: string) => void = () => undefined

  constructor(protocol: string) {
    this.protocol = protocol
  }

  addEventListener(type: string, listener: Listener): void {
    this.#listeners.set(type, [...(this.#listeners.get(type) ?? []), listener])
  }

  fire(type: 'open' | 'close' | 'message', data: unknown = ''): void {
    for (const listener of this.#listeners.get(type) ?? []) listener({ data })
  }

  send(text: string): void {
    this.onSend(text)
  }

  close(): void {
    this.fire('close')
  }
}

function serverFor(clock: ManualClock) {
  const hub = new FeedHub(['trading.orders', 'trading.equity'], { clock })
  const sockets: FakeSocket[] = []
  let mux: SocketMux | undefined
  return {
    hub,
    sockets,
    accept(): FakeSocket {
      const socket = sockets.at(-1)
      if (socket === undefined) throw new Error('no socket was opened')
      const server = socketMux((text) => {
        clock.after(0, () => {
          socket.fire('message', text)
        })
      })
      mux = server
      socket.onSend = (text) => {
        clock.after(0, () => {
          server.receive(text)
        })
      }
      const trader: Link = server.link('trader')
      hub.attach(trader)
      exposeApi({ command: (command: unknown) => Promise.resolve({ ok: true, echo: command }) }, trader)
      socket.fire('open')
      return socket
    },
    drop(socket: FakeSocket): void {
      mux?.closed()
      socket.fire('close')
    },
  }
}

function setUp() {
  const clock = new ManualClock()
  const server = serverFor(clock)
  const transport = new SocketTransport({
    token: () => 'secret',
    clock,
    random: () => 0,
    open: (protocol) => {
      const socket = new FakeSocket(protocol)
      server.sockets.push(socket)
      return socket
    },
  })
  const client = new EngineClient(transport, clock)
  client.start()
  return { clock, server, client }
}

const equity = (at: number): TopicRows['trading.equity'] => ({ at, equity: String(at) })

describe('EngineClient over a socket', () => {
  it('offers the token as subprotocol and never in the address', () => {
    const { server } = setUp()
    expect(server.sockets.map(({ protocol }) => protocol)).toEqual(['sentinel.secret'])
  })

  it('refuses calls at once while there is no connection, saying that nothing was sent', async () => {
    const { client } = setUp()
    const call = client.api.trader.command({}, 'user')
    await expect(call).rejects.toThrow(CallLost)
    await expect(call).rejects.toThrow('nothing was sent')
  })

  it('answers calls once connected', async () => {
    const { clock, server, client } = setUp()
    server.accept()
    const call = client.api.trader.command({ type: 'Kill' }, 'user')
    await clock.advance(5)
    await expect(call).resolves.toMatchObject({ ok: true, echo: { type: 'Kill' } })
  })

  it('settles a call in flight when the connection goes', async () => {
    const { clock, server, client } = setUp()
    const socket = server.accept()
    const call = client.api.trader.command({}, 'user')
    server.drop(socket)
    await expect(call).rejects.toThrow(CallLost)
    await clock.advance(1)
  })

  it('comes back with growing pauses and has every subscription again, without a hole', async () => {
    const { clock, server, client } = setUp()
    const first = server.accept()
    const seen: number[] = []
    let lost = 0
    client.follow('trading.equity', '', {
      onChange: (rows) => {
        seen.splice(0, seen.length, ...[...rows.values()].map(({ at }) => at))
      },
      onLost: () => {
        lost += 1
      },
    })
    server.hub.publish('trading.equity', equity(1))
    await clock.advance(100)
    expect(seen).toEqual([1])

    server.drop(first)
    expect(lost).toBe(1)
    expect(client.connection.getState()).toMatchObject({ phase: 'disconnected', attempt: 1, services: [] })
    server.hub.publish('trading.equity', equity(2))
    await clock.advance(249)
    expect(server.sockets).toHaveLength(1)
    await clock.advance(1)
    expect(server.sockets).toHaveLength(2)

    server.sockets.at(-1)?.fire('close')
    expect(client.connection.getState().attempt).toBe(2)
    await clock.advance(500)
    expect(server.sockets).toHaveLength(3)

    server.accept()
    await clock.advance(100)
    expect(seen).toEqual([1, 2])
    expect(client.connection.getState()).toMatchObject({ phase: 'connected', attempt: 0, epoch: 2 })
    server.hub.publish('trading.equity', equity(3))
    await clock.advance(100)
    expect(seen).toEqual([1, 2, 3])
  })

  it('does not ask again for what was given up while away', async () => {
    const { clock, server, client } = setUp()
    const stop = client.follow('trading.equity', '', { onChange: () => undefined, onLost: () => undefined })
    stop()
    server.accept()
    await clock.advance(100)
    expect(server.hub.wanted('trading.equity', '')).toBe(false)
  })

  it('tries at once when asked to', async () => {
    const { clock, server, client } = setUp()
    server.drop(server.accept())
    client.retry()
    expect(server.sockets).toHaveLength(2)
    await clock.advance(10_000)
    expect(server.sockets).toHaveLength(2)
  })
})

describe('backoff', () => {
  it('doubles to five seconds and takes off a third at most', () => {
    expect([1, 2, 3, 6, 40].map((attempt) => backoff(attempt, 0))).toEqual([250, 500, 1_000, 5_000, 5_000])
    expect(backoff(6, 0.999)).toBeGreaterThan(3_300)
  })
})

describe('takeToken', () => {
  const place = (hash: string, kept: Map<string, string>) => {
    let cleared = 0
    const token = takeToken({
      hash,
      storage: { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value) },
      clearHash: () => {
        cleared += 1
      },
    })
    return { token, cleared }
  }

  it('takes it from the fragment, keeps it for the tab and clears the address', () => {
    const kept = new Map<string, string>()
    expect(place('#token=abc', kept)).toEqual({ token: 'abc', cleared: 1 })
    expect(place('', kept)).toEqual({ token: 'abc', cleared: 0 })
    expect(place('#token=new', kept)).toEqual({ token: 'new', cleared: 1 })
  })

  it('knows none when none was given', () => {
    expect(place('', new Map())).toEqual({ token: undefined, cleared: 0 })
  })
})

describe('openersToken', () => {
  it('is the newest that the opening window was given, and none of a stranger', () => {
    expect(openersToken({ sessionStorage: { 'sentinel.token': 'newer' } })).toBe('newer')
    expect(openersToken({ sessionStorage: {} })).toBeUndefined()
    expect(openersToken(null)).toBeUndefined()
    const stranger = Object.defineProperty({}, 'sessionStorage', {
      get: () => {
        throw new Error('blocked')
      },
    })
    expect(openersToken(stranger)).toBeUndefined()
  })
})
