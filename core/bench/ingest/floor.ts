import type { Contender } from './baselines.ts'
import { beforeByte, FloorSide, nextByte } from './floor-book.ts'

const BYTES = new Uint8Array(1 << 22)
const ENCODER = new TextEncoder()
const [QUOTE, POINT, COMMA, COLON, ZERO, LIST, LIST_END, MINUS] = [34, 46, 44, 58, 48, 91, 93, 45] as const
const [LETTER_B, LETTER_C, LETTER_O, LETTER_S] = [98, 99, 111, 115] as const
const KRAKEN_BOOK = 1_000
/** The sum that a colon makes to that of nothing. */
const BEFORE_COLON = beforeByte(COLON)
const POWERS = Float64Array.from({ length: 20 }, (_, exponent) => 10 ** exponent)

/** What is known of a frame while it is read. */
const place = { at: 0, value: 0, register: -1, bytes: 0 }

interface Book {
  readonly bids: FloorSide
  readonly asks: FloorSide
}

const byteAt = (at: number): number => BYTES[at] as number

/** Past the next such byte. */
function after(byte: number, from: number): number {
  let at = from
  while (byteAt(at) !== byte) at += 1
  return at + 1
}

/** Digits up to a quote, into the number and the checksum; Kraken leaves out the point and zeros before the first digit. */
function decimal(from: number, kraken: boolean): void {
  let { register, bytes } = place
  let value = 0
  let decimals = -1
  let at = from
  let leading = kraken
  for (let byte = byteAt(at); byte !== QUOTE; byte = byteAt(at)) {
    at += 1
    if (byte === POINT) decimals = 0
    else {
      value = value * 10 + byte - ZERO
      if (decimals >= 0) decimals += 1
      if (byte !== ZERO) leading = false
    }
    if (leading || (kraken && byte === POINT)) continue
    register = nextByte(register, byte)
    bytes += 1
  }
  place.at = at
  place.value = decimals > 0 ? value / (POWERS[decimals] as number) : value
  place.register = register
  place.bytes = bytes
}

/** A list of levels that begins at `from`; whatever follows price and size is passed over. Past its end. */
function levels(from: number, side: FloorSide, kraken: boolean): number {
  let at = from + 1
  while (byteAt(at) === LIST || byteAt(at) === COMMA) {
    if (byteAt(at) === COMMA) at += 1
    place.register = kraken ? -1 : nextByte(-1, COLON)
    place.bytes = kraken ? 0 : 1
    decimal(at + 2, kraken)
    const price = place.value
    if (!kraken) {
      place.register = nextByte(place.register, COLON)
      place.bytes += 1
    }
    decimal(place.at + 3, kraken)
    side.set(price, place.value, ~place.register, place.bytes)
    at = after(LIST_END, place.at)
  }
  return at + 1
}

function integer(from: number): number {
  const negative = byteAt(from) === MINUS
  let at = negative ? from + 1 : from
  let value = 0
  for (let digit = byteAt(at) - ZERO; digit >= 0 && digit <= 9; digit = byteAt(at) - ZERO) {
    value = value * 10 + digit
    at += 1
  }
  place.at = at
  return negative ? -value : value
}

/** `[320,{"a":[...]},{"b":[...],"c":"..."},"book-1000","XBT/USD"]`, or a snapshot with `as` and `bs`. */
function readKraken(bookOf: (id: number) => Book): void {
  const { bids, asks } = bookOf(integer(1))
  let checksum = -1
  for (let at = after(QUOTE, 0); ; at = after(QUOTE, at)) {
    const key = byteAt(at)
    if (key === LETTER_B && byteAt(at + 1) === LETTER_O) break
    if (key === LETTER_C) {
      checksum = integer(at + 4)
      at = place.at + 1
    } else {
      const side = key === LETTER_B ? bids : asks
      if (byteAt(at + 1) !== QUOTE) side.length = 0
      at = levels(after(COLON, at), side, true)
    }
  }
  bids.keepBest(KRAKEN_BOOK)
  asks.keepBest(KRAKEN_BOOK)
  if (checksum < 0) return
  let sum = 0
  for (let rank = 0; rank < asks.length && rank < 10; rank += 1) sum = asks.append(sum, rank)
  for (let rank = 0; rank < bids.length && rank < 10; rank += 1) sum = bids.append(sum, rank)
  if (sum >>> 0 !== checksum) throw new Error('the floor has another book than Kraken')
}

/** `{"arg":{"channel":"books","instId":"BTC-USDT"},"action":"update","data":[{"asks":[...],"bids":[...],"ts":"...","checksum":-1}]}`. */
function readOkx(bookOf: (id: number) => Book): void {
  let at = 0
  for (let quotes = 0; quotes < 9; quotes += 1) at = after(QUOTE, at)
  let id = 0
  for (; byteAt(at) !== QUOTE; at += 1) id = (Math.imul(id, 31) + byteAt(at)) | 0
  const { bids, asks } = bookOf(id)
  for (let quotes = 0; quotes < 4; quotes += 1) at = after(QUOTE, at)
  if (byteAt(at) === LETTER_S) {
    bids.length = 0
    asks.length = 0
  }
  at = levels(after(COLON, after(LIST, at)), asks, false)
  at = levels(after(COLON, at), bids, false)
  const checksum = integer(after(COLON, after(COLON, at)))
  // The first level has no colon before it.
  let sum = BEFORE_COLON
  for (let rank = 0; rank < 25; rank += 1) {
    if (rank < bids.length) sum = bids.append(sum, rank)
    if (rank < asks.length) sum = asks.append(sum, rank)
  }
  if (sum !== checksum && sum >>> 0 !== checksum >>> 0) throw new Error('the floor has another book than OKX')
}

/**
 * The least that anybody must do with the books of a venue that sends checksums: bytes to numbers, the
 * book's edit, the CRC over the best levels. Believes every frame: no shape, no range, no sequence, no
 * time is looked at, nothing is told, and prices are doubles.
 */
export function createFloor(venue: 'okx' | 'kraken'): Contender {
  const books = new Map<number, Book>()
  const bookOf = (id: number): Book => {
    const known = books.get(id)
    if (known !== undefined) return known
    const book = { bids: new FloorSide(1), asks: new FloorSide(-1) }
    books.set(id, book)
    return book
  }
  return {
    handle: ({ text }) => {
      const { written } = ENCODER.encodeInto(text, BYTES)
      BYTES[written] = 0
      if (venue === 'okx') readOkx(bookOf)
      else if (byteAt(0) === LIST) readKraken(bookOf)
    },
    levels: () => [...books.values()].reduce((sum, { bids, asks }) => sum + bids.length + asks.length, 0),
  }
}
