import type { Timeframe } from '../../domain/index.ts'
import { keepSubscribed, onSocketOf, separateSockets } from './channel-sockets.ts'
import { listedInstrument, listedText } from './listing.ts'
import { type CcxtProfile, venueTimeframe } from './profile.ts'

const BARS: Readonly<Partial<Record<Timeframe, string>>> = {
  '1s': '1s',
  '1m': '1m',
  '5m': '5m',
  '15m': '15m',
  '1h': '1H',
  '4h': '4H',
  // Days of this name begin at 00:00 UTC; plain `1D` begins in Hong Kong.
  '1d': '1Dutc',
}
const RECENT_CANDLES = 300
const OLD_CANDLES = 100
const RECENT_TRADES = 500
const OLD_TRADES = 100

export const okxProfile: CcxtProfile = {
  id: 'okx',
  config: {
    has: { fetchCurrencies: false },
    // A socket whose pongs stay away for 15 s is dead, however quiet its markets are.
    streaming: { keepAlive: 5_000 },
    options: {
      fetchMarkets: { types: ['spot'] },
      defaultType: 'spot',
      ws: { backoff: { base: 1, max: 1 } },
    },
  },
  prepare: separateSockets,
  watch: {
    trades: (exchange, symbols) => onSocketOf('trades', () => exchange.watchTradesForSymbols(symbols)),
    book: (exchange, symbols) =>
      keepSubscribed(symbols, (some) => onSocketOf('book', () => exchange.watchOrderBookForSymbols(some))),
    ticker: (exchange, symbols) => onSocketOf('ticker', () => exchange.watchTickers(symbols)),
  },
  channelOf: (subscription) => {
    if (subscription.startsWith('trades:')) return 'trades'
    if (subscription.startsWith('books:')) return 'book'
    return subscription.startsWith('tickers::') ? 'ticker' : undefined
  },
  // Answers repeat `arg` and have no data; a pong is no JSON at all.
  isMarketFrame: (text) => text.includes('"data":'),
  books: {
    kind: 'stream',
    unsubscribe: (exchange, symbol) => onSocketOf('book', () => exchange.unWatchOrderBookForSymbols([symbol])),
  },
  requestCandles: (exchange, { market, timeframe, limit, endTime }) => {
    const query = { instId: market.id, bar: venueTimeframe(BARS, timeframe) }
    if (endTime === undefined) return exchange.publicGetMarketCandles({ ...query, limit: Math.min(limit, RECENT_CANDLES) })
    return exchange.publicGetMarketHistoryCandles({ ...query, after: endTime, limit: Math.min(limit, OLD_CANDLES) })
  },
  requestTrades: (exchange, { market, fromId, until, limit }) => {
    const instId = market.id
    const most = Math.min(limit, OLD_TRADES)
    // Ids count up by one and pages go backwards, so the page that starts at an id ends at the next but `most`.
    if (fromId !== undefined)
      return exchange.publicGetMarketHistoryTrades({
        instId,
        type: '1',
        after: String(BigInt(fromId) + BigInt(most)),
        limit: most,
      })
    if (until !== undefined) return exchange.publicGetMarketHistoryTrades({ instId, type: '2', after: until + 1, limit: most })
    return exchange.publicGetMarketTrades({ instId, limit: Math.min(limit, RECENT_TRADES) })
  },
  instrument: (exchange, market) =>
    listedInstrument(exchange, market, {
      tickSize: listedText(market, market.info, 'tickSz'),
      lotSize: listedText(market, market.info, 'lotSz'),
      minQuantity: listedText(market, market.info, 'minSz'),
      // The venue has a smallest quantity only.
      minNotional: '0',
    }),
}
