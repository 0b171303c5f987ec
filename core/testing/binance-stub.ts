import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocket, WebSocketServer } from 'ws'

const filters = (tickSize: string, stepSize: string) => [
  { filterType: 'PRICE_FILTER', minPrice: tickSize, maxPrice: '1000000.00000000', tickSize },
  { filterType: 'LOT_SIZE', minQty: stepSize, maxQty: '9000.00000000', stepSize },
  { filterType: 'NOTIONAL', minNotional: '5.00000000', applyMinToMarket: true },
]

const listing = (base: string, tickSize: string, stepSize: string) => ({
  symbol: `${base}USDT`,
  status: 'TRADING',
  baseAsset: base,
  baseAssetPrecision: 8,
  quoteAsset: 'USDT',
  quotePrecision: 8,
  quoteAssetPrecision: 8,
  orderTypes: ['LIMIT', 'MARKET'],
  isSpotTradingAllowed: true,
  isMarginTradingAllowed: false,
  filters: filters(tickSize, stepSize),
  permissions: ['SPOT'],
})

export interface BinanceStub {
  readonly origin: string
  /** Paths of all requests and socket openings. */
  readonly paths: readonly string[]
  /** Stream names subscribed over all sockets, in order. */
  readonly subscribed: readonly string[]
  /** Sends a text to the sockets that subscribed to the stream. */
  send(stream: string, text: string): void
  /** Breaks every socket without a closing handshake. */
  cutSockets(): void
  openSockets(): number
  /** The next `count` REST replies are failures: 503 unless told. */
  failNext(count: number, as?: { readonly status: number; readonly headers?: Readonly<Record<string, string>> }): void
  /** How far the stub's clock is ahead of this machine's, ms. */
  setClockOffset(offset: number): void
  close(): Promise<void>
}

/** The least of Binance's protocol that a market data client needs: two listings, depth, klines, SUBSCRIBE. */
export async function startBinanceStub(depth: () => string): Promise<BinanceStub> {
  const paths: string[] = []
  const subscribed: string[] = []
  const streams = new Map<WebSocket, Set<string>>()
  let failures = 0
  let clockOffset = 0
  let failure: { readonly status: number; readonly headers?: Readonly<Record<string, string>> } = { status: 503 }
  const http = createServer((request, response) => {
    const url = request.url ?? ''
    paths.push(url)
    response.setHeader('content-type', 'application/json')
    if (failures > 0) {
      failures -= 1
      response.statusCode = failure.status
      for (const [name, value] of Object.entries(failure.headers ?? {})) response.setHeader(name, value)
      response.end('{"code":-1001,"msg":"Internal error"}')
      return
    }
    if (url.includes('/exchangeInfo')) {
      const symbols = [listing('BTC', '0.01000000', '0.00001000'), listing('ETH', '0.01000000', '0.00010000')]
      response.end(JSON.stringify({ timezone: 'UTC', serverTime: 1_700_000_000_000, rateLimits: [], symbols }))
    } else if (url.includes('/depth')) {
      response.setHeader('X-MBX-USED-WEIGHT-1M', '1234')
      response.end(depth())
    } else if (url.endsWith('/time')) response.end(JSON.stringify({ serverTime: Date.now() + clockOffset }))
    else if (url.includes('/klines'))
      response.end('[[1700000000000,"1.10","1.30","1.00","1.20","42.5",1700000059999,"50.1",7,"20.0","25.0","0"]]')
    else {
      response.statusCode = 404
      response.end('{"code":-1121,"msg":"Invalid symbol."}')
    }
  })
  const sockets = new WebSocketServer({ server: http })
  sockets.on('connection', (socket, request) => {
    paths.push(request.url ?? '')
    streams.set(socket, new Set())
    socket.on('close', () => streams.delete(socket))
    socket.on('message', (data: Buffer) => {
      const message = JSON.parse(data.toString()) as { method: string; params: string[]; id: number }
      if (message.method !== 'SUBSCRIBE') return
      for (const stream of message.params) {
        subscribed.push(stream)
        streams.get(socket)?.add(stream)
      }
      socket.send(JSON.stringify({ result: null, id: message.id }))
    })
  })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const { port } = http.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${String(port)}`,
    paths,
    subscribed,
    send: (stream, text) => {
      for (const [socket, names] of streams) if (names.has(stream)) socket.send(text)
    },
    cutSockets: () => {
      for (const socket of streams.keys()) socket.terminate()
    },
    openSockets: () => [...streams.keys()].filter(({ readyState }) => readyState === WebSocket.OPEN).length,
    failNext: (count, as = { status: 503 }) => {
      failures = count
      failure = as
    },
    setClockOffset: (offset) => {
      clockOffset = offset
    },
    close: async () => {
      for (const socket of sockets.clients) socket.terminate()
      sockets.close()
      http.closeAllConnections()
      await new Promise((resolve) => http.close(resolve))
    },
  }
}
