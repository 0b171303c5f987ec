import type { VenueFact } from '../contract.ts'
import { literal, type FrameReader, type LevelShape } from '../scan/frame-reader.ts'
import { readIsoTime } from '../scan/iso-time.ts'
import { COMMA, expectSymbol, LIST_END, OBJECT_END, readTexts } from '../scan/parts.ts'
import type { Grammar } from '../scan/scanned.ts'
import { type Envelope, pushTicker, TICKER_KEYS } from './ticker.ts'

const CHANNEL = literal('{"channel":"')
const CLIENT = literal('","client_id":"')
const TIMESTAMP = literal('","timestamp":"')
const NUMBER = literal('","sequence_num":')
const EVENTS = literal(',"events":[')

const SNAPSHOT = literal('{"type":"snapshot",')
const UPDATE = literal('{"type":"update",')
const PRODUCT = literal('"product_id":"')
const UPDATES = literal('","updates":[')
const BID = literal('{"side":"bid","event_time":"')
const OFFER = literal('{"side":"offer","event_time":"')
const LEVEL: LevelShape = {
  before: literal('","price_level":"'),
  between: literal('","new_quantity":"'),
  after: literal('"}'),
}

const TRADES = literal('"trades":[')
const TRADE_PRODUCT = literal('{"product_id":"')
const TRADE_ID = literal('","trade_id":"')
const PRICE = literal('","price":"')
const SIZE = literal('","size":"')
const TIME = literal('","time":"')
const BUY = literal('","side":"BUY"}')
const SELL = literal('","side":"SELL"}')
const TICKERS = literal('"tickers":[')

const LONGEST_SYMBOL = 60

function book(reader: FrameReader, snapshot: boolean, { sequence, exchangeTime }: Envelope): VenueFact {
  const venueSymbol = reader.word()
  expectSymbol(reader, venueSymbol, LONGEST_SYMBOL)
  const bids = reader.columns()
  const asks = reader.columns()
  reader.expect(UPDATES)
  if (!reader.skip(LIST_END)) {
    do {
      const isBid = reader.skip(BID)
      if (!isBid) reader.expect(OFFER)
      reader.skipString()
      reader.level(isBid ? bids : asks, LEVEL)
    } while (reader.skip(COMMA))
    reader.expect(LIST_END)
  }
  return snapshot
    ? { kind: 'book-snapshot', venueSymbol, bids, asks, exchangeTime, sequence }
    : { kind: 'book-delta', venueSymbol, bids, asks, exchangeTime, firstSequence: sequence, lastSequence: sequence }
}

function trade(reader: FrameReader, history: boolean): VenueFact {
  reader.expect(TRADE_PRODUCT)
  const venueSymbol = reader.word()
  expectSymbol(reader, venueSymbol, LONGEST_SYMBOL)
  reader.expect(TRADE_ID)
  const id = reader.id()
  if (id === '') reader.fail()
  reader.expect(PRICE)
  const price = reader.string()
  reader.expect(SIZE)
  const quantity = reader.string()
  reader.expect(TIME)
  const exchangeTime = readIsoTime(reader)
  // The maker's side, see the mapper.
  const makerBuys = reader.skip(BUY)
  if (!makerBuys) reader.expect(SELL)
  const aggressor = makerBuys ? 'sell' : 'buy'
  const kind = 'trade'
  const series = 'market_trades'
  return history
    ? { kind, venueSymbol, series, id, price, quantity, aggressor, exchangeTime, history }
    : { kind, venueSymbol, series, id, price, quantity, aggressor, exchangeTime }
}

function event(reader: FrameReader, channel: string, facts: VenueFact[], envelope: Envelope): void {
  const snapshot = reader.skip(SNAPSHOT)
  if (!snapshot) reader.expect(UPDATE)
  if (channel === 'l2_data') {
    reader.expect(PRODUCT)
    facts.push(book(reader, snapshot, envelope))
  } else if (channel === 'market_trades') {
    reader.expect(TRADES)
    const trades: VenueFact[] = []
    do trades.push(trade(reader, snapshot))
    while (reader.skip(COMMA))
    reader.expect(LIST_END)
    facts.push(...trades.reverse())
  } else {
    reader.expect(TICKERS)
    do if (!pushTicker(readTexts(reader, TICKER_KEYS), envelope, facts)) reader.fail()
    while (reader.skip(COMMA))
    reader.expect(LIST_END)
  }
  reader.expect(OBJECT_END)
}

const CHANNELS: readonly string[] = ['l2_data', 'market_trades', 'ticker', 'ticker_batch']

/** Books, trades and tickers. */
export const coinbaseGrammar: Grammar = (reader, facts) => {
  reader.expect(CHANNEL)
  const channel = reader.word()
  if (!CHANNELS.includes(channel)) return
  if (reader.skip(CLIENT)) reader.skipString()
  reader.expect(TIMESTAMP)
  const exchangeTime = readIsoTime(reader)
  reader.expect(NUMBER)
  const sequence = reader.integer()
  facts.push({ kind: 'connection-sequence', sequence })
  const envelope = { sequence, exchangeTime }
  reader.expect(EVENTS)
  do event(reader, channel, facts, envelope)
  while (reader.skip(COMMA))
  reader.expect(LIST_END)
  reader.expect(OBJECT_END)
}
