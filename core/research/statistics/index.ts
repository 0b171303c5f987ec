/**
 * Returns of one strategy or of many -> how far to believe them.
 * Invariant: pure; what is random comes from a Random that is given; input of which nothing can be said throws
 * InputError that names it.
 */
export * from './bootstrap.ts'
export * from './combinations.ts'
export * from './deflated-sharpe.ts'
export type { FanPoint } from './fan.ts'
export * from './independent-trials.ts'
export * from './monte-carlo.ts'
export * from './normal.ts'
export * from './overfitting.ts'
export * from './quantiles.ts'
export * from './series.ts'
export * from './sharpe.ts'
export * from './splits.ts'
