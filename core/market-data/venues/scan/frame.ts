import { nextRegisters, WORD } from '../crc32.ts'

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
  for (; at + WORD < end; at += WORD) register = nextRegisters(register, WORDS.getInt32(at, true), WORD)
  return nextRegisters(register, WORDS.getInt32(at, true), end - at)
}
