import type { BookChange, VenueMarket } from './market.ts'
import { best, messageOf, textsIn, type VenueProtocol, type VenueSession } from './protocol.ts'

const ok = (result: unknown, time: number): string => JSON.stringify({ retCode: 0, retMsg: 'OK', result, retExtInfo: {}, time })

/** One spelling is two markets: a perpetual and a pair, told apart by the address only. */
const isLinear = ({ spec }: VenueMarket): boolean => spec.kind === 'linear'
const streamOf = (topic: string, linear: boolean): string => (linear ? `linear ${topic}` : topic)

const listing = (market: VenueMarket) => {
  const { venueSymbol, symbol } = market.spec
  const [baseCoin = '', quoteCoin = ''] = (symbol.split(':')[0] ?? '').split('/')
  const common = { symbol: venueSymbol, baseCoin, quoteCoin, status: 'Trading', priceFilter: { tickSize: '0.10' } }
  if (!isLinear(market)) {
    const lotSizeFilter = { basePrecision: '0.000001', quotePrecision: '0.0000001', minOrderQty: '0.000011', minOrderAmt: '5' }
    return { ...common, innovation: '0', marginTrading: 'utaOnly', lotSizeFilter }
  }
  const lotSizeFilter = { qtyStep: '0.001', minOrderQty: '0.001', maxOrderQty: '1190', minNotionalValue: '5' }
  return { ...common, contractType: 'LinearPerpetual', settleCoin: quoteCoin, deliveryTime: '0', lotSizeFilter }
}

const tradeOf = ({ spec }: VenueMarket, { id, price, size, taker, time }: VenueMarket['trades'][number]) => ({
  execId: String(id),
  symbol: spec.venueSymbol,
  price,
  size,
  side: taker === 'buy' ? 'Buy' : 'Sell',
  time: String(time),
  isBlockTrade: false,
})

const DEPTH_TOPIC = 'orderbook.200'
const TOPICS = { book: DEPTH_TOPIC, trades: 'publicTrade', ticker: 'tickers' } as const

function book(type: 'snapshot' | 'delta', change: BookChange, market: VenueMarket, now: number): string {
  const { venueSymbol } = market.spec
  const data = { s: venueSymbol, b: change.bids, a: change.asks, u: market.sequence, seq: market.sequence * 7 }
  return JSON.stringify({ topic: `${DEPTH_TOPIC}.${venueSymbol}`, type, ts: now, data, cts: now })
}

const onLinear = (session: VenueSession): boolean => session.path.endsWith('/v5/public/linear')

/** The market of a topic on this socket. */
function marketOf(topic: string, session: VenueSession): VenueMarket | undefined {
  const named = topic.slice(topic.lastIndexOf('.') + 1)
  return session.market(named, onLinear(session) ? 'linear' : undefined)
}

/** Bybit v5, spot and linear: `{"op":"ping"}`, books numbered one by one. */
export const bybitVenue: VenueProtocol = {
  exchange: 'bybit',
  markets: [
    { symbol: 'BTC/USDT', venueSymbol: 'BTCUSDT', priceDecimals: 2, sizeDecimals: 6 },
    { symbol: 'ETH/USDT', venueSymbol: 'ETHUSDT', priceDecimals: 2, sizeDecimals: 5 },
    { symbol: 'BTC/USDT:USDT', venueSymbol: 'BTCUSDT', kind: 'linear', priceDecimals: 1, sizeDecimals: 3 },
  ],
  rest: ({ path, query, markets, now }) => {
    const category = query.get('category')
    const served = markets.filter((market) => category === (isLinear(market) ? 'linear' : 'spot'))
    if (path === '/v5/market/instruments-info')
      return ok({ category, list: query.get('status') === null ? served.map(listing) : [] }, now)
    const market = served.find(({ spec }) => spec.venueSymbol === query.get('symbol'))
    if (market === undefined) return '{"retCode":10001,"retMsg":"Not supported symbols","result":{},"retExtInfo":{},"time":1}'
    if (path === '/v5/market/kline')
      return ok({ category, list: [['1700000040000', '61000.1', '61000.3', '61000', '61000.2', '1.5', '91500']] }, now)
    if (path !== '/v5/market/recent-trade') return undefined
    const newest = market.trades.toReversed().slice(0, Number(query.get('limit')))
    return ok({ category, list: newest.map((trade) => tradeOf(market, trade)) }, now)
  },
  received: (text, session) => {
    const { op, req_id: id, args } = messageOf(text)
    if (op === 'ping') {
      session.send(JSON.stringify({ success: true, ret_msg: 'pong', conn_id: 'c', req_id: id, op: 'ping' }))
      return
    }
    const topics = textsIn(args)
    const unknown = topics.find((topic) => marketOf(topic, session) === undefined)
    if (unknown !== undefined) {
      const ret_msg = `error:handler not found,topic:${unknown}`
      session.send(JSON.stringify({ success: false, ret_msg, conn_id: 'c', req_id: id, op }))
      return
    }
    for (const topic of topics)
      if (op === 'unsubscribe') session.unsubscribe(streamOf(topic, onLinear(session)))
      else session.subscribe(streamOf(topic, onLinear(session)))
    session.send(JSON.stringify({ success: true, ret_msg: op === 'subscribe' ? 'subscribe' : '', conn_id: 'c', req_id: id, op }))
    if (op !== 'subscribe') return
    for (const topic of topics) {
      const market = marketOf(topic, session)
      if (market !== undefined && topic.startsWith(DEPTH_TOPIC))
        session.send(book('snapshot', market.snapshot, market, session.now()))
    }
  },
  stream: (channel, market) => streamOf(`${TOPICS[channel]}.${market.spec.venueSymbol}`, isLinear(market)),
  book: (change, market, session) => book('delta', change, market, session.now()),
  trade: ({ id, price, size, taker, time }, { spec }) => {
    const side = taker === 'buy' ? 'Buy' : 'Sell'
    const data = [{ i: String(id), T: time, p: price, v: size, S: side, s: spec.venueSymbol, BT: false }]
    return JSON.stringify({ topic: `publicTrade.${spec.venueSymbol}`, ts: time, type: 'snapshot', data })
  },
  ticker: (market, session) => {
    const symbol = market.spec.venueSymbol
    const day = { highPrice24h: '62000', lowPrice24h: '59000', prevPrice24h: '60000', volume24h: '1000.5', turnover24h: '6' }
    const data = { symbol, lastPrice: best(market).ask, ...day, price24hPcnt: '0.01' }
    return JSON.stringify({ topic: `tickers.${symbol}`, ts: session.now(), type: 'snapshot', cs: 1, data })
  },
}
