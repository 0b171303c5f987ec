import { type CcxtExchange, type CcxtSocketClient, loadExchange } from '../../adapters/ccxt/index.ts'
import type { CaptureRecord } from '../../adapters/captures/index.ts'
import type { Contender } from './baselines.ts'

interface DepthMessage {
  readonly U: number
  readonly u: number
}

interface CcxtBook {
  reset(snapshot: unknown): void
  nonce?: number
  cache: DepthMessage[]
  readonly bids: readonly unknown[]
  readonly asks: readonly unknown[]
}

/** What the bench needs of ccxt beyond the feed's own border. */
interface CcxtInternals extends CcxtExchange {
  setMarkets(markets: readonly object[]): unknown
  orderBook(snapshot: object, limit: number): CcxtBook
  parseOrderBook(body: unknown, symbol: string): Record<string, unknown>
  handleOrderBookMessage(socket: CcxtSocketClient, message: DepthMessage, book: CcxtBook): unknown
  orderbooks: Record<string, CcxtBook>
}

const market = (id: string, symbol: string, kind: 'spot' | 'swap') => ({
  id,
  lowercaseId: id.toLowerCase(),
  symbol,
  base: id,
  quote: 'USDT',
  baseId: id,
  quoteId: 'USDT',
  type: kind,
  spot: kind === 'spot',
  swap: kind === 'swap',
  contract: kind === 'swap',
  linear: kind === 'swap',
  active: true,
  precision: { price: 0.01, amount: 0.00001 },
  limits: {},
  info: {},
})

const levelsOf = (exchange: CcxtInternals): number =>
  Object.values(exchange.orderbooks).reduce((sum, { bids, asks }) => sum + bids.length + asks.length, 0)

/** Binance joins its updates to a snapshot that it asks for; here that comes with the frames. */
async function binance(exchangeName: string): Promise<Contender> {
  const futures = exchangeName === 'binanceusdm'
  const exchange = (await loadExchange(exchangeName, {})) as CcxtInternals
  const symbol = futures ? 'BTC/USDT:USDT' : 'BTC/USDT'
  exchange.setMarkets([market('BTCUSDT', symbol, futures ? 'swap' : 'spot')])
  const book = exchange.orderBook({}, 100_000)
  exchange.orderbooks[symbol] = book
  const socket = exchange.client(futures ? 'wss://fstream.binance.com/ws/0' : 'wss://stream.binance.com:9443/ws/0')
  return {
    handle: ({ text }) => {
      if (!text.startsWith('{"lastUpdateId"')) {
        socket.onMessage({ data: text })
        return
      }
      // As its snapshot request does when the reply comes: reset, then what was buffered.
      const body = JSON.parse(text) as { readonly lastUpdateId: number }
      book.reset({ ...exchange.parseOrderBook(body, symbol), nonce: body.lastUpdateId })
      const buffered = book.cache
      book.cache = []
      for (const message of buffered) if (message.u > (book.nonce ?? 0)) exchange.handleOrderBookMessage(socket, message, book)
    },
    levels: () => levelsOf(exchange),
  }
}

const NAMED = /"(?:instId|product_id|s)":"([^"]+)"/

/** The others take books as they come, each socket with its own address. */
async function streamed(exchangeName: string, frames: readonly CaptureRecord[]): Promise<Contender> {
  const exchange = (await loadExchange(exchangeName, {})) as CcxtInternals
  const kindOf = (url: string | undefined) => (url?.includes('/linear') === true ? 'swap' : 'spot')
  const markets = new Map<string, ReturnType<typeof market>>()
  for (const { text, url } of frames) {
    const id = NAMED.exec(text)?.[1]
    if (id !== undefined) markets.set(`${kindOf(url)} ${id}`, market(id, `${id} ${kindOf(url)}`, kindOf(url)))
  }
  exchange.setMarkets([...markets.values()])
  const clients = new Map<string, CcxtSocketClient>()
  return {
    handle: ({ text, url = '' }) => {
      let client = clients.get(url)
      if (client === undefined) {
        client = exchange.client(url)
        clients.set(url, client)
      }
      client.onMessage({ data: text })
    },
    levels: () => levelsOf(exchange),
  }
}

/** ccxt's own way of a frame, from the socket's text to its book, without a socket. */
export const createCcxtHandler = (exchange: string, frames: readonly CaptureRecord[]): Promise<Contender> =>
  exchange.startsWith('binance') ? binance(exchange) : streamed(exchange, frames)
