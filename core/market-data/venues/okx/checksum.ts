import type { ChecksumRule } from '../contract.ts'
import { appendPiece, beforeByte, crcPiece, nextRegister } from '../crc32.ts'
import { frameRegister } from '../scan/frame.ts'

const DEPTH = 25
const COLON = 58
const AFTER_COLON = nextRegister(-1, COLON)
/** The first level has no colon: summing up begins where one more would lead to nothing. */
const BEFORE_FIRST = beforeByte(0, COLON)

/**
 * OKX: CRC-32 over `price:size` of the best 25 levels in the venue's own digits, bid and ask in
 * turn, joined by colons; where one side is shorter the other goes on alone.
 */
export const okxChecksum: ChecksumRule = {
  depth: DEPTH,
  /** With a colon before it. */
  piece(priceAt, priceEnd, sizeAt, sizeEnd) {
    const price = frameRegister(AFTER_COLON, priceAt, priceEnd)
    const size = frameRegister(nextRegister(price, COLON), sizeAt, sizeEnd)
    return crcPiece(size, priceEnd - priceAt + 2 + sizeEnd - sizeAt)
  },
  digest(bids, asks, sums) {
    const ranks = Math.max(bids.length, asks.length)
    if (ranks === 0) return 0
    let rank = Math.min(bids.unchanged, asks.unchanged, ranks)
    let sum = rank === 0 ? BEFORE_FIRST : (sums[rank - 1] as number)
    for (; rank < ranks; rank += 1) {
      if (rank < bids.length) sum = appendPiece(sum, bids.piece(rank))
      if (rank < asks.length) sum = appendPiece(sum, asks.piece(rank))
      sums[rank] = sum
    }
    return sum >>> 0
  },
}
