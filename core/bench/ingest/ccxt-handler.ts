import { type CcxtExchange, type CcxtSocketClient, loadExchange } from '../../adapters/ccxt/index.ts'
import type { Contender } from './baselines.ts'

interface DepthMessage {
  readonly U: number
  readonly u: number
}

interface CcxtBook {
  reset(snapshot: unknown): void
  nonce?: number
  cache: DepthMessage[]
}

/** What the bench needs of ccxt beyond the feed's own border. */
interface CcxtInternals extends CcxtExchange {
  setMarkets(markets: readonly object[]): unknown
  orderBook(snapshot: object, limit: number): CcxtBook
  parseOrderBook(body: unknown, symbol: string): Record<string, unknown>
  handleOrderBookMessage(socket: CcxtSocketClient, message: DepthMessage, book: CcxtBook): unknown
  orderbooks: Record<string, unknown>
}

const MARKET = {
  id: 'BTCUSDT',
  lowercaseId: 'btcusdt',
  symbol: 'BTC/USDT',
  base: 'BTC',
  quote: 'USDT',
  baseId: 'BTC',
  quoteId: 'USDT',
  type: 'spot',
  spot: true,
  active: true,
  precision: { price: 0.01, amount: 0.00001 },
  limits: {},
  info: {},
}

/** ccxt's own way of a frame, from the socket's text to its book, without a socket. */
export async function createCcxtHandler(): Promise<Contender> {
  const exchange = (await loadExchange('binance', {})) as CcxtInternals
  exchange.setMarkets([MARKET])
  const book = exchange.orderBook({}, 1_000)
  exchange.orderbooks['BTC/USDT'] = book
  const socket = exchange.client('wss://stream.binance.com:9443/ws/0')
  return {
    handle: ({ text }) => {
      if (!text.startsWith('{"lastUpdateId"')) {
        socket.onMessage({ data: text })
        return
      }
      // As its snapshot request does when the reply comes: reset, then what was buffered.
      const body = JSON.parse(text) as { readonly lastUpdateId: number }
      book.reset({ ...exchange.parseOrderBook(body, 'BTC/USDT'), nonce: body.lastUpdateId })
      const buffered = book.cache
      book.cache = []
      for (const message of buffered) if (message.u > (book.nonce ?? 0)) exchange.handleOrderBookMessage(socket, message, book)
    },
    sequence: () => book.nonce ?? 0,
  }
}
