import type { Timeframe } from '../../../domain/index.ts'
import type { RawFrame, VenueFact, VenueMapper } from '../contract.ts'
import { isLevels, isMillis, isObject, isSequence, type Json, parseJson } from '../guards.ts'
import { bybitSequence } from './sequence.ts'
import { bybitKeyOf, qualifiedBybitSymbol, unifiedBybitSymbol } from './symbols.ts'

type Emit = (fact: VenueFact) => void

const malformed = (reason: string): VenueFact => ({ kind: 'malformed', reason })
const CONTROL: VenueFact = { kind: 'control' }
/** Bybit's names of the intervals that are ours too; the others are of no use here. */
const TIMEFRAMES: Readonly<Record<string, Timeframe>> = {
  '1': '1m',
  '5': '5m',
  '15': '15m',
  '60': '1h',
  '240': '4h',
  D: '1d',
}

const isSymbol = (value: unknown): value is string => typeof value === 'string' && value.length > 0 && value.length <= 60
const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''

function book(message: Json, data: Json, venueSymbol: string): VenueFact {
  const { type, ts } = message
  const { b, a, u } = data
  if (!isSequence(u)) return malformed('book-sequence')
  if (!isLevels(b) || !isLevels(a)) return malformed('book-levels')
  if (!isMillis(ts)) return malformed('book-time')
  const said = { venueSymbol, bids: b, asks: a, exchangeTime: ts }
  // After its own restart the venue sends the whole book as number 1, whatever it calls it.
  if (type === 'snapshot' || u === 1) return { kind: 'book-snapshot', ...said, sequence: u }
  return type === 'delta' ? { kind: 'book-delta', ...said, firstSequence: u, lastSequence: u } : malformed('book-type')
}

function trade(data: Json, venueSymbol: string): VenueFact {
  const { T, S, v, p, i } = data
  if (!isText(i)) return malformed('trade-id')
  if (typeof p !== 'string' || typeof v !== 'string') return malformed('trade-price')
  if (S !== 'Buy' && S !== 'Sell') return malformed('trade-side')
  if (!isMillis(T)) return malformed('trade-time')
  const aggressor = S === 'Buy' ? 'buy' : 'sell'
  return { kind: 'trade', venueSymbol, series: 'trades', id: i, price: p, quantity: v, aggressor, exchangeTime: T }
}

const TICKER_TEXTS = [
  'lastPrice',
  'prevPrice24h',
  'highPrice24h',
  'lowPrice24h',
  'volume24h',
  'bid1Price',
  'bid1Size',
  'ask1Price',
  'ask1Size',
] as const

/** Derivatives send only what changed; spot sends all but the best bid and ask. */
function ticker(message: Json, data: Json, emit: Emit, venueSymbol: string): void {
  const exchangeTime = message['ts']
  const said = TICKER_TEXTS.map((name) => data[name])
  if (!isMillis(exchangeTime)) emit(malformed('ticker-time'))
  else if (said.some((text) => text !== undefined && typeof text !== 'string')) emit(malformed('ticker-price'))
  else {
    const [last, open, high, low, volume, bid, bidSize, ask, askSize] = said.map((text) => (isText(text) ? text : undefined))
    const at = { venueSymbol, exchangeTime }
    if (bid !== undefined && bidSize !== undefined && ask !== undefined && askSize !== undefined)
      emit({ kind: 'top', ...at, bid, bidSize, ask, askSize })
    emit({
      kind: 'ticker',
      ...at,
      ...(last === undefined ? {} : { last }),
      ...(open === undefined ? {} : { open }),
      ...(high === undefined ? {} : { high }),
      ...(low === undefined ? {} : { low }),
      ...(volume === undefined ? {} : { volume }),
    })
  }
}

function candle(data: Json, venueSymbol: string): VenueFact {
  const { start, interval, open, high, low, close, volume, confirm, timestamp } = data
  if (!isMillis(start) || !isMillis(timestamp)) return malformed('candle-time')
  if (
    typeof open !== 'string' ||
    typeof high !== 'string' ||
    typeof low !== 'string' ||
    typeof close !== 'string' ||
    typeof volume !== 'string'
  )
    return malformed('candle-price')
  if (typeof confirm !== 'boolean' || typeof interval !== 'string') return malformed('candle-flags')
  const timeframe = Object.hasOwn(TIMEFRAMES, interval) ? TIMEFRAMES[interval] : undefined
  if (timeframe === undefined) return CONTROL
  const bar = { open, high, low, close, volume, trades: 0, closed: confirm }
  return { kind: 'candle', venueSymbol, timeframe, openTime: start, ...bar, exchangeTime: timestamp }
}

function topicFacts(topic: string, message: Json, frame: RawFrame, emit: Emit): void {
  const data = message['data']
  const name = topic.slice(0, topic.indexOf('.'))
  const named = topic.slice(topic.lastIndexOf('.') + 1)
  const symbol = (said: unknown): string => qualifiedBybitSymbol(isSymbol(said) ? said : named, frame.url)
  if (!isSymbol(named)) emit(malformed('topic'))
  else if (name === 'orderbook') emit(isObject(data) ? book(message, data, symbol(data['s'])) : malformed('book-data'))
  else if (name === 'tickers') {
    if (isObject(data)) ticker(message, data, emit, symbol(data['symbol']))
    else emit(malformed('ticker-data'))
  } else if (name !== 'publicTrade' && name !== 'kline') emit(CONTROL)
  else if (!Array.isArray(data)) emit(malformed('no-data'))
  else if (data.length === 0) emit(CONTROL)
  else
    for (const item of data) {
      if (!isObject(item)) emit(malformed('not-an-object'))
      else emit(name === 'kline' ? candle(item, symbol(undefined)) : trade(item, symbol(item['s'])))
    }
}

function map(frame: RawFrame, emit: Emit): void {
  const message = parseJson(frame.text)
  if (!isObject(message)) {
    emit(malformed(message === undefined ? 'not-json' : 'not-an-object'))
    return
  }
  const topic = message['topic']
  if (typeof topic === 'string') topicFacts(topic, message, frame, emit)
  // Answers to subscriptions and pings, and REST replies.
  else if ('op' in message || 'success' in message || 'retCode' in message || 'ret_msg' in message) emit(CONTROL)
  else emit(malformed('unknown-message'))
}

/** Bybit v5 public streams. Which kind of market a symbol means is only in the socket's address. */
export const createBybitMapper = (): VenueMapper => ({
  exchange: 'bybit',
  sequence: bybitSequence,
  snapshots: 'stream',
  bookDepths: [50, 200, 500, 1_000],
  contiguousTradeIds: () => false,
  map,
  symbolOf: unifiedBybitSymbol,
  keyOf: bybitKeyOf,
})
