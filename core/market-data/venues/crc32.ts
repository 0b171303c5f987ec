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
export const crcPiece = (register: number, length: number): CrcPiece => length * SHIFT + (~register >>> 0)

/** Of ASCII text. */
export function pieceOf(text: string): CrcPiece {
  let register = -1
  for (let i = 0; i < text.length; i += 1) register = nextRegister(register, text.charCodeAt(i))
  return crcPiece(register, text.length)
}

/** By length: what so many further bytes make of a sum, a table for each of its four bytes. */
const ADVANCES: (Int32Array | undefined)[] = []

function advanceTable(length: number): Int32Array {
  const table = new Int32Array(1_024)
  for (let entry = 0; entry < 1_024; entry += 1) {
    let sum = (entry & 0xff) << ((entry >> 8) * 8)
    for (let byte = 0; byte < length; byte += 1) sum = nextRegister(sum, 0)
    table[entry] = sum
  }
  ADVANCES[length] = table
  return table
}

/** The sum of a text followed by a piece, from the sum of that text; 0 is the sum of nothing. As a signed integer. */
export function appendPiece(sum: number, piece: CrcPiece): number {
  const length = Math.floor(piece / SHIFT)
  const table = ADVANCES[length] ?? advanceTable(length)
  return (
    at(table, sum & 0xff) ^
    at(table, 256 + ((sum >>> 8) & 0xff)) ^
    at(table, 512 + ((sum >>> 16) & 0xff)) ^
    at(table, 768 + (sum >>> 24)) ^
    (piece - length * SHIFT)
  )
}

/** The sum of a text followed by one byte, from the sum of that text. As a signed integer. */
export const appendByte = (sum: number, byte: number): number => ~nextRegister(~sum, byte)

/** The sum that one byte more makes to `sum`: {@link appendByte} backwards. As a signed integer. */
export function beforeByte(sum: number, byte: number): number {
  const register = ~sum
  // A step clears the highest byte before it mixes in an entry: that byte tells which one.
  const entry = TABLE.findIndex((value) => value >>> 24 === register >>> 24)
  return ~(((register ^ at(TABLE, entry)) << 8) | (entry ^ byte))
}
