import type { BookChange, VenueMarket } from './market.ts'
import { best, messageOf, textsIn, type VenueProtocol, type VenueSession } from './protocol.ts'

const CHANNELS = { book: 'book', trades: 'trade', ticker: 'ticker' } as const
/** REST has names of its own. */
const PAIRS: Readonly<Record<string, string>> = { 'BTC/USD': 'XXBTZUSD', 'ETH/USD': 'XETHZUSD' }
const pairOf = ({ spec }: VenueMarket): string => PAIRS[spec.symbol] ?? spec.symbol

const ok = (result: unknown): string => JSON.stringify({ error: [], result })

const listing = (market: VenueMarket) => {
  const pair = pairOf(market)
  return {
    altname: pair.replaceAll(/^X|Z(?=USD)/g, ''),
    wsname: market.spec.symbol.replace('BTC', 'XBT'),
    aclass_base: 'currency',
    base: pair.slice(0, 4),
    aclass_quote: 'currency',
    quote: pair.slice(4),
    lot: 'unit',
    pair_decimals: 1,
    lot_decimals: 8,
    lot_multiplier: 1,
    leverage_buy: [],
    fees: [[0, 0.4]],
    fees_maker: [[0, 0.25]],
    ordermin: '0.00005',
    costmin: '0.5',
    tick_size: '0.1',
    status: 'online',
  }
}

/** Numbers on this wire have all their digits, which no serializer of numbers keeps: the text is put together. */
const levels = (side: BookChange['bids']): string =>
  `[${side.map(([price, qty]) => `{"price":${price},"qty":${qty}}`).join(',')}]`

function book(type: 'snapshot' | 'update', change: BookChange, market: VenueMarket, now: number): string {
  const said = `"symbol":"${market.spec.symbol}","bids":${levels(change.bids)},"asks":${levels(change.asks)}`
  const time = type === 'update' ? `,"timestamp":"${new Date(now).toISOString()}"` : ''
  return `{"channel":"book","type":"${type}","data":[{${said},"checksum":${String(market.book.krakenChecksum())}${time}}]}`
}

const DEPTH = 100

/** What a client sees of a book: its best levels, price to size. */
type View = Readonly<Record<'bids' | 'asks', ReadonlyMap<string, string>>>
const views = new WeakMap<VenueSession, Map<VenueMarket, View>>()

/** Shows the book to a client as it is now, and gives what it saw before. */
function look(market: VenueMarket, session: VenueSession): { readonly before: View | undefined; readonly now: View } {
  const side = (name: 'bids' | 'asks') => new Map(market.book.sorted(name).slice(0, DEPTH))
  const seen = views.get(session) ?? new Map<VenueMarket, View>()
  const before = seen.get(market)
  const now = { bids: side('bids'), asks: side('asks') }
  views.set(session, seen.set(market, now))
  return { before, now }
}

function snapshot(market: VenueMarket, session: VenueSession): string {
  const { now } = look(market, session)
  return book('snapshot', { bids: [...now.bids], asks: [...now.asks] }, market, session.now())
}

/** Levels that came into sight, changed or ended. One pushed out of sight is not mentioned: the client has to drop it. */
function update(change: BookChange, market: VenueMarket, session: VenueSession): string | undefined {
  const { before, now } = look(market, session)
  const side = (name: 'bids' | 'asks'): BookChange['bids'] => {
    const told = new Map(change[name].map(([price, size]) => [price, size]))
    const shown = [...now[name]].filter(([price, size]) => before?.[name].get(price) !== size)
    const ended = [...told].filter(([price, size]) => Number(size) === 0 && before?.[name].has(price) === true)
    return [...ended, ...shown.map(([price, size]) => [price, told.get(price) ?? size] as const)]
  }
  const seen = { bids: side('bids'), asks: side('asks') }
  return seen.bids.length + seen.asks.length === 0 ? undefined : book('update', seen, market, session.now())
}

function unsubscribe(message: Readonly<Record<string, unknown>>, session: VenueSession): void {
  const { channel, symbol } = message['params'] as { channel: string; symbol: unknown }
  for (const name of textsIn(symbol)) {
    session.unsubscribe(`${channel}:${name}`)
    session.send(JSON.stringify({ method: 'unsubscribe', result: { channel, symbol: name, depth: DEPTH }, success: true }))
  }
}

