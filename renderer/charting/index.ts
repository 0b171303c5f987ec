/**
 * Rows as text -> pictures by lightweight-charts (its attribution stays visible).
 * Invariant: numbers here are for pixels only; at most 10,000 bars are held.
 */
export * from './bars.ts'
export * from './candle-chart.ts'
export * from './ema.ts'
export * from './equity-chart.ts'
export * from './performance-chart.ts'
export { barsWithin, type ChartBand } from './gap-bands.ts'
