import type { BookChange, VenueMarket } from './market.ts'
import { best, messageOf, textsIn, type VenueProtocol, type VenueSession } from './protocol.ts'

const CHANNELS = { book: 'level2', trades: 'market_trades', ticker: 'ticker' } as const

const iso = (time: number): string => new Date(time).toISOString()

const listing = ({ spec }: VenueMarket) => {
  const [base_currency_id, quote_currency_id] = spec.venueSymbol.split('-')
  const digits = {
    base_increment: '0.00000001',
    quote_increment: '0.01',
    price_increment: '0.01',
    base_min_size: '0.00000001',
    base_max_size: '3400',
    quote_min_size: '1',
  }
  const kind = { product_type: 'SPOT', status: 'online', trading_disabled: false, alias: '', alias_to: [] }
  return { product_id: spec.venueSymbol, base_currency_id, quote_currency_id, ...digits, ...kind }
}

/** `side` is the maker's. */
const tradeOf = ({ spec }: VenueMarket, { id, price, size, taker, time }: VenueMarket['trades'][number]) => ({
  trade_id: String(id),
  product_id: spec.venueSymbol,
  price,
  size,
  time: iso(time),
  side: taker === 'buy' ? 'SELL' : 'BUY',
})

/** Every message of a socket has the next number. */
const frame = (channel: string, events: readonly unknown[], session: VenueSession): string =>
  JSON.stringify({
    channel,
    client_id: '',
    timestamp: iso(session.now()),
    sequence_num: session.count('frames'),
    events,
  })

function book(type: 'snapshot' | 'update', change: BookChange, market: VenueMarket, session: VenueSession): string {
  const event_time = iso(session.now())
  const side = (name: string, levels: BookChange['bids']) =>
    levels.map(([price_level, new_quantity]) => ({ side: name, event_time, price_level, new_quantity }))
  const updates = [...side('bid', change.bids), ...side('offer', change.asks)]
  return frame('l2_data', [{ type, product_id: market.spec.venueSymbol, updates }], session)
}

/** Coinbase Advanced Trade: numbers of the connection over all its channels, heartbeats as a channel. */
export const coinbaseVenue: VenueProtocol = {
  exchange: 'coinbase',
  markets: ['BTC/USD', 'ETH/USD'].map((symbol) => ({
    symbol,
    venueSymbol: symbol.replace('/', '-'),
    priceDecimals: 2,
    sizeDecimals: 8,
  })),
  rest: ({ path, query, markets }) => {
    const match = /^\/api\/v3\/brokerage\/market\/products(?:\/([^/]+)\/(candles|ticker))?$/.exec(path)
    if (match === null) return undefined
    const [, product, kind] = match
    if (product === undefined) {
      const products = query.get('product_type') === null ? markets.map(listing) : []
      return JSON.stringify({ products, num_products: products.length })
    }
    const market = markets.find(({ spec }) => spec.venueSymbol === product)
    if (market === undefined) return undefined
    if (kind === 'candles')
      return '{"candles":[{"start":"1700000040","low":"61000","high":"61000.3","open":"61000.1","close":"61000.2","volume":"1.5"}]}'
    const newest = market.trades.toReversed().slice(0, Number(query.get('limit')))
    const { bid, ask } = best(market)
    return JSON.stringify({ trades: newest.map((trade) => tradeOf(market, trade)), best_bid: bid, best_ask: ask })
  },
  received: (text, session) => {
    const { type, channel, product_ids: products } = messageOf(text)
    const name = String(channel)
    const named = textsIn(products)
    if (named.some((product) => session.market(product) === undefined)) {
      session.send('{"type":"error","message":"failure to subscribe: product not found"}')
      return
    }
    for (const product of named)
      if (type === 'unsubscribe') session.unsubscribe(`${name}:${product}`)
      else session.subscribe(`${name}:${product}`)
    if (type === 'subscribe' && name === 'level2')
      for (const product of named) {
        const market = session.market(product)
        if (market !== undefined) session.send(book('snapshot', market.snapshot, market, session))
      }
    session.send(frame('subscriptions', [{ subscriptions: { [name]: named } }], session))
  },
  stream: (channel, { spec }) => `${CHANNELS[channel]}:${spec.venueSymbol}`,
  book: (change, market, session) => book('update', change, market, session),
  trade: (trade, market, session) => frame('market_trades', [{ type: 'update', trades: [tradeOf(market, trade)] }], session),
  ticker: (market, session) => {
    const { bid, bidSize, ask, askSize } = best(market)
    const top = { best_bid: bid, best_bid_quantity: bidSize, best_ask: ask, best_ask_quantity: askSize }
    const day = { price: ask, volume_24_h: '1000.5', low_24_h: '59000', high_24_h: '62000', price_percent_chg_24_h: '1.5' }
    const tickers = [{ type: 'ticker', product_id: market.spec.venueSymbol, ...day, ...top }]
    return frame('ticker', [{ type: 'update', tickers }], session)
  },
  beat: (session) => {
    if (!session.has('heartbeats:BTC-USD')) return undefined
    const current_time = iso(session.now())
    return frame('heartbeats', [{ current_time, heartbeat_counter: String(session.count('beats')) }], session)
  },
}
