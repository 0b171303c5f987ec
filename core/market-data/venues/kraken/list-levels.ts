import { countBefore, decimalAt, digitsAt, firstDigits, othersOf, valueOf } from '../scan/decimals.ts'
import { FRAME, FRAME_END, FRAME_WORDS } from '../scan/frame.ts'
import type { LevelColumns } from '../scan/level-columns.ts'
import { krakenChecksum } from './checksum.ts'

const BYTES = FRAME
const WORDS = FRAME_WORDS
const NOWHERE = FRAME_END
const wordAt = (at: number): number => WORDS.getInt32(at, true)
const byteAt = (at: number): number => BYTES[at] as number

const [COMMA, POINT, LIST, LIST_END] = [44, 46, 91, 93]
// What stands between texts, as bytes of a word of which the lowest comes first.
const LEVEL_START = 0x225b
const NEXT_TEXT = 0x222c22
const LEVEL_END = 0x5d22
const REPUBLISHED = 0x5d227222
const TWO_BYTES = 0xffff
const THREE_BYTES = 0xffffff
const SECOND_DIGITS = 10

/** Venue time in ms of the newest level read by {@link listLevelsAt} that is not told again; it only grows. */
export const NEWEST = new Float64Array(1)

/** Ten digits of seconds, six decimals. As the reading of that decimal would be rounded. */
function noteTime(from: number): void {
  const whole = valueOf(digitsAt(from)) * 1e6 + valueOf(digitsAt(from + 4)) * 100 + valueOf(firstDigits(digitsAt(from + 8), 2))
  const fraction = valueOf(digitsAt(from + 11)) * 100 + valueOf(firstDigits(digitsAt(from + 15), 2))
  const time = Math.floor(((whole * 1e6 + fraction) / 1e6) * 1_000)
  if (time > (NEWEST[0] as number)) NEWEST[0] = time
}

/** Whether there are ten digits, a point and six digits, the first one not 0. */
function isTime(at: number): boolean {
  const whole = othersOf(digitsAt(at)) | othersOf(digitsAt(at + 4)) | othersOf(digitsAt(at + 11))
  const rest = othersOf(digitsAt(at + 8))
  const last = othersOf(digitsAt(at + 15))
  if (whole !== 0 || rest === 0 || last === 0 || digitsAt(at) << 24 === 0) return false
  return countBefore(rest) === 2 && byteAt(at + SECOND_DIGITS) === POINT && countBefore(last) === 2
}

/** Where the list of levels that begins at `from` ends, after they are stored; otherwise nowhere. */
export function listLevelsAt(from: number, into: LevelColumns): number {
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
    into.pieces[index] = krakenChecksum.piece(priceAt, priceEnd, sizeAt, sizeEnd)
    const timeAt = sizeEnd + 3
    if (!isTime(timeAt)) return NOWHERE
    at = timeAt + 17
    if ((wordAt(at) & TWO_BYTES) === LEVEL_END) {
      noteTime(timeAt)
      at += 2
    } else if ((wordAt(at) & THREE_BYTES) === NEXT_TEXT && wordAt(at + 2) === REPUBLISHED) at += 6
    else return NOWHERE
    if (byteAt(at) === LIST_END) return at + 1
    if (byteAt(at) !== COMMA) return NOWHERE
    at += 1
  }
}
