import type { BookChange, VenueMarket } from './market.ts'
import { best, messageOf, type VenueProtocol, type VenueSession } from './protocol.ts'

const CHANNELS = { book: 'books', trades: 'trades', ticker: 'tickers' } as const

const ok = (data: unknown): string => JSON.stringify({ code: '0', msg: '', data })

const listing = ({ spec }: VenueMarket) => {
  const [baseCcy, quoteCcy] = spec.venueSymbol.split('-')
  const digits = { tickSz: '0.1', lotSz: '0.00000001', minSz: '0.00001' }
  return { instId: spec.venueSymbol, instType: 'SPOT', baseCcy, quoteCcy, state: 'live', lever: '10', ...digits }
}

const levels = (side: VenueMarket['snapshot']['bids']) => side.map(([price, size]) => [price, size, '0', '1'])

const tradeOf = ({ spec }: VenueMarket, { id, price, size, taker, time }: VenueMarket['trades'][number]) => ({
  instId: spec.venueSymbol,
  tradeId: String(id),
  px: price,
  sz: size,
  side: taker,
  ts: String(time),
})

type ChecksumOf = (market: VenueMarket) => number

interface BookMessage {
  readonly action: 'snapshot' | 'update'
  readonly change: BookChange
  readonly market: VenueMarket
  readonly checksum: number
  readonly now: number
}

/** The numbers are the market's own, the same on every socket. */
function book({ action, change, market, checksum, now }: BookMessage): string {
  const { bids, asks } = change
  const numbers = { seqId: market.sequence, prevSeqId: action === 'snapshot' ? -1 : market.sequence - 1 }
  const data = [{ asks: levels(asks), bids: levels(bids), ts: String(now), checksum, ...numbers }]
  return JSON.stringify({ arg: { channel: 'books', instId: market.spec.venueSymbol }, action, data })
}

interface Argument {
  readonly channel: string
  readonly instId: string
}

function subscribe(op: string, arg: Argument, { session, checksumOf }: { session: VenueSession; checksumOf: ChecksumOf }): void {
  const market = session.market(arg.instId)
  const stream = `${arg.channel}:${arg.instId}`
  if (market === undefined || session.path !== '/ws/v5/public') {
    const msg = `channel:${arg.channel},instId:${arg.instId} doesn't exist`
    session.send(JSON.stringify({ event: 'error', msg, code: '60018', connId: 'a4d3ae55' }))
    return
  }
  if (op === 'unsubscribe') session.unsubscribe(stream)
  else session.subscribe(stream)
  session.send(JSON.stringify({ event: op, arg, connId: 'a4d3ae55' }))
  if (op === 'subscribe' && arg.channel === 'books') {
    const checksum = checksumOf(market)
    session.send(book({ action: 'snapshot', change: market.snapshot, market, checksum, now: session.now() }))
  }
}

const protocol = (checksumOf: ChecksumOf): VenueProtocol => ({
  exchange: 'okx',
  markets: ['BTC/USDT', 'ETH/USDT'].map((symbol) => ({
    symbol,
    venueSymbol: symbol.replace('/', '-'),
    priceDecimals: 1,
    sizeDecimals: 4,
  })),
  rest: ({ path, query, markets }) => {
    if (path === '/api/v5/public/instruments') return ok(query.get('instType') === 'SPOT' ? markets.map(listing) : [])
    const market = markets.find(({ spec }) => spec.venueSymbol === query.get('instId'))
    if (market === undefined) return '{"code":"51001","msg":"Instrument ID does not exist","data":[]}'
    if (path === '/api/v5/market/candles')
      return ok([['1700000040000', '61000.1', '61000.3', '61000', '61000.2', '1.5', '91500', '91500', '1']])
    const newestFirst = market.trades.toReversed()
    if (path === '/api/v5/market/trades') return ok(newestFirst.map((trade) => tradeOf(market, trade)))
    if (path !== '/api/v5/market/history-trades') return undefined
    const after = Number(query.get('after'))
    const older = newestFirst.filter(({ id, time }) => (query.get('type') === '2' ? time : id) < after)
    return ok(older.slice(0, Number(query.get('limit'))).map((trade) => tradeOf(market, trade)))
  },
  received: (text, session) => {
    if (text === 'ping') {
      session.send('pong')
      return
    }
    const { op, args } = messageOf(text)
    for (const arg of args as readonly Argument[]) subscribe(String(op), arg, { session, checksumOf })
  },
  stream: (channel, { spec }) => `${CHANNELS[channel]}:${spec.venueSymbol}`,
  book: (change, market, session) => book({ action: 'update', change, market, checksum: checksumOf(market), now: session.now() }),
  trade: (trade, market) =>
    JSON.stringify({
      arg: { channel: 'trades', instId: market.spec.venueSymbol },
      data: [{ ...tradeOf(market, trade), count: '1' }],
    }),
  ticker: (market, session) => {
    const { bid, bidSize, ask, askSize } = best(market)
    const instId = market.spec.venueSymbol
    const day = { open24h: '60000', high24h: '62000', low24h: '59000', vol24h: '1000.5', volCcy24h: '61000000' }
    const top = { last: ask, lastSz: '0.1', bidPx: bid, bidSz: bidSize, askPx: ask, askSz: askSize }
    const data = [{ instType: 'SPOT', instId, ...top, ...day, ts: String(session.now()) }]
    return JSON.stringify({ arg: { channel: 'tickers', instId }, data })
  },
})

/** OKX v5, spot: text pings, books with predecessors and checksums. */
export const okxVenue = protocol(({ book: of }) => of.okxChecksum())

/** As it is since 2026: it says 0 for every checksum. */
export const okxVenueUncounted = protocol(() => 0)
