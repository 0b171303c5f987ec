import { TIMEFRAMES, type Timeframe } from '../../../domain/index.ts'
import type { RawFrame, VenueFact, VenueMapper } from '../contract.ts'
import { isLevels, isMillis, isObject, isSequence, type Json, parseJson } from '../guards.ts'
import { scanned } from '../scan/scanned.ts'
import { binanceGrammar } from './grammar.ts'
import { binanceSequence } from './sequence.ts'
import { unifiedBinanceSymbol } from './symbols.ts'

const malformed = (reason: string): VenueFact => ({ kind: 'malformed', reason })
const CONTROL: VenueFact = { kind: 'control' }

const isSymbol = (value: unknown): value is string => typeof value === 'string' && value.length > 0 && value.length <= 40
const isTimeframe = (value: unknown): value is Timeframe => TIMEFRAMES.some((timeframe) => timeframe === value)

function trade(data: Json): VenueFact {
  const aggregate = data['e'] === 'aggTrade'
  const { s, p, q, T, m } = data
  const id = aggregate ? data['a'] : data['t']
  if (!isSymbol(s)) return malformed('trade-symbol')
  if (!isSequence(id)) return malformed('trade-id')
  if (typeof p !== 'string' || typeof q !== 'string') return malformed('trade-price')
  if (!isMillis(T)) return malformed('trade-time')
  if (typeof m !== 'boolean') return malformed('trade-side')
  return {
    kind: 'trade',
    venueSymbol: s,
    series: aggregate ? 'aggTrade' : 'trade',
    id: String(id),
    price: p,
    quantity: q,
    aggressor: m ? 'sell' : 'buy',
    exchangeTime: T,
  }
}

function depthUpdate(data: Json): VenueFact {
  const { s, U, u, pu, b, a, E } = data
  if (!isSymbol(s)) return malformed('depth-symbol')
  if (!isSequence(U) || !isSequence(u) || U > u) return malformed('depth-sequence')
  if (pu !== undefined && !isSequence(pu)) return malformed('depth-sequence')
  if (!isLevels(b) || !isLevels(a)) return malformed('depth-levels')
  if (!isMillis(E)) return malformed('depth-time')
  const fact = {
    kind: 'book-delta',
    venueSymbol: s,
    firstSequence: U,
    lastSequence: u,
    bids: b,
    asks: a,
    exchangeTime: E,
  } as const
  return pu === undefined ? fact : { ...fact, previousSequence: pu }
}

function bookTicker(data: Json): VenueFact {
  const { s, u, b, B, a, A, E } = data
  if (!isSymbol(s)) return malformed('top-symbol')
  if (!isSequence(u)) return malformed('top-sequence')
  if (typeof b !== 'string' || typeof B !== 'string' || typeof a !== 'string' || typeof A !== 'string')
    return malformed('top-price')
  const fact = { kind: 'top', venueSymbol: s, sequence: u, bid: b, bidSize: B, ask: a, askSize: A } as const
  if (E === undefined) return fact
  return isMillis(E) ? { ...fact, exchangeTime: E } : malformed('top-time')
}

function ticker(data: Json): VenueFact {
  const { s, c, o, h, l, v, E } = data
  if (!isSymbol(s)) return malformed('ticker-symbol')
  if (typeof c !== 'string' || typeof o !== 'string' || typeof h !== 'string' || typeof l !== 'string' || typeof v !== 'string')
    return malformed('ticker-price')
  if (!isMillis(E)) return malformed('ticker-time')
  return { kind: 'ticker', venueSymbol: s, last: c, open: o, high: h, low: l, volume: v, exchangeTime: E }
}

function kline(data: Json): VenueFact {
  const { s, E, k } = data
  if (!isSymbol(s) || !isObject(k)) return malformed('candle-symbol')
  const { i, t, o, h, l, c, v, n, x } = k
  if (!isMillis(E) || !isMillis(t)) return malformed('candle-time')
  if (typeof o !== 'string' || typeof h !== 'string' || typeof l !== 'string' || typeof c !== 'string' || typeof v !== 'string')
    return malformed('candle-price')
  if (!isSequence(n) || typeof x !== 'boolean') return malformed('candle-flags')
  if (!isTimeframe(i)) return CONTROL
  return {
    kind: 'candle',
    venueSymbol: s,
    timeframe: i,
    openTime: t,
    open: o,
    high: h,
    low: l,
    close: c,
    volume: v,
    trades: n,
    closed: x,
    exchangeTime: E,
  }
}

const SYMBOL_IN_URL = /[?&]symbol=([A-Za-z0-9_]+)/

function depthSnapshot(data: Json, frame: RawFrame): VenueFact {
  const { lastUpdateId, bids, asks, E, symbol } = data
  if (!isSequence(lastUpdateId)) return malformed('snapshot-sequence')
  if (!isLevels(bids) || !isLevels(asks)) return malformed('snapshot-levels')
  const named = isSymbol(symbol) ? symbol : (SYMBOL_IN_URL.exec(frame.url ?? '')?.[1]?.toUpperCase() ?? frame.symbolHint)
  return {
    kind: 'book-snapshot',
    sequence: lastUpdateId,
    bids,
    asks,
    ...(named === undefined ? {} : { venueSymbol: named }),
    ...(isMillis(E) ? { exchangeTime: E } : {}),
  }
}

function mapOne(data: Json, frame: RawFrame): VenueFact {
  switch (data['e']) {
    case 'depthUpdate':
      return depthUpdate(data)
    case 'trade':
    case 'aggTrade':
      return trade(data)
    case 'bookTicker':
      return bookTicker(data)
    case '24hrTicker':
    case '24hrMiniTicker':
      return ticker(data)
    case 'kline':
      return kline(data)
    case undefined:
      break
    default:
      return malformed('unknown-event')
  }
  if ('lastUpdateId' in data) return depthSnapshot(data, frame)
  if ('u' in data && 'b' in data && 'a' in data) return bookTicker(data)
  // Answers to SUBSCRIBE, and the start-up reply that lists the instruments.
  if ('result' in data || 'id' in data || 'serverTime' in data) return CONTROL
  return malformed('unknown-message')
}

function map(frame: RawFrame, emit: (fact: VenueFact) => void): void {
  const parsed = parseJson(frame.text)
  // The combined stream wraps what the single one sends bare.
  const body = isObject(parsed) && typeof parsed['stream'] === 'string' && parsed['data'] !== undefined ? parsed['data'] : parsed
  if (isObject(body)) emit(mapOne(body, frame))
  else if (!Array.isArray(body)) emit(malformed(parsed === undefined ? 'not-json' : 'not-an-object'))
  else if (body.length === 0) emit(CONTROL)
  else for (const item of body) emit(isObject(item) ? mapOne(item, frame) : malformed('not-an-object'))
}

/** Binance spot, USD-M and COIN-M share one wire; only the id under which instruments are listed differs. */
export const createBinanceMapper = (
  exchange: 'binance' | 'binanceus' | 'binanceusdm' | 'binancecoinm' = 'binance',
): VenueMapper => ({
  exchange,
  sequence: binanceSequence,
  snapshots: 'request',
  contiguousTradeIds: () => true,
  map: scanned(binanceGrammar, map),
  symbolOf: unifiedBinanceSymbol,
})
