import type { ChecksumRule } from '../contract.ts'
import { countBefore, decimalAt, digitsAt, firstDigits, othersOf, tens, valueOf } from './decimals.ts'
import { FRAME, FRAME_END, FRAME_WORDS, textEnd } from './frame.ts'
import { Interner } from './interner.ts'
import { LevelColumns } from './level-columns.ts'

/** The web's standard encoder, which the language's own library does not name. */
declare const TextEncoder: new () => {
  encodeInto(text: string, into: Uint8Array): { readonly read: number; readonly written: number }
}

const ENCODER = new TextEncoder()
const NOTHING = { read: -1, written: -1 }
/** A constant of this module, as {@link FRAME} wants it. */
const BYTES = FRAME
const NOWHERE = FRAME_END
const WORDS = FRAME_WORDS

const ZERO = 48
const QUOTE = 34
const COMMA = 44
/** Of numbers below 2^53 all have fewer; zeros before them may be more, but no venue writes any. */
const MOST_DIGITS = 24
const BRACKET = 91
const BRACKET_END = 93
const wordAt = (index: number): number => WORDS.getInt32(index, true)
const byteAt = (index: number): number => BYTES[index] as number
/** A part of a string so short is a copy; a longer one would keep the whole in memory. */
const COPIED = 12

/** A fixed part of a frame, four bytes to a word, because four are compared as fast as one. */
export interface Literal {
  readonly length: number
  readonly words: Int32Array
  /** The last one to three bytes. */
  readonly rest: number
  readonly restMask: number
}

/** Of ASCII text. */
export function literal(text: string): Literal {
  const bytes = Uint8Array.from(text.padEnd(text.length + 4, '\0'), (character) => character.charCodeAt(0))
  const view = new DataView(bytes.buffer)
  const words = Int32Array.from({ length: text.length >> 2 }, (_, index) => view.getInt32(index * 4, true))
  const restMask = 2 ** ((text.length & 3) * 8) - 1
  return { length: text.length, words, rest: view.getInt32(words.length * 4, true) & restMask, restMask }
}

/** What stands around the price and the size of a level, and whether its digits count. */
export interface LevelShape {
  readonly before: Literal
  readonly between: Literal
  readonly after: Literal
  readonly checksum?: ChecksumRule
}

/**
 * Reads a frame of a known shape from left to right. Whatever is not exactly the expected shape makes
 * {@link ok} false for good; from then on every call reads nothing, so that a grammar need not look
 * before its end. Only ASCII is read, and of JSON only what needs no unescaping.
 */
export class FrameReader {
  /** Whether everything up to here was as expected. */
  ok = false
  /** How far it has read. */
  at = 0
  private text = ''
  private readonly words = new Interner()
  private readonly pool: LevelColumns[] = []
  private used = 0

  open(text: string): void {
    const { length } = text
    const { read, written } = length < NOWHERE ? ENCODER.encodeInto(text, BYTES) : NOTHING
    this.ok = read === length && written === length
    BYTES[this.ok ? length : 0] = 0
    // What is not ASCII may have run over its end.
    if (written > NOWHERE) BYTES.fill(0, NOWHERE)
    this.text = text
    this.at = this.ok ? 0 : NOWHERE
    this.used = 0
  }

  /** Whether the frame was as expected to its last byte. */
  finished(): boolean {
    return this.ok && this.at === this.text.length
  }

  /** Of the frame. */
  get length(): number {
    return this.text.length
  }

  /** The rest of the frame, to be kept. */
  textFrom(from: number): string {
    return String.fromCharCode(...BYTES.subarray(from, this.text.length))
  }

  /** For what a grammar finds wrong itself. */
  fail(): void {
    this.ok = false
    this.at = NOWHERE
  }

  /** Goes on where a part ended that something else has read, or fails where it ended nowhere. */
  jump(end: number): void {
    if (end >= NOWHERE) this.fail()
    else this.at = end
  }

  expect(expected: Literal): void {
    this.jump(afterLiteral(this.at, expected))
  }

  /** Reads `expected` if it comes next, and says whether. */
  skip(expected: Literal): boolean {
    const at = afterLiteral(this.at, expected)
    if (at >= NOWHERE) return false
    this.at = at
    return true
  }

  /** A number of digits alone, below 2^53. */
  integer(): number {
    const from = this.at
    const value = this.digits()
    if (byteAt(from) === ZERO && this.at - from > 1) this.fail()
    return value
  }

  /** The same, leading zeros allowed. */
  digits(): number {
    const from = this.at
    let at = from
    let value = 0
    let digits = digitsAt(at)
    let others = othersOf(digits)
    for (; others === 0 && at - from < MOST_DIGITS; others = othersOf(digits)) {
      value = value * 10_000 + valueOf(digits)
      at += 4
      digits = digitsAt(at)
    }
    const count = others === 0 ? 0 : countBefore(others)
    if (count > 0) value = value * tens(count) + valueOf(firstDigits(digits, count))
    this.at = at + count
    // What is beyond the limit has digits left, which nothing expects.
    if (this.at === from || value > Number.MAX_SAFE_INTEGER) this.fail()
    return value
  }

