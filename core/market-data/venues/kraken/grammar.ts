import type { VenueFact } from '../contract.ts'
import { Endings } from '../scan/endings.ts'
import { literal, type FrameReader, type LevelShape } from '../scan/frame-reader.ts'
import { readIsoTime } from '../scan/iso-time.ts'
import type { LevelColumns } from '../scan/level-columns.ts'
import { COMMA, expectSymbol, LIST, LIST_END, OBJECT_END } from '../scan/parts.ts'
import type { Grammar } from '../scan/scanned.ts'
import { krakenChecksum } from './checksum.ts'
import { UNNUMBERED } from './facts.ts'
import { listLevelsAt, NEWEST } from './list-levels.ts'
import { currentKrakenSymbol } from './symbols.ts'

const WHOLE_ASKS = literal('{"as":')
const WHOLE_BIDS = literal(',"bs":')
const FIRST_ASKS = literal('{"a":')
const FIRST_BIDS = literal('{"b":')
const CHECKSUM_TEXT = literal(',"c":"')
const PART_END = literal('"}')
const NAME = literal(',"book-')
const PAIR = literal('","')
const MESSAGE_END = literal('"]')
const MOST_DEPTH_DIGITS = 5

const UPDATE = literal('{"channel":"book","type":"update","data":[{"symbol":"')
const BIDS = literal('","bids":')
const ASKS = literal(',"asks":')
const OBJECT_LEVEL: LevelShape = {
  before: literal('{"price":'),
  between: literal(',"qty":'),
  after: literal('}'),
  checksum: krakenChecksum,
}
const CHECKSUM = literal(',"checksum":')
const TIMESTAMP = literal(',"timestamp":"')
const UPDATE_END = literal('"}]}')

const LONGEST_SYMBOL = 40

/** Levels with the time of each; `NEWEST` notes them. */
const listLevels = (reader: FrameReader, into: LevelColumns): void => reader.jump(listLevelsAt(reader.at, into))

function checksumOf(reader: FrameReader): number {
  const checksum = reader.integer()
  if (checksum >= 2 ** 32) reader.fail()
  return checksum
}

/** `,"book-1000","XBT/USD"]` from behind the dash on. */
function listName(reader: FrameReader): { readonly depth: number; readonly pair: string } {
  const depthAt = reader.at
  const depth = reader.digits()
  if (reader.at - depthAt > MOST_DEPTH_DIGITS) reader.fail()
  reader.expect(PAIR)
  const pair = reader.word()
  expectSymbol(reader, pair, LONGEST_SYMBOL)
  reader.expect(MESSAGE_END)
  return { depth, pair }
}

/** `[channel id, {"as": asks, "bs": bids}, "book-1000", "XBT/USD"]`, from behind the first key on. */
function listSnapshot(reader: FrameReader, symbolOf: (pair: string) => string): VenueFact {
  const asks = reader.columns()
  const bids = reader.columns()
  listLevels(reader, asks)
  reader.expect(WHOLE_BIDS)
  listLevels(reader, bids)
  reader.expect(OBJECT_END)
  reader.expect(NAME)
  const { depth, pair } = listName(reader)
  return { kind: 'book-snapshot', venueSymbol: symbolOf(pair), sequence: 0, unnumbered: true, bids, asks, depth }
}

interface Names {
  readonly endings: Endings
  readonly symbolOf: (pair: string) => string
}

/** `[channel id, {"a": asks}, {"b": bids, "c": checksum}, "book-1000", "XBT/USD"]`, either part alone or both. */
function listUpdate(reader: FrameReader, { endings, symbolOf }: Names): VenueFact {
  const asks = reader.columns()
  const bids = reader.columns()
  NEWEST[0] = 0
  let checksum: number | undefined
  let venueSymbol: string | undefined
  let checksumEnd = 0
  do {
    if (reader.skip(FIRST_ASKS)) listLevels(reader, asks)
    else {
      reader.expect(FIRST_BIDS)
      listLevels(reader, bids)
    }
    checksumEnd = 0
    if (reader.skip(CHECKSUM_TEXT)) {
      checksum = checksumOf(reader)
      venueSymbol = endings.read(reader)
      if (venueSymbol !== undefined) break
      checksumEnd = reader.at
      reader.expect(PART_END)
    } else reader.expect(OBJECT_END)
    if (reader.skip(NAME)) break
    reader.expect(COMMA)
  } while (reader.ok)
  if (venueSymbol === undefined) {
    venueSymbol = symbolOf(listName(reader).pair)
    if (checksumEnd > 0) endings.note(reader, checksumEnd, venueSymbol)
  }
  const exchangeTime = NEWEST[0]
  if (exchangeTime > 0 && checksum !== undefined)
    return {
      kind: 'book-delta',
      venueSymbol,
      unnumbered: true,
      firstSequence: 0,
      lastSequence: 0,
      bids,
      asks,
      exchangeTime,
      checksum,
    }
  return {
    kind: 'book-delta',
    venueSymbol,
    ...UNNUMBERED,
    bids,
    asks,
    ...(exchangeTime > 0 ? { exchangeTime } : {}),
    ...(checksum === undefined ? {} : { checksum }),
  }
}

function objectLevels(reader: FrameReader): LevelColumns {
  const columns = reader.columns()
  reader.expect(LIST)
  if (reader.skip(LIST_END)) return columns
  reader.levels(columns, OBJECT_LEVEL)
  reader.expect(LIST_END)
  return columns
}

function objectUpdate(reader: FrameReader): VenueFact {
  const venueSymbol = reader.word()
  expectSymbol(reader, venueSymbol, LONGEST_SYMBOL)
  reader.expect(BIDS)
  const bids = objectLevels(reader)
  reader.expect(ASKS)
  const asks = objectLevels(reader)
  reader.expect(CHECKSUM)
  const checksum = checksumOf(reader)
  reader.expect(TIMESTAMP)
  const exchangeTime = readIsoTime(reader)
  reader.expect(UPDATE_END)
  return {
    kind: 'book-delta',
    venueSymbol,
    unnumbered: true,
    firstSequence: 0,
    lastSequence: 0,
    bids,
    asks,
    exchangeTime,
    checksum,
  }
}

/** Updates of books of either version, and snapshots of the first. */
export function krakenGrammar(): Grammar {
  const symbols = new Map<string, string>()
  const symbolOf = (pair: string): string => {
    const known = symbols.get(pair)
    if (known !== undefined) return known
    const symbol = currentKrakenSymbol(pair)
    symbols.set(pair, symbol)
    return symbol
  }
  const names = { symbolOf, endings: new Endings() }
  return (reader, facts) => {
    if (reader.skip(LIST)) {
      reader.integer()
      reader.expect(COMMA)
      facts.push(reader.skip(WHOLE_ASKS) ? listSnapshot(reader, symbolOf) : listUpdate(reader, names))
    } else if (reader.skip(UPDATE)) facts.push(objectUpdate(reader))
  }
}
