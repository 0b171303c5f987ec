import type { ConfigInput } from '../contract/index.ts'

/**
 * Settings under which the demo market leads to signals within seconds and nothing stands in the
 * way of a trade. Stops and targets are so far away that no test meets them.
 */
export const QUICK_CONFIG = {
  exchanges: [{ id: 'binance', symbols: ['BTC/USDT'] }],
  strategies: [
    {
      strategy: 'book-imbalance',
      params: { threshold: 0.02, every: 100, flowWindow: 1_000, smoothing: 100, maxSpread: 200, minStop: 500 },
    },
  ],
  signals: { minConfidence: 0, cooldownMs: 1 },
  approval: { maxDriftBps: 1_000 },
  risk: {
    maxSpreadBps: 1_000,
    stalePriceMs: 60_000,
    maxOrdersPerMinute: 10_000,
    maxOpenOrders: 1_000,
    duplicateWindowMs: 0,
    blockOnGap: false,
    maxConsecutiveLosses: 1_000,
  },
} as const satisfies ConfigInput
