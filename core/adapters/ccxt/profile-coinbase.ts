import { InputError, type Timeframe, timeframeLength } from '../../domain/index.ts'
import type { CcxtExchange } from './ccxt-types.ts'
import { onSocketOf, separateSockets } from './channel-sockets.ts'
import { isListed, listedInstrument, listedText } from './listing.ts'
import { type CcxtProfile, venueTimeframe } from './profile.ts'

const GRANULARITIES: Readonly<Partial<Record<Timeframe, string>>> = {
  '1m': 'ONE_MINUTE',
  '5m': 'FIVE_MINUTE',
  '15m': 'FIFTEEN_MINUTE',
  '1h': 'ONE_HOUR',
  '1d': 'ONE_DAY',
}
const CANDLES = 350
const TRADES = 1_000

const seconds = (time: number): string => String(Math.floor(time / 1_000))

/** The venue closes a socket that is silent for a minute or so, unless it carries heartbeats, one a second. */
const beating = (exchange: CcxtExchange, symbols: readonly string[], watch: () => Promise<unknown>): Promise<unknown> =>
  Promise.race([watch(), exchange.subscribeMultiple('heartbeats', false, symbols)])

export const coinbaseProfile: CcxtProfile = {
  id: 'coinbase',
  config: {
    has: { fetchCurrencies: false },
    options: { ws: { backoff: { base: 1, max: 1 } } },
  },
  prepare: separateSockets,
  watch: {
    trades: (exchange, symbols) =>
      onSocketOf('trades', () => beating(exchange, symbols, () => exchange.watchTradesForSymbols(symbols))),
    book: (exchange, symbols) =>
      onSocketOf('book', () => beating(exchange, symbols, () => exchange.watchOrderBookForSymbols(symbols))),
    // watchTickers would take the channel that speaks every five seconds.
    ticker: (exchange, symbols) =>
      onSocketOf('ticker', () => beating(exchange, symbols, () => exchange.subscribeMultiple('ticker', false, symbols))),
  },
  channelOf: (subscription) => {
    if (subscription.startsWith('market_trades::')) return 'trades'
    if (subscription.startsWith('level2::')) return 'book'
    return subscription.startsWith('ticker::') ? 'ticker' : undefined
  },
  // Heartbeats and answers count in the numbering of the connection, so the pipeline has to see them.
  isMarketFrame: (text) => text.includes('"sequence_num":'),
  // Numbers are the connection's: a hole in them may be any book's.
  books: { kind: 'stream' },
  requestCandles: (exchange, { market, timeframe, limit, endTime }) => {
    const end = endTime ?? exchange.milliseconds()
    const count = Math.min(limit, CANDLES)
    return exchange.v3PublicGetBrokerageMarketProductsProductIdCandles({
      product_id: market.id,
      granularity: venueTimeframe(GRANULARITIES, timeframe),
      start: seconds(end - count * timeframeLength(timeframe)),
      end: seconds(end - 1),
      limit: count,
    })
  },
  // By time, newest first; there is nothing to ask for by id.
  requestTrades: (exchange, { market, since, until, limit }) =>
    exchange.v3PublicGetBrokerageMarketProductsProductIdTicker({
      product_id: market.id,
      limit: Math.min(limit, TRADES),
      ...(since === undefined ? {} : { start: seconds(since), end: seconds((until ?? exchange.milliseconds()) + 1_000) }),
    }),
  instrument: (exchange, market) => {
    const alias = isListed(market.info) ? market.info['alias'] : undefined
    if (typeof alias === 'string' && alias !== '')
      throw new InputError({
        field: 'symbols',
        value: market.symbol,
        remedy: `its market data come under another name; use ${alias.replace('-', '/')}`,
      })
    return listedInstrument(exchange, market, {
      tickSize: listedText(market, market.info, 'price_increment', 'quote_increment'),
      lotSize: listedText(market, market.info, 'base_increment'),
      minQuantity: listedText(market, market.info, 'base_min_size'),
      minNotional: listedText(market, market.info, 'quote_min_size'),
    })
  },
}
