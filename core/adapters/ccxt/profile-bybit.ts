import type { Timeframe } from '../../domain/index.ts'
import type { CcxtExchange, CcxtMarket } from './ccxt-types.ts'
import { keepSubscribed, onSocketOf, separateSockets } from './channel-sockets.ts'
import { listedInstrument, listedText, partOf } from './listing.ts'
import { type CcxtProfile, venueTimeframe } from './profile.ts'

const INTERVALS: Readonly<Partial<Record<Timeframe, string>>> = {
  '1m': '1',
  '5m': '5',
  '15m': '15',
  '1h': '60',
  '4h': '240',
  '1d': 'D',
}
/** Levels a side, of those that both kinds of market have; sent every 200 ms for spot. */
const DEPTH = 200
const CANDLES = 1_000
const TRADES = { spot: 60, linear: 1_000 } as const

const categoryOf = (market: CcxtMarket): 'spot' | 'linear' => (market.type === 'spot' ? 'spot' : 'linear')

/** Each kind of market has an address of its own, and ccxt takes the first symbol's for all. */
function eachCategory(
  exchange: CcxtExchange,
  symbols: readonly string[],
  watch: (symbols: readonly string[]) => Promise<unknown>,
): Promise<unknown> {
  const isSpot = (symbol: string): boolean => exchange.markets?.[symbol]?.type === 'spot'
  const groups = [symbols.filter(isSpot), symbols.filter((symbol) => !isSpot(symbol))]
  return Promise.race(groups.filter((group) => group.length > 0).map(watch))
}

export const bybitProfile: CcxtProfile = {
  id: 'bybit',
  config: {
    has: { fetchCurrencies: false },
    // A socket whose pongs stay away for 15 s is dead, however quiet its markets are.
    streaming: { keepAlive: 5_000 },
    options: {
      fetchMarkets: { types: ['spot', 'linear'] },
      defaultType: 'spot',
      ws: { backoff: { base: 1, max: 1 } },
    },
  },
  prepare: separateSockets,
  watch: {
    trades: (exchange, symbols) =>
      onSocketOf('trades', () => eachCategory(exchange, symbols, (some) => exchange.watchTradesForSymbols(some))),
    book: (exchange, symbols) =>
      eachCategory(exchange, symbols, (group) =>
        keepSubscribed(group, (some) => onSocketOf('book', () => exchange.watchOrderBookForSymbols(some, DEPTH))),
      ),
    ticker: (exchange, symbols) =>
      onSocketOf('ticker', () => eachCategory(exchange, symbols, (some) => exchange.watchTickers(some))),
  },
  channelOf: (subscription) => {
    if (subscription.startsWith('trade:')) return 'trades'
    if (subscription.startsWith('orderbook:')) return 'book'
    return subscription.startsWith('ticker:') ? 'ticker' : undefined
  },
  isMarketFrame: (text) => text.includes('"topic":'),
  books: {
    kind: 'stream',
    unsubscribe: (exchange, symbol) => onSocketOf('book', () => exchange.unWatchOrderBookForSymbols([symbol], { limit: DEPTH })),
  },
  requestCandles: (exchange, { market, timeframe, limit, endTime }) =>
    exchange.publicGetV5MarketKline({
      category: categoryOf(market),
      symbol: market.id,
      interval: venueTimeframe(INTERVALS, timeframe),
      limit: Math.min(limit, CANDLES),
      ...(endTime === undefined ? {} : { end: endTime - 1 }),
    }),
  // The venue gives its newest ones only, whatever one asks for.
  requestTrades: (exchange, { market, limit }) => {
    const category = categoryOf(market)
    return exchange.publicGetV5MarketRecentTrade({ category, symbol: market.id, limit: Math.min(limit, TRADES[category]) })
  },
  instrument: (exchange, market) => {
    const lot = partOf(market.info, 'lotSizeFilter')
    const spot = categoryOf(market) === 'spot'
    return listedInstrument(exchange, market, {
      tickSize: listedText(market, partOf(market.info, 'priceFilter'), 'tickSize'),
      lotSize: listedText(market, lot, spot ? 'basePrecision' : 'qtyStep'),
      minQuantity: listedText(market, lot, 'minOrderQty'),
      minNotional: listedText(market, lot, spot ? 'minOrderAmt' : 'minNotionalValue'),
    })
  },
}
