import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocket, WebSocketServer } from 'ws'
import { type BookChange, type MarketSpec, VenueMarket } from './market.ts'
import type { VenueChannel, VenueProtocol, VenueSession } from './protocol.ts'

/** lost: the change happens and nobody is told. corrupt: it is told wrongly. */
export type BookFault = 'lost' | 'corrupt'

export interface VenueServer {
  readonly origin: string
  /** Paths of all requests and socket openings, the venue's host first. */
  readonly paths: readonly string[]
  /** Streams subscribed and unsubscribed (`-` before) over all sockets, in the venue's own spelling, in order. */
  readonly subscribed: readonly string[]
  /** Messages of the clients. */
  readonly received: readonly string[]
  market(symbol: string): VenueMarket
  /** One change of a book, and its message to whoever subscribed. A fault touches the best level. */
  step(symbol: string, fault?: BookFault): void
  trade(symbol: string): void
  ticker(symbol: string): void
  /** Sends a text to the sockets that subscribed to the stream. */
  send(stream: string, text: string): void
  /** Breaks every socket without a closing handshake. */
  cutSockets(): void
  /** Stops talking and listening on the sockets that are open now, and leaves them open. */
  stall(): void
  openSockets(): number
  /** Protocol-level pongs of the clients. */
  pongs(): number
  /** The venue has never heard of the symbol from now on; null to end that. It stays in the list of markets. */
  refuse(symbol: string | null): void
  /** Messages of clients that contain this get no answer and change nothing; null to end that. */
  ignore(part: string | null): void
  /** The next `count` REST replies are failures: 503 unless told. */
  failNext(count: number, as?: RestFailure): void
  close(): Promise<void>
}

export interface RestFailure {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
}

export interface VenueServerOptions {
  readonly now: () => number
  readonly seed?: number
  /** Time between the venue's own signs of life, ms; none when absent. */
  readonly beatEvery?: number
}

class Session implements VenueSession {
  readonly path: string
  readonly socket: WebSocket
  stalled = false
  private readonly host: Host
  private readonly streams = new Set<string>()
  private readonly counts = new Map<string, number>()

  constructor(socket: WebSocket, path: string, host: Host) {
    this.socket = socket
    this.path = path
    this.host = host
  }

  send(text: string): void {
    if (!this.stalled && this.socket.readyState === WebSocket.OPEN) this.socket.send(text)
  }

  subscribe(stream: string): void {
    this.host.subscribed.push(stream)
    this.streams.add(stream)
  }

  unsubscribe(stream: string): void {
    this.host.subscribed.push(`-${stream}`)
    this.streams.delete(stream)
  }

  has(stream: string): boolean {
    return this.streams.has(stream)
  }

  count(name: string): number {
    const next = this.counts.get(name) ?? 0
    this.counts.set(name, next + 1)
    return next
  }

  market(venueSymbol: string, kind?: MarketSpec['kind']): VenueMarket | undefined {
    const known = this.host.markets.filter(({ spec }) => spec.symbol !== this.host.refused)
    return known.find(({ spec }) => spec.venueSymbol === venueSymbol && spec.kind === kind)
  }

  now(): number {
    return this.host.now()
  }
}

interface Host {
  readonly markets: readonly VenueMarket[]
  readonly subscribed: string[]
  readonly now: () => number
  refused: string | null
}

/** The same change with another size at its first bid. */
const corrupted = ({ bids, asks }: BookChange): BookChange => ({
  bids: bids.map(([price, size], index) => (index === 0 ? [price, size.replace(/^\d+/, '77')] : [price, size])),
  asks,
})

