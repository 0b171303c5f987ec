import { HOLD } from './heat-raster.ts'
import type { HeatLevel, HeatRing } from './heat-ring.ts'

/** What was recorded for a moment and a row of prices. */
export interface HeatReading {
  /** When the book was sampled, epoch ms. */
  readonly at: number
  /** The largest level of the row; undefined where the book had none. */
  readonly level: HeatLevel | undefined
  /** Levels of the row beside it. */
  readonly others: number
  readonly bid: string | undefined
  readonly ask: string | undefined
}

/** The reading of the row [low, low + bucket) at a moment; undefined where no live book was there. */
export function readingAt(ring: HeatRing, at: number, low: number, bucket: number): HeatReading | undefined {
  const index = ring.indexAt(at)
  if (index < 0 || at - ring.time(index) > HOLD || ring.bids(index) + ring.asks(index) === 0) return undefined
  let found: { readonly side: 'bid' | 'ask'; readonly level: number; readonly size: number } | undefined
  let count = 0
  for (const side of ['bid', 'ask'] as const) {
    const levels = side === 'bid' ? ring.bids(index) : ring.asks(index)
    for (let level = 0; level < levels; level += 1) {
      const price = ring.price(index, side, level)
      if (price < low || price >= low + bucket) continue
      count += 1
      const size = ring.size(index, side, level)
      if (found === undefined || size > found.size) found = { side, level, size }
    }
  }
  const best = (side: 'bid' | 'ask', levels: number): string | undefined =>
    levels === 0 ? undefined : ring.level(index, side, 0).price
  return {
    at: ring.time(index),
    level: found === undefined ? undefined : ring.level(index, found.side, found.level),
    others: Math.max(0, count - 1),
    bid: best('bid', ring.bids(index)),
    ask: best('ask', ring.asks(index)),
  }
}
