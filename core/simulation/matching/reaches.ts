import type { Price, Side } from '../../domain/index.ts'

/** True when a taker with this limit accepts `price`; no limit accepts every price. */
export const reaches = (side: Side, limit: Price | undefined, price: Price): boolean =>
  limit === undefined || (side === 'buy' ? price <= limit : price >= limit)
