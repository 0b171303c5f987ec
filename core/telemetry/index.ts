/** Measurements -> the few numbers that are shown, published and alarmed on, and whether the clock can be believed. */
export * from './clock-watch.ts'
export * from './hit-rate.ts'
export * from './measure.ts'
export * from './thresholds.ts'
