import type { ChecksumRule, LevelPieces } from '../contract.ts'
import { appendPiece, appendSum, crcPiece, lengthOf } from '../crc32.ts'
import { FRAME, frameRegister } from '../scan/frame.ts'

const DEPTH = 10
const ZERO = 48
const POINT = 46

const BYTES = FRAME

/** Where each sum of a side is kept. */
interface Place {
  readonly sums: Int32Array
  readonly first: number
}

/** The sum of one side alone; that after each rank is left in `sums`, where those of the unchanged ranks are right already. */
function sumOf(side: LevelPieces, { sums, first }: Place): number {
  const { length } = side
  let rank = Math.min(side.unchanged, length)
  let sum = rank === 0 ? 0 : (sums[first + rank - 1] as number)
  for (; rank < length; rank += 1) {
    sum = appendPiece(sum, side.piece(rank))
    sums[first + rank] = sum
  }
  return sum
}

/** Where the first digit is that is neither 0 nor the point; the end where there is none. */
function firstDigit(from: number, end: number): number {
  let at = from
  while (at < end && (BYTES[at] === ZERO || BYTES[at] === POINT)) at += 1
  return at
}

/** Of the point, or the end where there is none. */
function pointOf(from: number, end: number): number {
  let at = from
  while (at < end && BYTES[at] !== POINT) at += 1
  return at
}

/**
 * Kraken: CRC-32 over the digits of price and size of the best ten asks, then the best ten bids;
 * digits without the point and without leading zeros, trailing ones kept.
 */
export const krakenChecksum: ChecksumRule = {
  depth: DEPTH,
  piece(priceAt, priceEnd, sizeAt, sizeEnd) {
    let register = -1
    let length = 0
    for (let number = 0; number < 2; number += 1) {
      const end = number === 0 ? priceEnd : sizeEnd
      const from = firstDigit(number === 0 ? priceAt : sizeAt, end)
      const point = pointOf(from, end)
      register = frameRegister(register, from, point)
      length += end - from
      if (point === end) continue
      register = frameRegister(register, point + 1, end)
      length -= 1
    }
    return crcPiece(register, length)
  },
  digest(bids, asks, sums) {
    const afterAsks = sumOf(asks, { sums, first: 0 })
    const ofBids = sumOf(bids, { sums, first: DEPTH })
    let length = 0
    for (let rank = 0; rank < bids.length; rank += 1) length += lengthOf(bids.piece(rank))
    return appendSum(afterAsks, ofBids, length) >>> 0
  },
}