function subscribe(message: Readonly<Record<string, unknown>>, session: VenueSession): void {
  const { params, req_id } = message
  const { channel, symbol, depth } = params as { channel: string; symbol: unknown; depth?: number }
  for (const name of textsIn(symbol)) {
    const market = session.market(name)
    if (market === undefined) {
      const error = `Currency pair not supported ${name}`
      session.send(JSON.stringify({ error, method: 'subscribe', req_id, success: false, symbol: name }))
      continue
    }
    session.subscribe(`${channel}:${name}`)
    const result = { channel, snapshot: true, symbol: name, ...(depth === undefined ? {} : { depth }) }
    session.send(JSON.stringify({ method: 'subscribe', req_id, result, success: true }))
    if (channel === 'book') session.send(snapshot(market, session))
  }
}

/** Kraken v2: books with checksums and without numbers, heartbeats on every socket. */
export const krakenVenue: VenueProtocol = {
  exchange: 'kraken',
  markets: ['BTC/USD', 'ETH/USD'].map((symbol) => ({
    symbol,
    venueSymbol: symbol,
    priceDecimals: 1,
    sizeDecimals: 8,
    // One deeper than is told, and one so thin that its first snapshot does not show how deep that is.
    prices: symbol === 'BTC/USD' ? 240 : 44,
  })),
  depth: DEPTH,
  rest: ({ path, query, markets }) => {
    if (path === '/0/public/AssetPairs') return ok(Object.fromEntries(markets.map((market) => [pairOf(market), listing(market)])))
    const market = markets.find((each) => pairOf(each) === query.get('pair'))
    if (market === undefined) return '{"error":["EQuery:Unknown asset pair"]}'
    if (path === '/0/public/OHLC')
      return ok({
        [pairOf(market)]: [[1_700_000_040, '61000.1', '61000.3', '61000.0', '61000.2', '61000.2', '1.50000000', 7]],
        last: 1_700_000_040,
      })
    if (path !== '/0/public/Trades') return undefined
    const since = query.get('since')
    const count = Number(query.get('count'))
    const { trades } = market
    const after = trades.filter(({ time }) => BigInt(time) * 1_000_000n > BigInt(since ?? 0))
    const page = since === null ? trades.slice(-count) : after.slice(0, count)
    const rows = page.map(({ id, price, size, taker, time }) => [price, size, time / 1_000, taker[0], 'l', '', id])
    return ok({ [pairOf(market)]: rows, last: '0' })
  },
  opened: (session) => {
    const data = [{ version: '2.0.10', system: 'online', api_version: 'v2', connection_id: 1 }]
    session.send(JSON.stringify({ channel: 'status', type: 'update', data }))
  },
  received: (text, session) => {
    const message = messageOf(text)
    if (message['method'] === 'ping') session.send('{"method":"pong"}')
    else if (message['method'] === 'subscribe') subscribe(message, session)
    else if (message['method'] === 'unsubscribe') unsubscribe(message, session)
  },
  stream: (channel, { spec }) => `${CHANNELS[channel]}:${spec.symbol}`,
  book: update,
  trade: ({ id, price, size, taker, time }, { spec }) => {
    const at = new Date(time).toISOString()
    const said = `"symbol":"${spec.symbol}","side":"${taker}","price":${price},"qty":${size},"ord_type":"limit"`
    return `{"channel":"trade","type":"update","data":[{${said},"trade_id":${String(id)},"timestamp":"${at}"}]}`
  },
  ticker: (market) => {
    const { bid, bidSize, ask, askSize } = best(market)
    const top = `"bid":${bid},"bid_qty":${bidSize},"ask":${ask},"ask_qty":${askSize},"last":${ask}`
    const day = '"volume":1000.50000000,"vwap":60500.1,"low":59000.0,"high":62000.0,"change":1000.0,"change_pct":1.67'
    return `{"channel":"ticker","type":"update","data":[{"symbol":"${market.spec.symbol}",${top},${day}}]}`
  },
  beat: () => '{"channel":"heartbeat"}',
}
