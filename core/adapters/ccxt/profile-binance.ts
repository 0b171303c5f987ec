import { isListed, listedInstrument, listedText } from './listing.ts'
import type { CcxtExchange, CcxtMarket } from './ccxt-types.ts'
import type { CcxtProfile, TradesQuery } from './profile.ts'

const DEPTH_LIMIT = 1_000
const TRADES_LIMIT = 1_000

type Filters = ReadonlyMap<string, Readonly<Record<string, unknown>>>

function filtersOf(market: CcxtMarket): Filters {
  const filters = isListed(market.info) ? market.info['filters'] : undefined
  const byType = new Map<string, Readonly<Record<string, unknown>>>()
  if (Array.isArray(filters))
    for (const filter of filters)
      if (isListed(filter) && typeof filter['filterType'] === 'string') byType.set(filter['filterType'], filter)
  return byType
}

/** Single trades from an id; public, though ccxt would ask for a key when it is called by its name alone. */
function requestTradesFrom(exchange: CcxtExchange, symbol: string, call: { fromId: string; limit: number }): Promise<unknown> {
  const query = new URLSearchParams({ symbol, fromId: call.fromId, limit: String(call.limit) })
  return exchange.request(`historicalTrades?${query.toString()}`, 'public', 'GET', {}, undefined, undefined, { cost: 5 })
}

/** Single trades cannot be asked for by time, but the aggregates tell which was the first of them. */
async function requestTrades(exchange: CcxtExchange, { market, fromId, since, until, limit }: TradesQuery): Promise<unknown> {
  const symbol = market.id
  const most = Math.min(limit, TRADES_LIMIT)
  if (fromId !== undefined) return requestTradesFrom(exchange, symbol, { fromId, limit: most })
  if (since === undefined) return exchange.publicGetTrades({ symbol, limit: most })
  const window = { startTime: since, ...(until === undefined ? {} : { endTime: until }) }
  const aggregates = await exchange.publicGetAggTrades({ symbol, limit: 1, ...window })
  const first: unknown = Array.isArray(aggregates) ? aggregates[0] : undefined
  // Nothing traded: the empty list is the answer.
  if (!isListed(first)) return aggregates
  return requestTradesFrom(exchange, symbol, { fromId: String(first['f']), limit: most })
}

export const binanceProfile: CcxtProfile = {
  id: 'binance',
  config: {
    // Binance counts request weight over a rolling minute. ccxt's default spreads requests evenly instead,
    // half a second apart for deep snapshots, which delays the start and every resync for nothing.
    rateLimiterAlgorithm: 'rollingWindow',
    rollingWindowSize: 60_000,
    // One market type, or loading the markets asks three hosts.
    options: {
      fetchMarkets: { types: ['spot'] },
      defaultType: 'spot',
      fetchMargins: false,
      ws: { cost: 5, backoff: { base: 1, max: 1 } },
    },
  },
  prepare: (exchange) => {
    // After the answer to a depth subscription ccxt would load a snapshot for a book of its own.
    exchange.handleOrderBookSubscription = () => undefined
  },
  watch: {
    trades: (exchange, symbols) => exchange.watchTradesForSymbols(symbols),
    book: (exchange, symbols) => exchange.watchOrderBookForSymbols(symbols),
    ticker: (exchange, symbols) => exchange.watchTickers(symbols, { name: 'ticker' }),
    candles: (exchange, symbols) => exchange.watchOHLCVForSymbols(symbols.map((symbol) => [symbol, '1m'])),
  },
  channelOf: (subscription) => {
    if (subscription.startsWith('trade::')) return 'trades'
    if (subscription.startsWith('orderbook::')) return 'book'
    if (subscription.startsWith('ticker')) return 'ticker'
    return subscription.startsWith('ohlcv::') ? 'candles' : undefined
  },
  // Answers to requests are short and have none of the marks of an event.
  isMarketFrame: (text) => text.length > 512 || text.includes('"e":') || text.includes('"u":') || text.includes('"stream":'),
  books: {
    kind: 'request',
    path: 'depth',
    request: (exchange, market) => exchange.publicGetDepth({ symbol: market.id, limit: DEPTH_LIMIT }),
  },
  requestCandles: (exchange, { market, timeframe, limit, endTime }) =>
    exchange.publicGetKlines({ symbol: market.id, interval: timeframe, limit, ...(endTime === undefined ? {} : { endTime }) }),
  requestTrades,
  instrument: (exchange, market) => {
    const filters = filtersOf(market)
    const lot = filters.get('LOT_SIZE')
    const notional = filters.get('NOTIONAL') ?? filters.get('MIN_NOTIONAL')
    return listedInstrument(exchange, market, {
      tickSize: listedText(market, filters.get('PRICE_FILTER'), 'tickSize'),
      lotSize: listedText(market, lot, 'stepSize'),
      minQuantity: listedText(market, lot, 'minQty'),
      minNotional: notional === undefined ? '0' : listedText(market, notional, 'minNotional'),
    })
  },
}
