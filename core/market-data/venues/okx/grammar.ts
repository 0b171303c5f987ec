import type { BookDeltaFact, BookSnapshotFact, VenueFact } from '../contract.ts'
import { literal, type FrameReader } from '../scan/frame-reader.ts'
import type { LevelColumns } from '../scan/level-columns.ts'
import { COMMA, expectSymbol, LIST_END, OBJECT_END, QUOTE, readTexts } from '../scan/parts.ts'
import type { Grammar } from '../scan/scanned.ts'
import { levelsAt } from './levels.ts'
import { pushTicker, TICKER_KEYS } from './ticker.ts'

const CHANNEL = literal('{"arg":{"channel":"')
const INSTRUMENT = literal('","instId":"')
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
  const fact: Writable<BookSnapshotFact> | Writable<BookDeltaFact> = snapshot
    ? { kind: 'book-snapshot', venueSymbol, bids, asks, exchangeTime, sequence: sequence ?? 0 }
    : {
        kind: 'book-delta',
        venueSymbol,
        bids,
        asks,
        exchangeTime,
        firstSequence: Math.min((previous ?? -1) + 1, sequence ?? 0),
        lastSequence: sequence ?? 0,
      }
  if (fact.kind === 'book-delta' && previous !== undefined) fact.previousSequence = previous
  if (sequence === undefined) fact.unnumbered = true
  if (checksum !== undefined) fact.checksum = checksum
  return fact
}

type Writable<Fact> = { -readonly [Key in keyof Fact]: Fact[Key] }

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

const BOOK_CHANNELS: readonly string[] = ['books', 'books-l2-tbt', 'books50-l2-tbt']
const TRADE_CHANNELS: readonly string[] = ['trades', 'trades-all']

/** Books, trades and tickers. */
export const okxGrammar: Grammar = (reader, facts) => {
  reader.expect(CHANNEL)
  const channel = reader.word()
  reader.expect(INSTRUMENT)
  const venueSymbol = reader.word()
  expectSymbol(reader, venueSymbol, LONGEST_SYMBOL)
  const isBook = BOOK_CHANNELS.includes(channel)
  const isTrade = TRADE_CHANNELS.includes(channel)
  if (!isBook && !isTrade && channel !== 'tickers') return
  const snapshot = isBook && reader.skip(SNAPSHOT)
  if (!snapshot) reader.expect(isBook ? UPDATE : DATA)
  do {
    if (isBook) facts.push(book(reader, venueSymbol, snapshot))
    else if (isTrade) facts.push(trade(reader))
    else if (!pushTicker(readTexts(reader, TICKER_KEYS), facts)) reader.fail()
  } while (reader.skip(COMMA))
  reader.expect(LIST_END)
  reader.expect(OBJECT_END)
}
