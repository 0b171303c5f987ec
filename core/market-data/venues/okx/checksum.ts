import type { ChecksumRule } from '../contract.ts'
import { appendByte, appendPiece, crcPiece, nextRegister } from '../crc32.ts'
import { digitsEnd } from '../scan/digits.ts'

const DEPTH = 25
const COLON = 58

/**
 * OKX: CRC-32 over `price:size` of the best 25 levels in the venue's own digits, bid and ask in
 * turn, joined by colons; where one side is shorter the other goes on alone.
 */
export const okxChecksum: ChecksumRule = {
  depth: DEPTH,
  piece(bytes, priceAt, sizeAt) {
    const priceEnd = digitsEnd(bytes, priceAt)
    const sizeEnd = digitsEnd(bytes, sizeAt)
    let register = -1
    for (let at = priceAt; at < priceEnd; at += 1) register = nextRegister(register, bytes[at] as number)
    register = nextRegister(register, COLON)
    for (let at = sizeAt; at < sizeEnd; at += 1) register = nextRegister(register, bytes[at] as number)
    return crcPiece(register, priceEnd - priceAt + 1 + sizeEnd - sizeAt)
  },
  digest(bids, asks) {
    let sum = 0
    const ranks = Math.max(bids.length, asks.length)
    for (let rank = 0; rank < ranks; rank += 1) {
      if (rank < bids.length) sum = appendPiece(rank === 0 ? 0 : appendByte(sum, COLON), bids.piece(rank))
      if (rank < asks.length) sum = appendPiece(rank === 0 && bids.length === 0 ? 0 : appendByte(sum, COLON), asks.piece(rank))
    }
    return sum >>> 0
  },
}
