import type { VenueMarket } from './market.ts'
import { best, messageOf, type RestCall, textsIn, type VenueProtocol, type VenueSession } from './protocol.ts'

const DEPTH = '/api/v3/depth'
const CHANNELS = { book: 'depth@100ms', trades: 'trade', ticker: 'ticker' } as const

const listing = ({ spec }: VenueMarket) => {
  const [baseAsset = '', quoteAsset = ''] = spec.symbol.split('/')
  const lot = baseAsset === 'BTC' ? '0.00001000' : '0.00010000'
  return {
    symbol: spec.venueSymbol,
    status: 'TRADING',
    baseAsset,
    baseAssetPrecision: 8,
    quoteAsset,
    quotePrecision: 8,
    quoteAssetPrecision: 8,
    orderTypes: ['LIMIT', 'MARKET'],
    isSpotTradingAllowed: true,
    isMarginTradingAllowed: false,
    filters: [
      { filterType: 'PRICE_FILTER', minPrice: '0.01000000', maxPrice: '1000000.00000000', tickSize: '0.01000000' },
      { filterType: 'LOT_SIZE', minQty: lot, maxQty: '9000.00000000', stepSize: lot },
      { filterType: 'NOTIONAL', minNotional: '5.00000000', applyMinToMarket: true },
    ],
    permissions: ['SPOT'],
  }
}

const tradeOf = ({ id, price, size, taker, time }: VenueMarket['trades'][number]) => {
  const isBuyerMaker = taker === 'sell'
  return { id, price, qty: size, quoteQty: '0', time, isBuyerMaker, isBestMatch: true }
}

function rest({ path, query, markets, now }: RestCall): string | undefined {
  if (path === '/api/v3/exchangeInfo')
    return JSON.stringify({ timezone: 'UTC', serverTime: now, rateLimits: [], symbols: markets.map(listing) })
  if (path === '/api/v3/time') return JSON.stringify({ serverTime: now })
  const market = markets.find(({ spec }) => spec.venueSymbol === query.get('symbol'))
  if (market === undefined) return undefined
  const limit = Number(query.get('limit'))
  switch (path) {
    case DEPTH:
      return JSON.stringify({ lastUpdateId: market.sequence, ...market.snapshot })
    case '/api/v3/klines':
      return '[[1700000000000,"1.10","1.30","1.00","1.20","42.5",1700000059999,"50.1",7,"20.0","25.0","0"]]'
    case '/api/v3/trades':
      return JSON.stringify(market.trades.slice(-limit).map(tradeOf))
    case '/api/v3/historicalTrades':
      return JSON.stringify(
        market.trades
          .filter(({ id }) => id >= Number(query.get('fromId')))
          .slice(0, limit)
          .map(tradeOf),
      )
    case '/api/v3/aggTrades': {
      // Each trade is an aggregate of its own here, in a numbering of their own.
      const window = market.trades.filter(({ time }) => time >= Number(query.get('startTime'))).slice(0, limit)
      const aggregates = window.map(({ id, price, size, time }) => ({
        a: id + 5_000,
        p: price,
        q: size,
        f: id,
        l: id,
        T: time,
        m: false,
      }))
      return JSON.stringify(aggregates)
    }
    default:
      return undefined
  }
}

/** `btcusdt@trade` */
const isServed = (stream: string, session: VenueSession): boolean =>
  session.market((stream.split('@')[0] ?? '').toUpperCase()) !== undefined

export interface BinanceVenueOptions {
  /** Stands in for the REST snapshots of the books. */
  readonly depth?: () => string
  /** What the venue says it has counted, with each of those snapshots. */
  readonly usedWeight?: number
}

/** Binance spot: protocol-level pings, books that a REST snapshot joins. */
export const binanceVenue = ({ depth, usedWeight }: BinanceVenueOptions = {}): VenueProtocol => ({
  exchange: 'binance',
  markets: ['BTC/USDT', 'ETH/USDT'].map((symbol) => ({
    symbol,
    venueSymbol: symbol.replace('/', ''),
    priceDecimals: 8,
    sizeDecimals: 8,
  })),
  rest: (call) => (depth !== undefined && call.path === DEPTH ? depth() : rest(call)),
  headers: ({ path }) => (usedWeight !== undefined && path === DEPTH ? { 'X-MBX-USED-WEIGHT-1M': String(usedWeight) } : {}),
  received: (text, session) => {
    const { method, params, id } = messageOf(text)
    const streams = textsIn(params)
    if (!streams.every((stream) => isServed(stream, session))) {
      session.send(JSON.stringify({ error: { code: 2, msg: 'Invalid request: unknown stream' }, id }))
      return
    }
    for (const stream of streams)
      if (method === 'SUBSCRIBE') session.subscribe(stream)
      else session.unsubscribe(stream)
    session.send(JSON.stringify({ result: null, id }))
  },
  stream: (channel, { spec }) => `${spec.venueSymbol.toLowerCase()}@${CHANNELS[channel]}`,
  book: (change, { spec, sequence }, session) => {
    const numbers = { U: sequence, u: sequence }
    return JSON.stringify({ e: 'depthUpdate', E: session.now(), s: spec.venueSymbol, ...numbers, b: change.bids, a: change.asks })
  },
  trade: ({ id, price, size, taker, time }, { spec }) =>
    JSON.stringify({ e: 'trade', E: time, s: spec.venueSymbol, t: id, p: price, q: size, T: time, m: taker === 'sell', M: true }),
  ticker: (market, session) => {
    const { bid, bidSize, ask, askSize } = best(market)
    const day = { o: '60000.0', h: '62000.0', l: '59000.0', v: '1000.5', q: '60000000' }
    const said = { e: '24hrTicker', E: session.now(), s: market.spec.venueSymbol, c: ask }
    return JSON.stringify({ ...said, ...day, b: bid, B: bidSize, a: ask, A: askSize })
  },
})
