import { ALL_UNCHANGED, type ChecksumRule, type LevelPieces } from '../contract.ts'
import { appendPiece, crcPiece, nextRegister } from '../crc32.ts'
import { digitsEnd } from '../scan/digits.ts'

const DEPTH = 10
const ZERO = 48
const POINT = 46

/** The sum after each rank is left in `sums` from `first` on, where those of the `unchanged` ranks are right already. */
function appendSide(before: number, side: LevelPieces, unchanged: number, { sums, first }: Place): number {
  const { length } = side
  let rank = Math.min(unchanged, length)
  let sum = rank === 0 ? before : (sums[first + rank - 1] as number)
  for (; rank < length; rank += 1) {
    sum = appendPiece(sum, side.piece(rank))
    sums[first + rank] = sum
  }
  return sum
}

interface Place {
  readonly sums: Int32Array
  readonly first: number
}

/**
 * Kraken: CRC-32 over the digits of price and size of the best ten asks, then the best ten bids;
 * digits without the point and without leading zeros, trailing ones kept.
 */
export const krakenChecksum: ChecksumRule = {
  depth: DEPTH,
  piece(bytes, priceAt, sizeAt) {
    let register = -1
    let length = 0
    for (let number = 0; number < 2; number += 1) {
      const from = number === 0 ? priceAt : sizeAt
      const end = digitsEnd(bytes, from)
      let leading = true
      for (let at = from; at < end; at += 1) {
        const byte = bytes[at] as number
        if (byte === POINT || (leading && byte === ZERO)) continue
        leading = false
        register = nextRegister(register, byte)
        length += 1
      }
    }
    return crcPiece(register, length)
  },
  digest(bids, asks, sums) {
    const afterAsks = appendSide(0, asks, asks.unchanged, { sums, first: 0 })
    const unchanged = asks.unchanged === ALL_UNCHANGED ? bids.unchanged : 0
    return appendSide(afterAsks, bids, unchanged, { sums, first: DEPTH }) >>> 0
  },
}
