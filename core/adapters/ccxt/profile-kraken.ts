import { InputError, type Timeframe } from '../../domain/index.ts'
import type { CcxtMarket } from './ccxt-types.ts'
import { onSocketOf, separateSockets } from './channel-sockets.ts'
import { isListed, listedInstrument, listedText } from './listing.ts'
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

export const krakenProfile: CcxtProfile = {
  id: 'kraken',
  config: {
    has: { fetchCurrencies: false },
    options: { ws: { backoff: { base: 1, max: 1 } } },
  },
  prepare: (exchange) => {
    separateSockets(exchange)
    // ccxt looks for a request that waits for the refusal, and none does: the subscription would hang.
    const original = exchange.handleErrorMessage.bind(exchange)
    exchange.handleErrorMessage = (client, message) => {
      const good = original(client, message)
      if (!good) client.reject(new Error(isListed(message) ? String(message['error']) : 'refused'))
      return good
    }
  },
  watch: {
    trades: (exchange, symbols) => onSocketOf('trades', () => exchange.watchTradesForSymbols(symbols)),
    book: (exchange, symbols) => onSocketOf('book', () => exchange.watchOrderBookForSymbols(symbols, DEPTH)),
    ticker: (exchange, symbols) => onSocketOf('ticker', () => exchange.watchTickers(symbols)),
  },
  channelOf: (subscription) => {
    if (subscription.startsWith('trade@')) return 'trades'
    if (subscription.startsWith('orderbook@')) return 'book'
    return subscription.startsWith('ticker@') ? 'ticker' : undefined
  },
  // The answer to a book subscription is market data too: only it says how deep the book is.
  isMarketFrame: (text) =>
    (text.includes('"data":') && !text.startsWith('{"channel":"status"')) ||
    (text.includes('"method":"subscribe"') && text.includes('"success":true')),
  // ccxt cannot unsubscribe here.
  books: { kind: 'stream' },
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
