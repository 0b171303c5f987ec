import type { ChecksumRule } from '../contract.ts'
import { Interner } from './interner.ts'
import { LevelColumns } from './level-columns.ts'

/** The web's standard encoder, which the language's own library does not name. */
declare const TextEncoder: new () => {
  encodeInto(text: string, into: Uint8Array): { readonly read: number; readonly written: number }
}

const ENCODER = new TextEncoder()
const ZERO = 48
const QUOTE = 34
const BACKSLASH = 92
const SPACE = 32
const POINT = 46
const byteAt = (bytes: Uint8Array, index: number): number => bytes[index] as number
const POWERS = Float64Array.from({ length: 22 }, (_, exponent) => 10 ** exponent)
const MOST_ZEROS = 20

/** The bytes of a fixed part of a frame. */
export const literal = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0))

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
  /** The frame, and a 0 behind it. */
  bytes = new Uint8Array(1 << 16)
  private text = ''
  private readonly words = new Interner()
  private readonly pool: LevelColumns[] = []
  private used = 0

  open(text: string): void {
    if (text.length >= this.bytes.length) this.bytes = new Uint8Array(text.length * 2)
    const { read, written } = ENCODER.encodeInto(text, this.bytes)
    this.ok = read === text.length && written === text.length
    this.bytes[text.length] = 0
    this.text = text
    this.at = this.ok ? 0 : text.length
    this.used = 0
  }

  /** Whether the frame was as expected to its last byte. */
  finished(): boolean {
    return this.ok && this.at === this.text.length
  }

  /** For what a grammar finds wrong itself. */
  fail(): void {
    this.ok = false
    this.at = this.text.length
  }

  expect(expected: Uint8Array): void {
    if (!this.skip(expected)) this.fail()
  }

  /** Reads `expected` if it comes next, and says whether. */
  skip(expected: Uint8Array): boolean {
    const { bytes, at } = this
    const { length } = expected
    for (let i = 0; i < length; i += 1) if (byteAt(bytes, at + i) !== byteAt(expected, i)) return false
    this.at = at + length
    return this.ok
  }

  /** A number of digits alone, below 2^53. */
  integer(): number {
    const { bytes } = this
    const from = this.at
    let at = from
    let value = 0
    for (let digit = byteAt(bytes, at) - ZERO; digit >= 0 && digit <= 9; digit = byteAt(bytes, at) - ZERO) {
      value = value * 10 + digit
      at += 1
    }
    this.at = at
    if (at === from || (at - from > 1 && byteAt(bytes, from) === ZERO) || value > Number.MAX_SAFE_INTEGER) this.fail()
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
    return this.ok ? String.fromCharCode(...this.bytes.subarray(from, this.at)) : ''
  }

  /** Text that will come again and again: the same string each time. */
  word(): string {
    const from = this.at
    this.skipString()
    return this.ok ? this.words.of(this.bytes, from, this.at) : ''
  }

  /** A number of digits alone, below 2^53, as it is written. */
  integerText(): string {
    const from = this.at
    this.integer()
    return this.ok ? this.text.slice(from, this.at) : ''
  }

  /** Passes over text up to its closing quote. */
  skipString(): void {
    const { bytes } = this
    let at = this.at
    let byte = byteAt(bytes, at)
    while (byte !== QUOTE && byte >= SPACE && byte !== BACKSLASH) {
      at += 1
      byte = byteAt(bytes, at)
    }
    this.at = at
    if (byte !== QUOTE) this.fail()
  }

  /** Columns for the levels of this frame, empty; up to the next `open`. */
  columns(): LevelColumns {
    const columns = this.pool[this.used] ?? new LevelColumns()
    this.pool[this.used] = columns
    this.used += 1
    columns.clear()
    return columns
  }

  /** A price, what stands between, and a size, all as the venue wrote them. */
  level(into: LevelColumns, between: Uint8Array, checksum?: ChecksumRule): void {
    const index = into.claim()
    const priceAt = this.at
    into.prices[index] = this.significand()
    into.priceDecimals[index] = this.decimals
    this.expect(between)
    const sizeAt = this.at
    into.sizes[index] = this.significand()
    into.sizeDecimals[index] = this.decimals
    into.pieces[index] = checksum === undefined || !this.ok ? 0 : checksum.piece(this.bytes, priceAt, sizeAt)
  }

  /** Of the number read last, trailing zeros not counted. */
  private decimals = 0

  /** Plain unsigned decimal digits without point and trailing zeros, as an integer below 2^53. */
  private significand(): number {
    const { bytes } = this
    const from = this.at
    let at = from
    let value = 0
    let decimals = 0
    let digit = byteAt(bytes, at) - ZERO
    while (digit >= 0 && digit <= 9) {
      value = value * 10 + digit
      at += 1
      digit = byteAt(bytes, at) - ZERO
    }
    let bad = at === from
    if (digit === POINT - ZERO) {
      const point = at
      let zeros = 0
      at += 1
      digit = byteAt(bytes, at) - ZERO
      while (digit >= 0 && digit <= 9) {
        if (digit === 0) zeros += 1
        else {
          if (zeros > MOST_ZEROS) bad = true
          value = value * byPower(zeros + 1) + digit
          decimals += zeros + 1
          zeros = 0
        }
        at += 1
        digit = byteAt(bytes, at) - ZERO
      }
      if (at === point + 1) bad = true
    }
    this.at = at
    this.decimals = decimals
    if (bad || value > Number.MAX_SAFE_INTEGER) this.fail()
    return value
  }
}

const byPower = (exponent: number): number => POWERS[exponent] ?? Number.POSITIVE_INFINITY
