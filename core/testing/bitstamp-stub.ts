import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocket, WebSocketServer } from 'ws'

const market = (base: string) => ({
  name: `${base}/USD`,
  market_symbol: `${base.toLowerCase()}usd`,
  base_currency: base,
  base_decimals: 8,
  counter_currency: 'USD',
  counter_decimals: base === 'BTC' ? 0 : 2,
  minimum_order_value: '10',
  trading: 'Enabled',
  market_type: 'SPOT',
  description: `${base} / US dollar`,
})

export interface BitstampStub {
  readonly origin: string
  readonly paths: readonly string[]
  /** Channels subscribed over all sockets, in order. */
  readonly subscribed: readonly string[]
  send(channel: string, event: string, data: object): void
  /** A change of the book; the first six of a subscription make ccxt ask for the whole book. */
  delta(pair: string, bids: readonly (readonly string[])[]): void
  trade(pair: string, id: number, price: string, amount: string): void
  cutSockets(): void
  openSockets(): number
  close(): Promise<void>
}

/** The least of Bitstamp's protocol: the markets, trades and book changes over a socket, book, ticker and candles by request. */
export async function startBitstampStub(): Promise<BitstampStub> {
  const paths: string[] = []
  const subscribed: string[] = []
  const channels = new Map<WebSocket, Set<string>>()
  let micro = Date.now() * 1_000
  const replies: readonly (readonly [string, () => unknown])[] = [
    ['/markets/', () => [market('BTC'), market('ETH')]],
    [
      '/order_book/',
      () => ({
        timestamp: String(Math.floor(micro / 1e6)),
        microtimestamp: String(micro),
        bids: [['60000', '1.5']],
        asks: [['60001', '2.25']],
      }),
    ],
    [
      '/ticker/',
      () => ({
        timestamp: String(Math.floor(micro / 1e6)),
        bid: '60000',
        ask: '60001',
        last: '60000',
        open_24: '59000',
        high: '61000',
        low: '58000',
        volume: '12.5',
      }),
    ],
    [
      '/ohlc/',
      () => ({
        data: {
          pair: 'BTC/USD',
          ohlc: [{ timestamp: '1700000040', open: '1.5', high: '3', low: '1', close: '2', volume: '4.5' }],
        },
      }),
    ],
  ]
  const http = createServer((request, response) => {
    const url = request.url ?? ''
    paths.push(url)
    response.setHeader('content-type', 'application/json')
    const reply = replies.find(([part]) => url.includes(part))
    response.statusCode = reply === undefined ? 404 : 200
    response.end(JSON.stringify(reply?.[1]() ?? { error: 'no such address' }))
  })
  const sockets = new WebSocketServer({ server: http })
  sockets.on('connection', (socket, request) => {
    paths.push(request.url ?? '')
    channels.set(socket, new Set())
    socket.on('close', () => channels.delete(socket))
    socket.on('message', (data: Buffer) => {
      const { event, data: asked } = JSON.parse(data.toString()) as { event: string; data: { channel: string } }
      if (event !== 'bts:subscribe') return
      subscribed.push(asked.channel)
      channels.get(socket)?.add(asked.channel)
      socket.send(JSON.stringify({ event: 'bts:subscription_succeeded', channel: asked.channel, data: {} }))
    })
  })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const { port } = http.address() as AddressInfo
  const send = (channel: string, event: string, data: object): void => {
    for (const [socket, names] of channels) if (names.has(channel)) socket.send(JSON.stringify({ event, channel, data }))
  }
  const stamp = () => {
    micro = Math.max(micro + 1_000, Date.now() * 1_000)
    return { timestamp: String(Math.floor(micro / 1e6)), microtimestamp: String(micro) }
  }
  return {
    origin: `http://127.0.0.1:${String(port)}`,
    paths,
    subscribed,
    send,
    delta: (pair, bids) => send(`diff_order_book_${pair}`, 'data', { ...stamp(), bids, asks: [] }),
    trade: (pair, id, price, amount) =>
      send(`live_trades_${pair}`, 'trade', { ...stamp(), id, price: Number(price), amount: Number(amount), type: 0 }),
    cutSockets: () => {
      for (const socket of channels.keys()) socket.terminate()
    },
    openSockets: () => [...channels.keys()].filter(({ readyState }) => readyState === WebSocket.OPEN).length,
    close: async () => {
      for (const socket of sockets.clients) socket.terminate()
      sockets.close()
      http.closeAllConnections()
      await new Promise((resolve) => http.close(resolve))
    },
  }
}
