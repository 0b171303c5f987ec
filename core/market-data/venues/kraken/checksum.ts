import type { ChecksumRule, LevelPieces } from '../contract.ts'
import { appendPiece, crcPiece, nextRegister } from '../crc32.ts'
import { digitsEnd } from '../scan/digits.ts'

const DEPTH = 10
const ZERO = 48
const POINT = 46

function appendSide(sum: number, side: LevelPieces): number {
  let result = sum
  for (let rank = 0; rank < side.length; rank += 1) result = appendPiece(result, side.piece(rank))
  return result
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
  digest: (bids, asks) => appendSide(appendSide(0, asks), bids) >>> 0,
}
