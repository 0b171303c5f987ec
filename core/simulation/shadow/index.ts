/**
 * Live orders and their reports -> the same orders on paper, and how far apart they came out.
 * Invariant: nothing here reaches the live venue, and no failure here reaches the trader.
 */
export * from './paper-twin.ts'
export * from './shadowed-venue.ts'
export type * from './twin.ts'
