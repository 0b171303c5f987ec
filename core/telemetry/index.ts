/** Measurements -> the few numbers that are shown, published and alarmed on. */
export * from './hit-rate.ts'
export * from './measure.ts'
export * from './thresholds.ts'
