/**
 * Values as services send them -> text with fixed decimals, signs, separators, ages.
 * Invariant: formatting never changes an amount beyond the rounding it shows.
 */
export * from './decimal-text.ts'
export * from './gap-text.ts'
export * from './number.ts'
export * from './time.ts'
