import type { ChecksumRule } from '../contract.ts'
import { crc32 } from '../crc32.ts'

const DEPTH = 25

/**
 * OKX: CRC-32 over `price:size` of the best 25 levels in the venue's own digits, bid and ask in
 * turn, joined by colons; where one side is shorter the other goes on alone.
 */
export const okxChecksum: ChecksumRule = {
  depth: DEPTH,
  levelText: (price, size) => `${price}:${size}`,
  digest(bids, asks) {
    let text = ''
    for (let i = 0; i < DEPTH; i += 1) {
      const bid = bids[i]
      const ask = asks[i]
      if (bid !== undefined) text += text === '' ? bid : `:${bid}`
      if (ask !== undefined) text += text === '' ? ask : `:${ask}`
    }
    return crc32(text)
  },
}
