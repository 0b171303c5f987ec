/**
 * CRC-32 of ISO 3309 (reflected 0xEDB88320, as in zlib), made to be put together from pieces: the sum
 * of a whole follows from the sums and lengths of its parts, so that a book keeps one piece a level
 * and never reads a level twice.
 */
const TABLE = new Int32Array(256)
for (let byte = 0; byte < 256; byte += 1) {
  let rest = byte
  for (let bit = 0; bit < 8; bit += 1) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1
  TABLE[byte] = rest
}

const at = (table: Int32Array, index: number): number => table[index] as number

/** The register after one more byte; it starts at -1, and its complement is the sum. */
export const nextRegister = (register: number, byte: number): number => (register >>> 8) ^ at(TABLE, (register ^ byte) & 0xff)

/** A text's CRC-32 and its length in one double: length times 2^32 plus the sum. */
export type CrcPiece = number

const SHIFT = 2 ** 32
const PER_SHIFT = 2 ** -32
/** The longest piece: all lengths of pieces have a table. */
const LONGEST = 127

/** Of at most {@link LONGEST} bytes. */
export function crcPiece(register: number, length: number): CrcPiece {
  if (READY[length] === 0) prepare(length)
  return length * SHIFT + (~register >>> 0)
}

export const lengthOf = (piece: CrcPiece): number => (piece * PER_SHIFT) | 0

/** Of ASCII text. */
export function pieceOf(text: string): CrcPiece {
  let register = -1
  for (let i = 0; i < text.length; i += 1) register = nextRegister(register, text.charCodeAt(i))
  return crcPiece(register, text.length)
}

/**
 * By length: what so many further zero bytes make of a sum or a register, a part for each of its four
 * bytes. One array, because a constant one is read without asking where it is and how long.
 */
const ADVANCES = new Int32Array((LONGEST + 1) * 1_024)
const READY = new Uint8Array(LONGEST + 1)

function prepare(length: number): void {
  for (let entry = 0; entry < 1_024; entry += 1) {
    let sum = (entry & 0xff) << ((entry >> 8) * 8)
    for (let byte = 0; byte < length; byte += 1) sum = nextRegister(sum, 0)
    ADVANCES[length * 1_024 + entry] = sum
  }
  READY[length] = 1
}

function advance(sum: number, length: number): number {
  const table = length << 10
  return (
    at(ADVANCES, table | (sum & 0xff)) ^
    at(ADVANCES, table | 256 | ((sum >>> 8) & 0xff)) ^
    at(ADVANCES, table | 512 | ((sum >>> 16) & 0xff)) ^
    at(ADVANCES, table | 768 | (sum >>> 24))
  )
}

/** The sum of a text followed by a piece, from the sum of that text; 0 is the sum of nothing. As a signed integer. */
export const appendPiece = (sum: number, piece: CrcPiece): number => advance(sum, lengthOf(piece)) ^ (piece | 0)

/** The same of a text followed by another of any length, from the sum of either. */
export function appendSum(sum: number, next: number, length: number): number {
  let advanced = sum
  let rest = length
  for (; rest > LONGEST; rest -= LONGEST) advanced = advance(advanced, LONGEST)
  if (READY[rest] === 0) prepare(rest)
  return advance(advanced, rest) ^ next
}

/** Bytes of a word. */
const WORD = 4
const WORD_MASKS = Int32Array.of(0, 0xff, 0xffff, 0xffffff, -1)
for (const length of [0, 1, 2, 3, WORD, 2 * WORD, LONGEST]) prepare(length)

/** The register after one to four more bytes: the lowest of a word, the first one lowest. */
export const nextRegisters = (register: number, word: number, count: number): number =>
  advance(register ^ (word & at(WORD_MASKS, count)), count)

/** The register after the eight bytes of two words. */
export const nextEight = (register: number, first: number, second: number): number =>
  advance(register ^ first, 2 * WORD) ^ advance(second, WORD)

/** The sum of a text followed by one byte, from the sum of that text. As a signed integer. */
export const appendByte = (sum: number, byte: number): number => ~nextRegister(~sum, byte)

/** The sum that one byte more makes to `sum`: {@link appendByte} backwards. As a signed integer. */
export function beforeByte(sum: number, byte: number): number {
  const register = ~sum
  // A step clears the highest byte before it mixes in an entry: that byte tells which one.
  const entry = TABLE.findIndex((value) => value >>> 24 === register >>> 24)
  return ~(((register ^ at(TABLE, entry)) << 8) | (entry ^ byte))
}
