/** Simulated venue over candles: market orders -> one fill each at the price the driver names. */
export * from './bar-venue.ts'
