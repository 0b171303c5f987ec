import { timeframeLength } from '../../../domain/index.ts'
import type { RawLevel, VenueFact, VenueMapper } from '../contract.ts'
import { isMillis, isObject, isSequence, type Json, parseJson } from '../guards.ts'
import { scanned } from '../scan/scanned.ts'
import { coinbaseGrammar } from './grammar.ts'
import { coinbaseSequence } from './sequence.ts'
import { unifiedCoinbaseSymbol } from './symbols.ts'
import { type Envelope, pushTicker, TICKER_KEYS, type TickerTexts } from './ticker.ts'

const malformed = (reason: string): VenueFact => ({ kind: 'malformed', reason })
const CONTROL: VenueFact = { kind: 'control' }
/** The candles channel has bars of this length only. */
const TIMEFRAME = '5m'

const isSymbol = (value: unknown): value is string => typeof value === 'string' && value.length > 0 && value.length <= 60

/** RFC 3339 with up to nine decimals. */
function timeOf(value: unknown): number | undefined {
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN
  return isMillis(time) ? time : undefined
}

function book(event: Json, { sequence, exchangeTime }: Envelope): VenueFact {
  const { type, product_id: venueSymbol, updates } = event
  if (!isSymbol(venueSymbol)) return malformed('book-symbol')
  if (!Array.isArray(updates)) return malformed('book-levels')
  const bids: RawLevel[] = []
  const asks: RawLevel[] = []
  for (const update of updates as readonly unknown[]) {
    if (!isObject(update)) return malformed('book-levels')
    const { side, price_level: price, new_quantity: size } = update
    if (typeof price !== 'string' || typeof size !== 'string') return malformed('book-levels')
    if (side === 'bid') bids.push([price, size])
    else if (side === 'offer') asks.push([price, size])
    else return malformed('book-side')
  }
  const said = { venueSymbol, bids, asks, exchangeTime }
  if (type === 'snapshot') return { kind: 'book-snapshot', ...said, sequence }
  if (type !== 'update') return malformed('book-type')
  return { kind: 'book-delta', ...said, firstSequence: sequence, lastSequence: sequence }
}

/** `side` is the maker's, as with the venue's older feeds: trades at the ask are called SELL. */
function trade(data: Json, history: boolean): VenueFact {
  const { product_id: venueSymbol, trade_id: id, price, size, time, side } = data
  if (!isSymbol(venueSymbol)) return malformed('trade-symbol')
  if (typeof id !== 'string' || id === '') return malformed('trade-id')
  if (typeof price !== 'string' || typeof size !== 'string') return malformed('trade-price')
  if (side !== 'BUY' && side !== 'SELL') return malformed('trade-side')
  const exchangeTime = timeOf(time)
  if (exchangeTime === undefined) return malformed('trade-time')
  return {
    kind: 'trade',
    venueSymbol,
    series: 'market_trades',
    id,
    price,
    quantity: size,
    aggressor: side === 'BUY' ? 'sell' : 'buy',
    exchangeTime,
    ...(history ? { history: true } : {}),
  }
}

function ticker(data: Json, envelope: Envelope): readonly VenueFact[] {
  const texts: TickerTexts = {}
  for (const name of TICKER_KEYS) {
    const text = data[name]
    if (typeof text === 'string') texts[name] = text
    else if (text !== undefined && name.startsWith('best_')) return [malformed('ticker-top')]
  }
  if (!isSymbol(texts.product_id)) return [malformed('ticker-symbol')]
  const { price, high_24_h: high, low_24_h: low, volume_24_h: volume } = texts
  if (price === undefined || high === undefined || low === undefined || volume === undefined) return [malformed('ticker-price')]
  const facts: VenueFact[] = []
  return pushTicker(texts, envelope, facts) ? facts : [malformed('ticker-top')]
}

function candle(data: Json, { exchangeTime }: Envelope): VenueFact {
  const { product_id: venueSymbol, start, open, high, low, close, volume } = data
  if (!isSymbol(venueSymbol)) return malformed('candle-symbol')
  const openTime = typeof start === 'string' && start.length === 10 ? Number(start) * 1_000 : Number.NaN
  if (!isMillis(openTime)) return malformed('candle-time')
  if (
    typeof open !== 'string' ||
    typeof high !== 'string' ||
    typeof low !== 'string' ||
    typeof close !== 'string' ||
    typeof volume !== 'string'
  )
    return malformed('candle-price')
  const closed = openTime + timeframeLength(TIMEFRAME) <= exchangeTime
  const bar = { open, high, low, close, volume, trades: 0, closed }
  return { kind: 'candle', venueSymbol, timeframe: TIMEFRAME, openTime, ...bar, exchangeTime }
}

/** The venue lists trades newest first. */
function eventFacts(channel: string, event: Json, envelope: Envelope): readonly VenueFact[] {
  if (channel === 'l2_data') return [book(event, envelope)]
  const items = channel === 'market_trades' ? event['trades'] : channel === 'candles' ? event['candles'] : event['tickers']
  if (!Array.isArray(items)) return [malformed('no-items')]
  const objects = items.filter(isObject)
  if (objects.length < items.length) return [malformed('not-an-object')]
  if (channel === 'market_trades') return objects.reverse().map((item) => trade(item, event['type'] === 'snapshot'))
  if (channel === 'candles') return objects.map((item) => candle(item, envelope))
  return objects.flatMap((item) => ticker(item, envelope))
}

const MARKET_CHANNELS: readonly string[] = ['l2_data', 'market_trades', 'candles', 'ticker', 'ticker_batch']

/**
 * All or nothing: a frame of which something cannot be read is not counted on its connection
 * either, so that the next one shows the hole.
 */
function factsOf(message: Json): readonly VenueFact[] {
  const { channel, sequence_num: sequence, timestamp, events } = message
  if (typeof channel !== 'string') {
    // Errors, and REST replies.
    const known = 'products' in message || 'type' in message || 'error' in message
    return [known ? CONTROL : malformed('unknown-message')]
  }
  if (!isSequence(sequence)) return [malformed('sequence')]
  const number: VenueFact = { kind: 'connection-sequence', sequence }
  if (!MARKET_CHANNELS.includes(channel)) return [number, CONTROL]
  const exchangeTime = timeOf(timestamp)
  if (exchangeTime === undefined) return [malformed('time')]
  if (!Array.isArray(events)) return [malformed('no-events')]
  const facts: VenueFact[] = [number]
  for (const event of events as readonly unknown[]) {
    if (!isObject(event)) return [malformed('not-an-object')]
    for (const fact of eventFacts(channel, event, { sequence, exchangeTime })) {
      if (fact.kind === 'malformed') return [fact]
      facts.push(fact)
    }
  }
  return facts
}

const map: VenueMapper['map'] = ({ text }, emit) => {
  const message = parseJson(text)
  if (!isObject(message)) emit(malformed(message === undefined ? 'not-json' : 'not-an-object'))
  else for (const fact of factsOf(message)) emit(fact)
}

/** Coinbase Advanced Trade: every frame of a connection is numbered, over all its channels. */
export const createCoinbaseMapper = (): VenueMapper => ({
  exchange: 'coinbase',
  sequence: coinbaseSequence,
  snapshots: 'stream',
  contiguousTradeIds: () => false,
  map: scanned(coinbaseGrammar, map),
  symbolOf: unifiedCoinbaseSymbol,
})
