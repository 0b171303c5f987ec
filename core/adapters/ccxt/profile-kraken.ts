import { InputError, type Timeframe } from '../../domain/index.ts'
import type { CcxtExchange, CcxtMarket, CcxtSocketClient } from './ccxt-types.ts'
import { keepSubscribed, onSocketOf, separateSockets } from './channel-sockets.ts'
import { isListed, listedInstrument, listedText, partOf } from './listing.ts'
import { type CcxtProfile, venueTimeframe } from './profile.ts'

const INTERVALS: Readonly<Partial<Record<Timeframe, string>>> = {
  '1m': '1',
  '5m': '5',
  '15m': '15',
  '1h': '60',
  '4h': '240',
  '1d': '1440',
}
/** Levels a side. */
const DEPTH = 100
const TRADES = 1_000

/** A grid given as a number of decimals. */
function stepOf(market: CcxtMarket, name: string): string {
  const said = isListed(market.info) ? market.info[name] : undefined
  const decimals = typeof said === 'string' || typeof said === 'number' ? Number(said) : Number.NaN
  if (Number.isInteger(decimals) && decimals >= 0 && decimals <= 12) return `1e-${String(decimals)}`
  const remedy = 'the venue lists no such thing for this market; leave the market out'
  throw new InputError({ field: `${market.symbol} ${name}`, value: String(said), remedy })
}

/** ccxt's names for a book subscription and for the end of it. */
const bookHash = (symbol: string): string => `orderbook@${symbol}`
const endHash = (symbol: string): string => `unsubscribe:${bookHash(symbol)}`

/** ccxt offers no unsubscribing here, so the message is ours and goes the way of its own. */
function unsubscribe(exchange: CcxtExchange, symbol: string): Promise<unknown> {
  const address = partOf(partOf(exchange.urls, 'api'), 'ws')['publicV2']
  if (typeof address !== 'string') throw new Error('ccxt knows no address of the second version')
  const request = { method: 'unsubscribe', params: { channel: 'book', symbol: [symbol], depth: DEPTH } }
  return exchange.watch(address, endHash(symbol), request, endHash(symbol))
}

/** What ccxt lets pass: that a book was unsubscribed, and a refusal, for which no request waits and which nobody would hear. */
function hear(exchange: CcxtExchange, client: CcxtSocketClient, message: unknown): void {
  if (!isListed(message)) return
  const { method, success, error } = message
  const symbol = partOf(message, 'result')['symbol']
  if (success === false || typeof error === 'string') client.reject(new Error(String(error)))
  else if (method === 'unsubscribe' && typeof symbol === 'string')
    exchange.cleanUnsubscription(client, bookHash(symbol), endHash(symbol))
}

export const krakenProfile: CcxtProfile = {
  id: 'kraken',
  config: {
    has: { fetchCurrencies: false },
    // ccxt paces messages like REST requests, one a second here; the venue does not ask for that.
    options: { ws: { cost: 0.05, backoff: { base: 1, max: 1 } } },
  },
  prepare: (exchange) => {
    separateSockets(exchange)
    const original = exchange.handleErrorMessage.bind(exchange)
    exchange.handleErrorMessage = (client, message) => {
      const good = original(client, message)
      hear(exchange, client, message)
      return good
    }
  },
  watch: {
    trades: (exchange, symbols) => onSocketOf('trades', () => exchange.watchTradesForSymbols(symbols)),
    book: (exchange, symbols) =>
      keepSubscribed(symbols, (some) => onSocketOf('book', () => exchange.watchOrderBookForSymbols(some, DEPTH))),
    ticker: (exchange, symbols) => onSocketOf('ticker', () => exchange.watchTickers(symbols)),
  },
  channelOf: (subscription) => {
    if (subscription.startsWith('trade@')) return 'trades'
    if (subscription.startsWith(bookHash(''))) return 'book'
    return subscription.startsWith('ticker@') ? 'ticker' : undefined
  },
  // The answer to a book subscription is market data too: only it says how deep the book is.
  isMarketFrame: (text) =>
    (text.includes('"data":') && !text.startsWith('{"channel":"status"')) ||
    (text.includes('"method":"subscribe"') && text.includes('"success":true')),
  books: {
    kind: 'stream',
    unsubscribe: (exchange, symbol) => onSocketOf('book', () => unsubscribe(exchange, symbol)),
  },
  // The venue gives its newest 720 only.
  requestCandles: (exchange, { market, timeframe, endTime }) => {
    if (endTime !== undefined)
      throw new InputError({ field: 'endTime', value: String(endTime), remedy: 'this exchange has its newest candles only' })
    return exchange.publicGetOHLC({ pair: market.id, interval: venueTimeframe(INTERVALS, timeframe) })
  },
  // By time, oldest first; there is nothing to ask for by id.
  requestTrades: (exchange, { market, since, limit }) =>
    exchange.publicGetTrades({
      pair: market.id,
      count: Math.min(limit, TRADES),
      // Nanoseconds; the venue begins after the time that it is given.
      ...(since === undefined ? {} : { since: String(BigInt(since) * 1_000_000n - 1n) }),
    }),
  instrument: (exchange, market) =>
    listedInstrument(exchange, market, {
      tickSize:
        isListed(market.info) && market.info['tick_size'] !== undefined
          ? listedText(market, market.info, 'tick_size')
          : stepOf(market, 'pair_decimals'),
      lotSize: stepOf(market, 'lot_decimals'),
      minQuantity: listedText(market, market.info, 'ordermin'),
      minNotional: listedText(market, market.info, 'costmin'),
    }),
}
