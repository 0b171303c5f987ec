/**
 * Closed bars of many markets -> an order in which to look at them, and a few to watch, with every reason.
 * Invariant: neither the order of the input nor the unit of price changes a rank; what is missing is named and
 * left out of the comparison, never taken for zero.
 */
export * from './candidate.ts'
export * from './rank.ts'
export type { UniverseComponent } from './score.ts'
export * from './weights.ts'
