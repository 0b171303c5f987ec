/** Measurements -> the few numbers that are shown, published and alarmed on. */
export * from './measure.ts'
