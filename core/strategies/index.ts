/**
 * Stage 3. In: market facts, through features. Out: opinions about markets, each with its reasons.
 * Invariant: a strategy is a pure step over a view; it knows no position, money, key or clock, and
 * its failure stops nothing but itself.
 */
export * from './contract/strategy.ts'
export * from './host/bar-views.ts'
export * from './host/instance.ts'
export * from './host/opinion.ts'
export * from './host/strategy-host.ts'
export * from './registry.ts'
export * from './rules/index.ts'
export * from './user/user-strategy.ts'
