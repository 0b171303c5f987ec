import { DecimalError, formatPrice, price as priceOf, subtract, type Timeframe } from '../../../domain/index.ts'
import type { RawLevel, VenueFact } from '../contract.ts'
import { isMillis, isObject, isSequence, type Json } from '../guards.ts'
import { CONTROL, isChecksum, isSymbol, malformed, UNNUMBERED } from './facts.ts'

/** Fields whose digits count. The wire has full precision in its numbers, trailing zeros included. */
const NUMBERS = /"(price|qty|bid|bid_qty|ask|ask_qty|last|volume|open|high|low|close|change)":\s*(-?\d[\d.eE+-]*)/g

/** The text with the decimals in quotes, so that reading it as JSON keeps their digits. */
export const quoteDecimals = (text: string): string => text.replace(NUMBERS, '"$1":"$2"')

/** The depths that can be subscribed. */
const DEPTHS = [10, 25, 100, 500, 1_000] as const
const TIMEFRAMES: Readonly<Record<number, Timeframe>> = { 1: '1m', 5: '5m', 15: '15m', 60: '1h', 240: '4h', 1440: '1d' }

function timeOf(value: unknown): number | undefined {
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN
  return isMillis(time) ? time : undefined
}

function levelsOf(value: unknown): readonly RawLevel[] | null {
  if (!Array.isArray(value)) return null
  const levels: RawLevel[] = []
  for (const item of value as readonly unknown[]) {
    if (!isObject(item)) return null
    const { price, qty } = item
    if (typeof price !== 'string' || typeof qty !== 'string') return null
    levels.push([price, qty])
  }
  return levels
}

function book(data: Json, type: unknown): VenueFact {
  const { symbol, checksum, timestamp } = data
  if (!isSymbol(symbol)) return malformed('book-symbol')
  const bad = (reason: string): VenueFact => ({ ...malformed(reason), bookOf: symbol })
  // Either side may be absent from an update.
  const bids = levelsOf(data['bids'] ?? [])
  const asks = levelsOf(data['asks'] ?? [])
  if (bids === null || asks === null) return bad('book-levels')
  if (!isChecksum(checksum)) return bad('book-checksum')
  const said = { venueSymbol: symbol, bids, asks, checksum }
  if (type === 'snapshot') {
    const most = Math.max(bids.length, asks.length)
    const depth = DEPTHS.find((each) => each >= most) ?? most
    return { kind: 'book-snapshot', ...said, sequence: 0, unnumbered: true, depth }
  }
  if (type !== 'update') return bad('book-type')
  const exchangeTime = timeOf(timestamp)
  if (exchangeTime === undefined) return bad('book-time')
  return { kind: 'book-delta', ...said, ...UNNUMBERED, exchangeTime }
}

function trade(data: Json, type: unknown): VenueFact {
  const { symbol, side, price, qty, trade_id: id, timestamp } = data
  if (!isSymbol(symbol)) return malformed('trade-symbol')
  if (!isSequence(id)) return malformed('trade-id')
  if (typeof price !== 'string' || typeof qty !== 'string') return malformed('trade-price')
  if (side !== 'buy' && side !== 'sell') return malformed('trade-side')
  const exchangeTime = timeOf(timestamp)
  if (exchangeTime === undefined) return malformed('trade-time')
  return {
    kind: 'trade',
    venueSymbol: symbol,
    series: 'trade',
    id: String(id),
    price,
    quantity: qty,
    aggressor: side,
    exchangeTime,
    ...(type === 'snapshot' ? { history: true } : {}),
  }
}

/** The price of a day ago is what the last one changed from. */
function openOf(last: string, change: unknown): string | undefined {
  if (typeof change !== 'string') return undefined
  try {
    return formatPrice(subtract(priceOf(last), priceOf(change)))
  } catch (error) {
    if (error instanceof DecimalError) return undefined
    throw error
  }
}

function ticker(data: Json): readonly VenueFact[] {
  const { symbol, bid, bid_qty: bidSize, ask, ask_qty: askSize, last, volume, high, low, change } = data
  if (!isSymbol(symbol)) return [malformed('ticker-symbol')]
  if (typeof bid !== 'string' || typeof bidSize !== 'string' || typeof ask !== 'string' || typeof askSize !== 'string')
    return [malformed('ticker-top')]
  if (typeof last !== 'string' || typeof volume !== 'string' || typeof high !== 'string' || typeof low !== 'string')
    return [malformed('ticker-price')]
  const open = openOf(last, change)
  return [
    { kind: 'top', venueSymbol: symbol, bid, bidSize, ask, askSize },
    { kind: 'ticker', venueSymbol: symbol, last, volume, high, low, ...(open === undefined ? {} : { open }) },
  ]
}

function candle(data: Json): VenueFact {
  const { symbol, open, high, low, close, volume, trades, interval, interval_begin: begin, timestamp } = data
  if (!isSymbol(symbol)) return malformed('candle-symbol')
  if (
    typeof open !== 'string' ||
    typeof high !== 'string' ||
    typeof low !== 'string' ||
    typeof close !== 'string' ||
    typeof volume !== 'string'
  )
    return malformed('candle-price')
  if (!isSequence(trades) || !isSequence(interval)) return malformed('candle-flags')
  const openTime = timeOf(begin)
  const exchangeTime = timeOf(timestamp)
  if (openTime === undefined || exchangeTime === undefined) return malformed('candle-time')
  const timeframe = TIMEFRAMES[interval]
  if (timeframe === undefined) return CONTROL
  const bar = { open, high, low, close, volume, trades }
  return {
    kind: 'candle',
    venueSymbol: symbol,
    timeframe,
    openTime,
    ...bar,
    closed: exchangeTime >= openTime + interval * 60_000,
    exchangeTime,
  }
}

/** The answer to a book subscription is the only place that says its depth. */
function subscribed(message: Json): VenueFact {
  const result = message['result']
  if (!isObject(result) || message['success'] !== true || message['method'] !== 'subscribe') return CONTROL
  const { channel, symbol, depth } = result
  if (channel !== 'book' || !isSymbol(symbol) || !isSequence(depth) || depth === 0) return CONTROL
  return { kind: 'book-depth', venueSymbol: symbol, depth }
}

const MARKET_CHANNELS: readonly string[] = ['book', 'trade', 'ticker', 'ohlc']

/** Messages are objects: answers with a `method`, data with a `channel`. */
export function versionTwoFacts(message: Json): readonly VenueFact[] {
  const { channel, type, data } = message
  if (typeof channel !== 'string') return [subscribed(message)]
  if (!MARKET_CHANNELS.includes(channel)) return [CONTROL]
  if (!Array.isArray(data)) return [malformed('no-data')]
  if (data.length === 0) return [CONTROL]
  return (data as readonly unknown[]).flatMap((item): readonly VenueFact[] => {
    if (!isObject(item)) return [malformed('not-an-object')]
    if (channel === 'book') return [book(item, type)]
    if (channel === 'trade') return [trade(item, type)]
    return channel === 'ticker' ? ticker(item) : [candle(item)]
  })
}
