import {
  type BookLevel,
  type BookSnapshot,
  type InstrumentId,
  millis,
  type Price,
  type Quantity,
} from '../../../../domain/index.ts'
import { type ByteReader, type ByteWriter, PackedError } from './bytes.ts'
import { readCounts, readDecimals, readSeries, writeCounts, writeDecimals, writeSeries } from './columns.ts'

/**
 * A book differs from the one before in a few levels, so each side is stored as an edit of that side
 * in the previous snapshot. One number is one edit: levels to keep first, times four, plus what to do.
 */
const END = 0
const RESIZE = 1
const REMOVE = 2
const INSERT = 3

interface Edits {
  readonly codes: number[]
  readonly priceSteps: bigint[]
  readonly quantities: bigint[]
}

const SIDES = ['bids', 'asks'] as const
/** Prices step away from the mid, so that steps are positive on both sides. */
const AWAY = { bids: -1n, asks: 1n } as const

/** The price that the first level of a side is told against, when no level stands before it. */
const anchor = (before: readonly BookLevel[]): bigint => before[0]?.price ?? 0n

function writeSide(edits: Edits, before: readonly BookLevel[], after: readonly BookLevel[], away: bigint): void {
  let kept = 0
  let old = 0
  let reference = anchor(before)
  for (const level of after) {
    let same = before[old]
    while (same !== undefined && (level.price - same.price) * away > 0n) {
      edits.codes.push(kept * 4 + REMOVE)
      kept = 0
      old += 1
      same = before[old]
    }
    if (same?.price === level.price) {
      if (same.quantity === level.quantity) kept += 1
      else {
        edits.codes.push(kept * 4 + RESIZE)
        kept = 0
        edits.quantities.push(level.quantity)
      }
      old += 1
    } else {
      edits.codes.push(kept * 4 + INSERT)
      kept = 0
      edits.priceSteps.push((level.price - reference) * away)
      edits.quantities.push(level.quantity)
    }
    reference = level.price
  }
  edits.codes.push(kept * 4 + END)
}

/** Hands out the values of a column in order. */
function taker<Value>(values: readonly Value[]): () => Value {
  let next = 0
  return () => {
    const value = values[next]
    if (value === undefined) throw new PackedError('a column is too short')
    next += 1
    return value
  }
}

interface EditSource {
  readonly code: () => number
  readonly priceStep: () => bigint
  readonly quantity: () => bigint
}

function readSide(source: EditSource, before: readonly BookLevel[], away: bigint): readonly BookLevel[] {
  const after: BookLevel[] = []
  let old = 0
  const takeOld = (): BookLevel => {
    const level = before[old]
    if (level === undefined) throw new PackedError('an edit goes past the end of the book')
    old += 1
    return level
  }
  for (;;) {
    const code = source.code()
    for (let kept = Math.floor(code / 4); kept > 0; kept -= 1) after.push(takeOld())
    switch (code % 4) {
      case END:
        return after
      case RESIZE:
        after.push({ price: takeOld().price, quantity: source.quantity() as Quantity })
        break
      case REMOVE:
        takeOld()
        break
      default: {
        const reference = after.at(-1)?.price ?? anchor(before)
        after.push({ price: (reference + source.priceStep() * away) as Price, quantity: source.quantity() as Quantity })
      }
    }
  }
}

export function writeBooks(writer: ByteWriter, books: readonly BookSnapshot[]): void {
  const edits: Edits = { codes: [], priceSteps: [], quantities: [] }
  let previous: Pick<BookSnapshot, 'bids' | 'asks'> = { bids: [], asks: [] }
  for (const book of books) {
    for (const side of SIDES) writeSide(edits, previous[side], book[side], AWAY[side])
    previous = book
  }
  writeSeries(
    writer,
    books.map(({ exchangeTime }) => exchangeTime),
  )
  writeSeries(
    writer,
    books.map(({ receivedTime }) => receivedTime),
  )
  writeSeries(
    writer,
    books.map(({ sequence }) => sequence),
  )
  writeCounts(writer, edits.codes)
  writeDecimals(writer, edits.priceSteps)
  writeDecimals(writer, edits.quantities)
}

export function readBooks(reader: ByteReader, instrument: InstrumentId): readonly BookSnapshot[] {
  const exchangeTimes = readSeries(reader)
  const receivedTime = taker(readSeries(reader))
  const sequence = taker(readSeries(reader))
  const source: EditSource = {
    code: taker(readCounts(reader)),
    priceStep: taker(readDecimals(reader)),
    quantity: taker(readDecimals(reader)),
  }
  let bids: readonly BookLevel[] = []
  let asks: readonly BookLevel[] = []
  return exchangeTimes.map((exchangeTime) => {
    bids = readSide(source, bids, AWAY.bids)
    asks = readSide(source, asks, AWAY.asks)
    return {
      kind: 'book-snapshot',
      instrument,
      exchangeTime: millis(exchangeTime),
      receivedTime: millis(receivedTime()),
      sequence: sequence(),
      bids,
      asks,
    }
  })
}
