import type { RawFrame, RawLevels, VenueFact, VenueMapper } from '../contract.ts'
import { isLevels, isMillis, isObject, isSequence, type Json, parseJson } from '../guards.ts'
// KuCoin documents the rule that Binance spot does: what ends at or before the book is old, the next starts at or before last + 1.
import { binanceSequence } from '../binance/sequence.ts'

const malformed = (reason: string): VenueFact => ({ kind: 'malformed', reason })
const CONTROL: VenueFact = { kind: 'control' }

const isSymbol = (value: unknown): value is string => typeof value === 'string' && /^[A-Z0-9]+-[A-Z0-9]+$/.test(value)

/** Sequences are text in some messages and numbers in others. */
function sequenceOf(value: unknown): number | undefined {
  const sequence = typeof value === 'string' && /^\d{1,16}$/.test(value) ? Number(value) : value
  return isSequence(sequence) ? sequence : undefined
}

/** Nanoseconds as text, in milliseconds. */
function timeOfNanos(value: unknown): number | undefined {
  const time = typeof value === 'string' && /^\d{19}$/.test(value) ? Number(value.slice(0, 13)) : Number.NaN
  return isMillis(time) ? time : undefined
}

/** A change at price 0 says only that the number was used. */
const realLevels = (levels: RawLevels): RawLevels => levels.filter(([price]) => price !== '0')

function update(data: Json): VenueFact {
  const { symbol, sequenceStart, sequenceEnd, changes, time } = data
  if (!isSymbol(symbol)) return malformed('depth-symbol')
  const first = sequenceOf(sequenceStart)
  const last = sequenceOf(sequenceEnd)
  if (first === undefined || last === undefined || first > last) return malformed('depth-sequence')
  if (!isObject(changes) || !isLevels(changes['bids']) || !isLevels(changes['asks'])) return malformed('depth-levels')
  return {
    kind: 'book-delta',
    venueSymbol: symbol,
    firstSequence: first,
    lastSequence: last,
    bids: realLevels(changes['bids']),
    asks: realLevels(changes['asks']),
    // Older streams say no time.
    ...(isMillis(time) ? { exchangeTime: time } : {}),
  }
}

function match(data: Json): VenueFact {
  const { symbol, tradeId, price, size, side, time } = data
  if (!isSymbol(symbol)) return malformed('trade-symbol')
  if (typeof tradeId !== 'string' || tradeId === '') return malformed('trade-id')
  if (typeof price !== 'string' || typeof size !== 'string') return malformed('trade-price')
  if (side !== 'buy' && side !== 'sell') return malformed('trade-side')
  const exchangeTime = timeOfNanos(time)
  if (exchangeTime === undefined) return malformed('trade-time')
  return {
    kind: 'trade',
    venueSymbol: symbol,
    series: 'match',
    id: tradeId,
    price,
    quantity: size,
    aggressor: side,
    exchangeTime,
  }
}

function ticker(data: Json, topic: unknown): VenueFact {
  const symbol = typeof topic === 'string' ? topic.slice(topic.indexOf(':') + 1) : ''
  const { bestBid, bestBidSize, bestAsk, bestAskSize, time } = data
  if (!isSymbol(symbol)) return malformed('top-symbol')
  const texts = [bestBid, bestBidSize, bestAsk, bestAskSize]
  // Sides that are empty are written as null.
  if (texts.includes(null)) return CONTROL
  if (!texts.every((text) => typeof text === 'string')) return malformed('top-price')
  const [bid = '', bidSize = '', ask = '', askSize = ''] = texts
  if (!isMillis(time)) return malformed('top-time')
  return { kind: 'top', venueSymbol: symbol, bid, bidSize, ask, askSize, exchangeTime: time }
}

const SYMBOL_IN_URL = /[?&]symbol=([A-Za-z0-9-]+)/

function reply(message: Json, frame: RawFrame): VenueFact {
  const data = message['data']
  // Lists of instruments and socket tokens are replies too.
  if (!isObject(data) || !('bids' in data)) return CONTROL
  const sequence = sequenceOf(data['sequence'])
  const { bids, asks, time } = data
  if (sequence === undefined) return malformed('snapshot-sequence')
  if (!isLevels(bids) || !isLevels(asks)) return malformed('snapshot-levels')
  const named = SYMBOL_IN_URL.exec(frame.url ?? '')?.[1] ?? frame.symbolHint
  return {
    kind: 'book-snapshot',
    sequence,
    bids,
    asks,
    ...(named === undefined ? {} : { venueSymbol: named }),
    ...(isMillis(time) ? { exchangeTime: time } : {}),
  }
}

function mapOne(message: Json, frame: RawFrame): VenueFact {
  if (typeof message['code'] === 'string') return reply(message, frame)
  if (message['type'] !== 'message') return typeof message['type'] === 'string' ? CONTROL : malformed('unknown-message')
  const { data, subject, topic } = message
  if (!isObject(data)) return malformed('no-data')
  if (subject === 'trade.l2update') return update(data)
  if (subject === 'trade.l3match') return match(data)
  if (subject === 'trade.ticker') return ticker(data, topic)
  return CONTROL
}

/** KuCoin spot. Its candles are left out: bars are built from trades. */
export const createKucoinMapper = (): VenueMapper => ({
  exchange: 'kucoin',
  sequence: binanceSequence,
  snapshots: 'request',
  contiguousTradeIds: () => false,
  map: (frame, emit) => {
    const message = parseJson(frame.text)
    if (isObject(message)) emit(mapOne(message, frame))
    else emit(malformed(message === undefined ? 'not-json' : 'not-an-object'))
  },
  symbolOf: (venueSymbol) => (isSymbol(venueSymbol) ? venueSymbol.replace('-', '/') : null),
})
