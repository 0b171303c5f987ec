/** Simulated venue over candles: market orders -> fills at the price the driver names, whole or as much as the volume of the bar lets them. */
export type { LiquidityTerms } from './bar-liquidity.ts'
export * from './bar-venue.ts'
export * from './bar-venues.ts'
