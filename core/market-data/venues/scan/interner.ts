import { FRAME, FRAME_WORDS } from './frame.ts'

const BYTES = FRAME
const WORDS = FRAME_WORDS
const SLOTS = 1_024
const LAST_BYTES = Int32Array.of(0, 0xff, 0xffff, 0xffffff)

interface Known {
  readonly text: string
  /** Its bytes, four to a word, the last one filled up with zeros. */
  readonly words: Int32Array
}

/** The same string for the same bytes, without making it anew: for the few words that a venue repeats. */
export class Interner {
  private readonly slots = new Array<Known>(SLOTS).fill({ text: '', words: new Int32Array(1) })

  /** Of the frame's bytes from one place up to another, all ASCII. */
  of(from: number, to: number): string {
    let hash = to - from
    let at = from
    for (; at + 4 <= to; at += 4) hash = Math.imul(hash ^ WORDS.getInt32(at, true), 0x9e3779b1)
    const last = WORDS.getInt32(at, true) & (LAST_BYTES[to - at] as number)
    hash = Math.imul(hash ^ last, 0x9e3779b1)
    const slot = hash >>> 22
    const known = this.slots[slot] as Known
    if (known.text.length === to - from && begins(from, known.words, last)) return known.text
    const text = String.fromCharCode(...BYTES.subarray(from, to))
    const words = Int32Array.from({ length: ((to - from) >> 2) + 1 }, (_, i) => WORDS.getInt32(from + i * 4, true))
    words[words.length - 1] = last
    this.slots[slot] = { text, words }
    return text
  }
}

function begins(from: number, words: Int32Array, last: number): boolean {
  const whole = words.length - 1
  for (let i = 0; i < whole; i += 1) if (words[i] !== WORDS.getInt32(from + i * 4, true)) return false
  return words[whole] === last
}
