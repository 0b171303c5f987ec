import { exchangeId, InputError, instrumentId, money, price, quantity, rateFromNumberLossy } from '../../domain/index.ts'
import type { CcxtMarket } from './ccxt-types.ts'
import type { CcxtProfile } from './profile.ts'

const DEPTH_LIMIT = 1_000

type Filters = ReadonlyMap<string, Readonly<Record<string, unknown>>>

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null

function filtersOf(market: CcxtMarket): Filters {
  const filters = isObject(market.info) ? market.info['filters'] : undefined
  const byType = new Map<string, Readonly<Record<string, unknown>>>()
  if (Array.isArray(filters))
    for (const filter of filters)
      if (isObject(filter) && typeof filter['filterType'] === 'string') byType.set(filter['filterType'], filter)
  return byType
}

/** The venue's own digits: ccxt's parsed precision is a double. */
function field(market: CcxtMarket, filter: Readonly<Record<string, unknown>> | undefined, name: string): string {
  const value = filter?.[name]
  if (typeof value === 'string') return value
  throw new InputError({
    field: `${market.symbol} ${name}`,
    value: String(value),
    remedy: 'the venue lists no such filter; leave the market out',
  })
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
  paths: { depth: 'depth', candles: 'klines' },
  requestDepth: (exchange, market) => exchange.publicGetDepth({ symbol: market.id, limit: DEPTH_LIMIT }),
  requestCandles: (exchange, { market, timeframe, limit, endTime }) =>
    exchange.publicGetKlines({ symbol: market.id, interval: timeframe, limit, ...(endTime === undefined ? {} : { endTime }) }),
  instrument: (exchange, market) => {
    const filters = filtersOf(market)
    const lot = filters.get('LOT_SIZE')
    const notional = filters.get('NOTIONAL') ?? filters.get('MIN_NOTIONAL')
    const id = exchangeId(exchange)
    return {
      id: instrumentId(id, market.symbol),
      exchange: id,
      symbol: market.symbol,
      venueSymbol: market.id,
      base: market.base,
      quote: market.quote,
      tickSize: price(field(market, filters.get('PRICE_FILTER'), 'tickSize')),
      lotSize: quantity(field(market, lot, 'stepSize')),
      minQuantity: quantity(field(market, lot, 'minQty')),
      minNotional: money(notional === undefined ? '0' : field(market, notional, 'minNotional')),
      makerFee: rateFromNumberLossy(market.maker ?? 0),
      takerFee: rateFromNumberLossy(market.taker ?? 0),
    }
  },
}
