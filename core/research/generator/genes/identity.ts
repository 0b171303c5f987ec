import type { RuleStrategy } from '../../../strategies/index.ts'

/** 53 bits of a string: two multiplicative hashes over its code units, mixed at the end. */
function hash53(text: string): number {
  let [high, low] = [0xdeadbeef, 0x41c6ce57]
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index)
    high = Math.imul(high ^ unit, 0x9e3779b1)
    low = Math.imul(low ^ unit, 0x5f356495)
  }
  high = Math.imul(high ^ (high >>> 16), 0x85ebca6b) ^ Math.imul(low ^ (low >>> 13), 0xc2b2ae35)
  low = Math.imul(low ^ (low >>> 16), 0x85ebca6b) ^ Math.imul(high ^ (high >>> 13), 0xc2b2ae35)
  return 0x1_0000_0000 * (0x1f_ffff & low) + (high >>> 0)
}

/** Names a canonical strategy. */
export const strategyId = (canonical: RuleStrategy): string => hash53(JSON.stringify(canonical)).toString(16).padStart(14, '0')