/** Serves one venue's protocol on loopback; the venue's host is the first part of every path, as with an endpoint override. */
export async function startVenueServer(protocol: VenueProtocol, options: VenueServerOptions): Promise<VenueServer> {
  const paths: string[] = []
  const received: string[] = []
  const sessions = new Set<Session>()
  const host: Host = {
    markets: protocol.markets.map((spec, index) => new VenueMarket(spec, (options.seed ?? 1) + index)),
    subscribed: [],
    now: options.now,
    refused: null,
  }
  let failures = 0
  let failure: RestFailure = { status: 503 }
  let pongs = 0
  let ignored: string | null = null
  const http = createServer((request, response) => {
    const address = request.url ?? '/'
    paths.push(address)
    response.setHeader('content-type', 'application/json')
    const { pathname, searchParams } = new URL(address, 'http://127.0.0.1')
    const path = pathname.replace(/^\/[^/]+/, '')
    if (failures > 0) {
      failures -= 1
      response.writeHead(failure.status, failure.headers)
      response.end('{"code":-1001,"msg":"Internal error"}')
      return
    }
    const call = { path, query: searchParams, markets: host.markets, now: options.now() }
    const text = protocol.rest(call)
    response.writeHead(text === undefined ? 404 : 200, text === undefined ? {} : protocol.headers?.(call))
    response.end(text ?? '{"msg":"no such thing"}')
  })
  const sockets = new WebSocketServer({ server: http })
  sockets.on('connection', (socket, request) => {
    const address = request.url ?? '/'
    paths.push(address)
    const session = new Session(socket, address.replace(/^\/[^/]+/, ''), host)
    sessions.add(session)
    socket.on('close', () => sessions.delete(session))
    socket.on('pong', () => {
      pongs += 1
    })
    socket.on('message', (data: Buffer) => {
      if (session.stalled) return
      const text = data.toString()
      received.push(text)
      if (ignored !== null && text.includes(ignored)) return
      protocol.received(text, session)
    })
    protocol.opened?.(session)
    socket.ping()
  })
  const beating =
    options.beatEvery === undefined
      ? undefined
      : setInterval(() => {
          for (const session of sessions) {
            const text = protocol.beat?.(session)
            if (text !== undefined) session.send(text)
          }
        }, options.beatEvery)
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const { port } = http.address() as AddressInfo

  const market = (symbol: string): VenueMarket => {
    const found = host.markets.find(({ spec }) => spec.symbol === symbol)
    if (found === undefined) throw new Error(`this venue has no ${symbol}`)
    return found
  }
  const subscribers = (stream: string): Session[] => [...sessions].filter((session) => session.has(stream))
  const publish = (channel: VenueChannel, symbol: string, text: (session: Session) => string): void => {
    for (const session of subscribers(protocol.stream(channel, market(symbol)))) session.send(text(session))
  }
  return {
    origin: `http://127.0.0.1:${String(port)}`,
    paths,
    received,
    subscribed: host.subscribed,
    market,
    step: (symbol, fault) => {
      const of = market(symbol)
      const change = fault === undefined ? of.step() : of.touchBest()
      const told = fault === 'corrupt' ? corrupted(change) : change
      for (const session of subscribers(protocol.stream('book', of))) {
        // A lost one takes its number with it.
        const text = protocol.book(told, of, session)
        if (fault !== 'lost' && text !== undefined) session.send(text)
      }
    },
    trade: (symbol) => {
      const trade = market(symbol).deal(options.now())
      publish('trades', symbol, (session) => protocol.trade(trade, market(symbol), session))
    },
    ticker: (symbol) => {
      publish('ticker', symbol, (session) => protocol.ticker(market(symbol), session))
    },
    send: (stream, text) => {
      for (const session of subscribers(stream)) session.send(text)
    },
    cutSockets: () => {
      for (const { socket } of sessions) socket.terminate()
    },
    stall: () => {
      for (const session of sessions) session.stalled = true
    },
    openSockets: () => [...sessions].filter(({ socket }) => socket.readyState === WebSocket.OPEN).length,
    pongs: () => pongs,
    refuse: (symbol) => {
      host.refused = symbol
    },
    ignore: (part) => {
      ignored = part
    },
    failNext: (count, as = { status: 503 }) => {
      failures = count
      failure = as
    },
    close: async () => {
      clearInterval(beating)
      for (const socket of sockets.clients) socket.terminate()
      sockets.close()
      http.closeAllConnections()
      await new Promise((resolve) => http.close(resolve))
    },
  }
}
