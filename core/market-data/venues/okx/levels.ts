import { decimalAt } from '../scan/decimals.ts'
import { FRAME, FRAME_END, FRAME_WORDS, textEnd } from '../scan/frame.ts'
import type { LevelColumns } from '../scan/level-columns.ts'
import { okxChecksum } from './checksum.ts'

const BYTES = FRAME
const WORDS = FRAME_WORDS
const NOWHERE = FRAME_END
const wordAt = (at: number): number => WORDS.getInt32(at, true)
const byteAt = (at: number): number => BYTES[at] as number

const [COMMA, LIST, LIST_END] = [44, 91, 93]
// What stands between texts, as bytes of a word of which the lowest comes first.
const LEVEL_START = 0x225b
const NEXT_TEXT = 0x222c22
const LEVEL_END = 0x5d22
const TWO_BYTES = 0xffff
const THREE_BYTES = 0xffffff

/**
 * Where the list of levels that begins at `from` ends, after they are stored; otherwise nowhere. A level
 * is price, size, and two counts of orders, all in quotes.
 */
export function levelsAt(from: number, into: LevelColumns): number {
  if (byteAt(from) !== LIST) return NOWHERE
  let at = from + 1
  if (byteAt(at) === LIST_END) return at + 1
  for (;;) {
    const index = into.claim()
    if ((wordAt(at) & TWO_BYTES) !== LEVEL_START) return NOWHERE
    const priceAt = at + 2
    const priceEnd = decimalAt(priceAt, into.prices, into.priceDecimals, index)
    if ((wordAt(priceEnd) & THREE_BYTES) !== NEXT_TEXT) return NOWHERE
    const sizeAt = priceEnd + 3
    const sizeEnd = decimalAt(sizeAt, into.sizes, into.sizeDecimals, index)
    if ((wordAt(sizeEnd) & THREE_BYTES) !== NEXT_TEXT) return NOWHERE
    into.pieces[index] = okxChecksum.piece(priceAt, priceEnd, sizeAt, sizeEnd)
    at = textEnd(sizeEnd + 3)
    if ((wordAt(at) & THREE_BYTES) !== NEXT_TEXT) return NOWHERE
    at = textEnd(at + 3)
    if ((wordAt(at) & TWO_BYTES) !== LEVEL_END) return NOWHERE
    at += 2
    if (byteAt(at) === LIST_END) return at + 1
    if (byteAt(at) !== COMMA) return NOWHERE
    at += 1
  }
}
