import type { VenueFact } from '../contract.ts'
import { type FrameReader, literal } from '../scan/frame-reader.ts'
import { expectSymbol, OBJECT_END, QUOTE, readBoolean, readPairs } from '../scan/parts.ts'
import type { Grammar } from '../scan/scanned.ts'

const STREAM = literal('{"stream":"')
const DATA = literal('","data":')
const EVENT = literal('{"e":"')
const DEPTH = literal('depthUpdate","E":')
const TRADE = literal('trade","E":')
const AGGREGATE = literal('aggTrade","E":')
const TOP = literal('bookTicker","u":')
const TOP_WITHOUT_EVENT = literal('{"u":')
const TOP_EVENT_LATE = literal(',"e":"bookTicker"')
const TRANSACTION_TIME = literal(',"T":')
const EVENT_TIME = literal(',"E":')
const SYMBOL = literal(',"s":"')
const PAIR = literal('","ps":"')
const FIRST = literal('","U":')
const LAST = literal(',"u":')
const PREVIOUS = literal(',"pu":')
const BIDS = literal(',"b":')
const ASKS = literal(',"a":')
const TRADE_ID = literal('","t":')
const AGGREGATE_ID = literal('","a":')
const PRICE = literal(',"p":"')
const QUANTITY = literal('","q":"')
const FIRST_TRADE = literal(',"f":')
const LAST_TRADE = literal(',"l":')
const ORDER_TYPE = literal(',"X":"')
const BUYER_IS_MAKER = literal(',"m":')
const IGNORED = literal(',"M":')
const BID = literal('","b":"')
const BID_SIZE = literal('","B":"')
const ASK = literal('","a":"')
const ASK_SIZE = literal('","A":"')

const LONGEST_SYMBOL = 40

/** The name of the market; COIN-M says the pair as well. */
function symbol(reader: FrameReader): string {
  reader.expect(SYMBOL)
  const name = reader.word()
  expectSymbol(reader, name, LONGEST_SYMBOL)
  if (reader.skip(PAIR)) reader.skipString()
  return name
}

function depth(reader: FrameReader): VenueFact {
  const exchangeTime = reader.millis()
  if (reader.skip(TRANSACTION_TIME)) reader.integer()
  const venueSymbol = symbol(reader)
  reader.expect(FIRST)
  const firstSequence = reader.integer()
  reader.expect(LAST)
  const lastSequence = reader.integer()
  if (firstSequence > lastSequence) reader.fail()
  const previousSequence = reader.skip(PREVIOUS) ? reader.integer() : undefined
  reader.expect(BIDS)
  const bids = readPairs(reader)
  reader.expect(ASKS)
  const asks = readPairs(reader)
  const kind = 'book-delta'
  return previousSequence === undefined
    ? { kind, venueSymbol, firstSequence, lastSequence, bids, asks, exchangeTime }
    : { kind, venueSymbol, firstSequence, lastSequence, previousSequence, bids, asks, exchangeTime }
}

/** Futures say the time of the trade before the market, spot after the size. */
function trade(reader: FrameReader, series: 'trade' | 'aggTrade'): VenueFact {
  reader.integer()
  let exchangeTime = reader.skip(TRANSACTION_TIME) ? reader.millis() : undefined
  const venueSymbol = symbol(reader)
  reader.expect(series === 'trade' ? TRADE_ID : AGGREGATE_ID)
  const id = reader.integerText()
  reader.expect(PRICE)
  const price = reader.string()
  reader.expect(QUANTITY)
  const quantity = reader.string()
  reader.expect(QUOTE)
  if (reader.skip(FIRST_TRADE)) {
    reader.integer()
    reader.expect(LAST_TRADE)
    reader.integer()
  }
  if (exchangeTime === undefined) {
    reader.expect(TRANSACTION_TIME)
    exchangeTime = reader.millis()
  }
  if (reader.skip(ORDER_TYPE)) {
    reader.skipString()
    reader.expect(QUOTE)
  }
  reader.expect(BUYER_IS_MAKER)
  const aggressor = readBoolean(reader) ? 'sell' : 'buy'
  if (reader.skip(IGNORED)) readBoolean(reader)
  return { kind: 'trade', venueSymbol, series, id, price, quantity, aggressor, exchangeTime }
}

/** Spot says no times, and USD-M and COIN-M the event before and after the number. */
function top(reader: FrameReader): VenueFact {
  const sequence = reader.integer()
  reader.skip(TOP_EVENT_LATE)
  const venueSymbol = symbol(reader)
  reader.expect(BID)
  const bid = reader.string()
  reader.expect(BID_SIZE)
  const bidSize = reader.string()
  reader.expect(ASK)
  const ask = reader.string()
  reader.expect(ASK_SIZE)
  const askSize = reader.string()
  reader.expect(QUOTE)
  const kind = 'top'
  if (!reader.skip(TRANSACTION_TIME)) return { kind, venueSymbol, sequence, bid, bidSize, ask, askSize }
  reader.integer()
  reader.expect(EVENT_TIME)
  return { kind, venueSymbol, sequence, bid, bidSize, ask, askSize, exchangeTime: reader.millis() }
}

function event(reader: FrameReader): VenueFact | null {
  if (reader.skip(TOP_WITHOUT_EVENT)) return top(reader)
  reader.expect(EVENT)
  if (reader.skip(TOP)) return top(reader)
  if (reader.skip(DEPTH)) return depth(reader)
  if (reader.skip(TRADE)) return trade(reader, 'trade')
  return reader.skip(AGGREGATE) ? trade(reader, 'aggTrade') : null
}

/** Depth updates, trades and best prices, bare or wrapped in a combined stream. */
export const binanceGrammar: Grammar = (reader, facts) => {
  const wrapped = reader.skip(STREAM)
  if (wrapped) {
    reader.skipString()
    reader.expect(DATA)
  }
  const fact = event(reader)
  if (fact === null) return
  facts.push(fact)
  reader.expect(OBJECT_END)
  if (wrapped) reader.expect(OBJECT_END)
}