  /** A time in milliseconds, between 2001 and 2286. */
  millis(): number {
    const from = this.at
    const value = this.integer()
    if (this.at - from !== 13) this.fail()
    return value
  }

  /** Text up to its closing quote. It is a part of the frame and keeps all of it in memory: not for what is kept. */
  string(): string {
    const from = this.at
    this.skipString()
    return this.ok ? this.text.slice(from, this.at) : ''
  }

  /** Text up to its closing quote, to be kept. */
  id(): string {
    const from = this.at
    this.skipString()
    if (!this.ok) return ''
    let id = this.text.slice(from, Math.min(from + COPIED, this.at))
    for (let at = from + COPIED; at < this.at; at += COPIED) id += this.text.slice(at, Math.min(at + COPIED, this.at))
    return id
  }

  /** Text that will come again and again: the same string each time. */
  word(): string {
    const from = this.at
    this.skipString()
    return this.ok ? this.words.of(from, this.at) : ''
  }

  /** A number of digits alone, below 2^53, as it is written. */
  integerText(): string {
    const from = this.at
    this.integer()
    return this.ok ? this.text.slice(from, this.at) : ''
  }

  /** Passes over text up to its closing quote. */
  skipString(): void {
    this.at = textEnd(this.at)
    if (byteAt(this.at) !== QUOTE) this.fail()
  }

  /** Columns for the levels of this frame, empty; up to the next `open`. */
  columns(): LevelColumns {
    const columns = this.pool[this.used] ?? new LevelColumns()
    this.pool[this.used] = columns
    this.used += 1
    columns.clear()
    return columns
  }

  /** One level, its digits as the venue wrote them. */
  level(into: LevelColumns, shape: LevelShape): void {
    const end = levelAt(this.at, into, shape)
    if (end >= NOWHERE) this.fail()
    else this.at = end
  }

  /** `["price","size"]`, one level or more with commas between them: the form of most levels, read at one go. */
  pairs(into: LevelColumns): void {
    const at = pairsAt(this.at, into)
    if (at >= NOWHERE) this.fail()
    else this.at = at
  }

  /** One level or more, with commas between them. */
  levels(into: LevelColumns, shape: LevelShape): void {
    let at = levelAt(this.at, into, shape)
    while (byteAt(at) === COMMA) at = levelAt(at + 1, into, shape)
    if (at >= NOWHERE) this.fail()
    else this.at = at
  }
}

// Places are handed on instead of kept in the reader, and numbers stored instead of returned (the
// compiler would put each double on the heap): this is where most of a feed's time goes.

/** Where `expected` ends if it is at `at`, otherwise nowhere. */
function afterLiteral(at: number, { length, words, rest, restMask }: Literal): number {
  let place = at
  for (let i = 0; i < words.length; i += 1) {
    if (wordAt(place) !== words[i]) return NOWHERE
    place += 4
  }
  return (wordAt(place) & restMask) === rest ? at + length : NOWHERE
}

/** Where the last of the pairs ends that begin at `from`, after they are stored; otherwise nowhere. */
function pairsAt(from: number, into: LevelColumns): number {
  let at = from
  for (;;) {
    const index = into.claim()
    if (byteAt(at) !== BRACKET || byteAt(at + 1) !== QUOTE) return NOWHERE
    at = decimalAt(at + 2, into.prices, into.priceDecimals, index)
    if (byteAt(at) !== QUOTE || byteAt(at + 1) !== COMMA || byteAt(at + 2) !== QUOTE) return NOWHERE
    at = decimalAt(at + 3, into.sizes, into.sizeDecimals, index)
    if (byteAt(at) !== QUOTE || byteAt(at + 1) !== BRACKET_END) return NOWHERE
    at += 2
    if (byteAt(at) !== COMMA) return at
    at += 1
  }
}

/** Where the level at `at` ends, after it is stored; otherwise nowhere. */
function levelAt(at: number, into: LevelColumns, shape: LevelShape): number {
  const index = into.claim()
  const priceAt = afterLiteral(at, shape.before)
  const priceEnd = decimalAt(priceAt, into.prices, into.priceDecimals, index)
  const sizeAt = afterLiteral(priceEnd, shape.between)
  const sizeEnd = decimalAt(sizeAt, into.sizes, into.sizeDecimals, index)
  const end = afterLiteral(sizeEnd, shape.after)
  const { checksum } = shape
  if (checksum !== undefined && end < NOWHERE) into.pieces[index] = checksum.piece(priceAt, priceEnd, sizeAt, sizeEnd)
  return end
}
