import { literal, type FrameReader } from '../scan/frame-reader.ts'
import { COMMA, expectSymbol, LIST_END, OBJECT_END, readBoolean, readPairs, readTexts } from '../scan/parts.ts'
import type { Grammar } from '../scan/scanned.ts'
import type { VenueFact } from '../contract.ts'
import { pushTicker, TICKER_KEYS } from './ticker.ts'
import { QualifiedSymbols } from './symbols.ts'

const BOOK = literal('{"topic":"orderbook.')
const DOT = literal('.')
const SNAPSHOT = literal('","type":"snapshot","ts":')
const DELTA = literal('","type":"delta","ts":')
const SNAPSHOT_LATE = literal(',"type":"snapshot"')
const DELTA_LATE = literal(',"type":"delta"')
const BOOK_DATA = literal(',"data":{"s":"')
const BIDS = literal('","b":')
const ASKS = literal(',"a":')
const UPDATE = literal(',"u":')
const SEQUENCE = literal(',"seq":')
const CREATED = literal(',"cts":')

const TRADES = literal('{"topic":"publicTrade.')
const TRADE_DATA = literal(',"data":[')
const TRADE_TIME = literal('{"T":')
const SYMBOL = literal(',"s":"')
const BUY = literal('","S":"Buy","v":"')
const SELL = literal('","S":"Sell","v":"')
const PRICE = literal('","p":"')
const DIRECTION = literal('","L":"')
const ID = literal('","i":"')
const BLOCK = literal('","BT":')
const RETAIL = literal(',"RPI":')

const TICKER = literal('{"topic":"tickers.')
const SNAPSHOT_LATER = literal(',"type":"snapshot","cs":')
const TIME_FIRST = literal('","ts":')
const TICKER_SNAPSHOT = literal('","type":"snapshot","data":')
const TICKER_DELTA = literal('","type":"delta","data":')
const DATA = literal(',"data":')
const SEQUENCE_LATER = literal(',"cs":')
const TIME_LAST = literal(',"ts":')

const LONGEST_SYMBOL = 60

/** The last part of the topic, which begins at the reader's place. */
function topicSymbol(reader: FrameReader): string {
  const symbol = reader.word()
  if (expectSymbol(reader, symbol, LONGEST_SYMBOL) && symbol.includes('.')) reader.fail()
  return symbol
}

function book(reader: FrameReader, qualify: (symbol: string) => string): VenueFact {
  reader.integer()
  reader.expect(DOT)
  const named = topicSymbol(reader)
  let snapshot: boolean
  let exchangeTime: number
  // Spot says the time before the type.
  if (reader.skip(TIME_FIRST)) {
    exchangeTime = reader.millis()
    snapshot = reader.skip(SNAPSHOT_LATE)
    if (!snapshot) reader.expect(DELTA_LATE)
  } else {
    snapshot = reader.skip(SNAPSHOT)
    if (!snapshot) reader.expect(DELTA)
    exchangeTime = reader.millis()
  }
  reader.expect(BOOK_DATA)
  if (reader.word() !== named) reader.fail()
  const venueSymbol = qualify(named)
  reader.expect(BIDS)
  const bids = readPairs(reader)
  reader.expect(ASKS)
  const asks = readPairs(reader)
  reader.expect(UPDATE)
  const sequence = reader.integer()
  if (reader.skip(SEQUENCE)) reader.integer()
  reader.expect(OBJECT_END)
  if (reader.skip(CREATED)) reader.integer()
  if (snapshot || sequence === 1) return { kind: 'book-snapshot', venueSymbol, bids, asks, exchangeTime, sequence }
  return { kind: 'book-delta', venueSymbol, bids, asks, exchangeTime, firstSequence: sequence, lastSequence: sequence }
}

function trade(reader: FrameReader, qualify: (symbol: string) => string): VenueFact {
  reader.expect(TRADE_TIME)
  const exchangeTime = reader.millis()
  reader.expect(SYMBOL)
  const symbol = reader.word()
  expectSymbol(reader, symbol, LONGEST_SYMBOL)
  const buy = reader.skip(BUY)
  if (!buy) reader.expect(SELL)
  const quantity = reader.string()
  reader.expect(PRICE)
  const price = reader.string()
  if (reader.skip(DIRECTION)) reader.skipString()
  reader.expect(ID)
  const id = reader.id()
  if (id === '') reader.fail()
  reader.expect(BLOCK)
  readBoolean(reader)
  if (reader.skip(RETAIL)) readBoolean(reader)
  if (reader.skip(SEQUENCE)) reader.integer()
  reader.expect(OBJECT_END)
  const aggressor = buy ? 'buy' : 'sell'
  return { kind: 'trade', venueSymbol: qualify(symbol), series: 'trades', id, price, quantity, aggressor, exchangeTime }
}

/** Derivatives say the time last, spot first. */
function ticker(reader: FrameReader, facts: VenueFact[], qualify: (symbol: string) => string): void {
  const named = topicSymbol(reader)
  let exchangeTime: number | undefined
  if (reader.skip(TIME_FIRST)) {
    exchangeTime = reader.millis()
    reader.expect(SNAPSHOT_LATER)
    reader.integer()
    reader.expect(DATA)
  } else if (!reader.skip(TICKER_DELTA)) reader.expect(TICKER_SNAPSHOT)
  const texts = readTexts(reader, TICKER_KEYS)
  if (texts.symbol !== named) reader.fail()
  if (exchangeTime === undefined) {
    reader.expect(SEQUENCE_LATER)
    reader.integer()
    reader.expect(TIME_LAST)
    exchangeTime = reader.millis()
  }
  pushTicker(texts, { venueSymbol: qualify(named), exchangeTime }, facts)
}

/** Books, trades and tickers. */
export function bybitGrammar(): Grammar {
  const symbols = new QualifiedSymbols()
  return (reader, facts, { url }) => {
    const qualify = (symbol: string): string => symbols.of(symbol, url)
    if (reader.skip(BOOK)) facts.push(book(reader, qualify))
    else if (reader.skip(TICKER)) ticker(reader, facts, qualify)
    else if (reader.skip(TRADES)) {
      topicSymbol(reader)
      reader.expect(SNAPSHOT)
      reader.millis()
      reader.expect(TRADE_DATA)
      do facts.push(trade(reader, qualify))
      while (reader.skip(COMMA))
      reader.expect(LIST_END)
    }
    reader.expect(OBJECT_END)
  }
}
