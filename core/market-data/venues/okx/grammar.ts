import type { VenueFact } from '../contract.ts'
import { literal, type FrameReader, type Literal } from '../scan/frame-reader.ts'
import type { LevelColumns } from '../scan/level-columns.ts'
import { COMMA, expectSymbol, LIST_END, OBJECT_END, QUOTE, readTexts } from '../scan/parts.ts'
import type { Grammar } from '../scan/scanned.ts'
import { levelsAt } from './levels.ts'
import { pushTicker, TICKER_KEYS } from './ticker.ts'

type Content = 'book' | 'trade' | 'ticker'
const CHANNELS: readonly (readonly [beginning: Literal, content: Content])[] = (
  [
    ['books', 'book'],
    ['books-l2-tbt', 'book'],
    ['books50-l2-tbt', 'book'],
    ['trades', 'trade'],
    ['trades-all', 'trade'],
    ['tickers', 'ticker'],
  ] as const
).map(([channel, content]) => [literal(`{"arg":{"channel":"${channel}","instId":"`), content])
const SNAPSHOT = literal('"},"action":"snapshot","data":[')
const UPDATE = literal('"},"action":"update","data":[')
const DATA = literal('"},"data":[')
const ASKS = literal('{"asks":')
const BIDS = literal(',"bids":')
const TIME = literal(',"ts":"')
const CHECKSUM = literal(',"checksum":')
const MINUS = literal('-')
const MINUS_ONE = literal('-1')
const PREVIOUS = literal(',"prevSeqId":')
const SEQUENCE = literal(',"seqId":')

const TRADE = literal('{"instId":"')
const TRADE_ID = literal('","tradeId":"')
const PRICE = literal('","px":"')
const SIZE = literal('","sz":"')
const BUY = literal('","side":"buy","ts":"')
const SELL = literal('","side":"sell","ts":"')
const COUNT = literal(',"count":"')

const LONGEST_SYMBOL = 60

function levels(reader: FrameReader): LevelColumns {
  const columns = reader.columns()
  reader.jump(levelsAt(reader.at, columns))
  return columns
}

function book(reader: FrameReader, venueSymbol: string, snapshot: boolean): VenueFact {
  reader.expect(ASKS)
  const asks = levels(reader)
  reader.expect(BIDS)
  const bids = levels(reader)
  reader.expect(TIME)
  const exchangeTime = reader.millis()
  reader.expect(QUOTE)
  const checksum = reader.skip(CHECKSUM) ? checksumOf(reader) : undefined
  let previous: number | undefined
  let sequence: number | undefined
  if (!reader.skip(OBJECT_END)) {
    if (reader.skip(PREVIOUS)) previous = previousId(reader)
    reader.expect(SEQUENCE)
    sequence = reader.integer()
    if (previous === undefined) {
      reader.expect(PREVIOUS)
      previous = previousId(reader)
    }
    reader.expect(OBJECT_END)
    if (!snapshot && previous < 0) reader.fail()
  }
  const sum = checksum === undefined ? NOTHING : { checksum }
  if (sequence === undefined) {
    if (snapshot) return { kind: 'book-snapshot', venueSymbol, bids, asks, exchangeTime, sequence: 0, unnumbered: true, ...sum }
    // Written out, because most frames are updates with a checksum.
    if (checksum !== undefined)
      return {
        kind: 'book-delta',
        venueSymbol,
        bids,
        asks,
        exchangeTime,
        firstSequence: 0,
        lastSequence: 0,
        unnumbered: true,
        checksum,
      }
    return { kind: 'book-delta', venueSymbol, bids, asks, exchangeTime, firstSequence: 0, lastSequence: 0, unnumbered: true }
  }
  if (snapshot) return { kind: 'book-snapshot', venueSymbol, bids, asks, exchangeTime, sequence, ...sum }
  const previousSequence = previous ?? -1
  const firstSequence = Math.min(previousSequence + 1, sequence)
  if (checksum === undefined)
    return { kind: 'book-delta', venueSymbol, bids, asks, exchangeTime, firstSequence, lastSequence: sequence, previousSequence }
  return {
    kind: 'book-delta',
    venueSymbol,
    bids,
    asks,
    exchangeTime,
    firstSequence,
    lastSequence: sequence,
    previousSequence,
    checksum,
  }
}

const NOTHING = {}

/** Signed on the wire. */
function checksumOf(reader: FrameReader): number {
  const negative = reader.skip(MINUS)
  const magnitude = reader.integer()
  if (magnitude >= 2 ** 32) reader.fail()
  return (negative ? -magnitude : magnitude) >>> 0
}

const previousId = (reader: FrameReader): number => (reader.skip(MINUS_ONE) ? -1 : reader.integer())

function trade(reader: FrameReader): VenueFact {
  reader.expect(TRADE)
  const venueSymbol = reader.word()
  expectSymbol(reader, venueSymbol, LONGEST_SYMBOL)
  reader.expect(TRADE_ID)
  const id = reader.id()
  if (id === '') reader.fail()
  reader.expect(PRICE)
  const price = reader.string()
  reader.expect(SIZE)
  const quantity = reader.string()
  const buy = reader.skip(BUY)
  if (!buy) reader.expect(SELL)
  const exchangeTime = reader.millis()
  reader.expect(QUOTE)
  if (reader.skip(COUNT)) {
    reader.skipString()
    reader.expect(QUOTE)
  }
  if (reader.skip(SEQUENCE)) reader.integer()
  reader.expect(OBJECT_END)
  return { kind: 'trade', venueSymbol, series: 'trades', id, price, quantity, aggressor: buy ? 'buy' : 'sell', exchangeTime }
}

/** Reads the beginning of a frame up to the market's name. */
function contentOf(reader: FrameReader): Content | undefined {
  for (const [beginning, content] of CHANNELS) if (reader.skip(beginning)) return content
  return undefined
}

/** Books, trades and tickers. */
export const okxGrammar: Grammar = (reader, facts) => {
  const content = contentOf(reader)
  if (content === undefined) return
  const venueSymbol = reader.word()
  expectSymbol(reader, venueSymbol, LONGEST_SYMBOL)
  const isBook = content === 'book'
  const update = isBook && reader.skip(UPDATE)
  if (!update) reader.expect(isBook ? SNAPSHOT : DATA)
  do {
    if (isBook) facts.push(book(reader, venueSymbol, !update))
    else if (content === 'trade') facts.push(trade(reader))
    else if (!pushTicker(readTexts(reader, TICKER_KEYS), facts)) reader.fail()
  } while (reader.skip(COMMA))
  reader.expect(LIST_END)
  reader.expect(OBJECT_END)
}
