import { nextEight, nextRegisters } from '../crc32.ts'

/** Larger than any frame: Coinbase sends whole books of several megabytes. Memory is taken up only as it is used. */
const CAPACITY = 1 << 24
/** A place behind every frame where nothing but zeros is, so that reading there fails whatever is expected. */
export const FRAME_END = CAPACITY - 256
const BYTES = new Uint8Array(CAPACITY)
/** The same bytes, read four at a time, from any place. */
const WORDS = new DataView(BYTES.buffer)
/**
 * The frame being read by whichever reader opened one last, and a 0 behind it. Whoever reads it often
 * names it anew: only a constant of the same module is a constant to the compiler, and twice as fast to read.
 */
export const FRAME = BYTES
export const FRAME_WORDS = WORDS

/** The CRC register after the frame's bytes from one place up to another. */
export function frameRegister(before: number, from: number, end: number): number {
  let register = before
  let at = from
  for (; end - at >= 8; at += 8) register = nextEight(register, WORDS.getInt32(at, true), WORDS.getInt32(at + 4, true))
  if (end - at >= 4) {
    register = nextRegisters(register, WORDS.getInt32(at, true), 4)
    at += 4
  }
  return at === end ? register : nextRegisters(register, WORDS.getInt32(at, true), end - at)
}

const QUOTE = 34
const BACKSLASH = 92
const SPACE = 32

/** Where the text that begins at `at` has its closing quote, or something that no plain text has: that is not a quote. */
export function textEnd(from: number): number {
  let at = from
  while (!endsText(WORDS.getInt32(at, true))) at += 4
  let byte = BYTES[at] as number
  while (byte !== QUOTE && byte >= SPACE && byte !== BACKSLASH) {
    at += 1
    byte = BYTES[at] as number
  }
  return at
}

/**
 * Whether one of four bytes is a quote, a backslash or below a space: a byte is 0 where taking 1 from it
 * borrows although its highest bit is clear (Warren, Hacker's Delight, 6-1).
 */
function endsText(word: number): boolean {
  const quote = word ^ 0x22222222
  const backslash = word ^ 0x5c5c5c5c
  const found = ((quote - 0x01010101) & ~quote) | ((backslash - 0x01010101) & ~backslash) | ((word - 0x20202020) & ~word)
  return (found & 0x80808080) !== 0
}
