import type { ChecksumRule } from '../contract.ts'
import { crc32 } from '../crc32.ts'

/** The digits that count: without the point and without leading zeros, trailing ones kept. */
const digits = (text: string): string => {
  const plain = text.replace('.', '')
  let start = 0
  while (plain.charCodeAt(start) === 48) start += 1
  return start === 0 ? plain : plain.slice(start)
}

/** Kraken: CRC-32 over the digits of price and size of the best ten asks, then the best ten bids. */
export const krakenChecksum: ChecksumRule = {
  depth: 10,
  levelText: (price, size) => digits(price) + digits(size),
  digest: (bids, asks) => crc32(asks.join('') + bids.join('')),
}
