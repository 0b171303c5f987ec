/** Ages in ms beyond which input is shown as stale and blocks entries (specification M9). */
export const FRESHNESS = {
  price: 1_000,
  book: 5_000,
  positions: 30_000,
  metrics: 60_000,
  marketSnapshot: 60_000,
  indicator: 300_000,
  sizing: 300_000,
  strategy: 3_600_000,
  goal: 3_600_000,
} as const
export type FreshnessTier = keyof typeof FRESHNESS
