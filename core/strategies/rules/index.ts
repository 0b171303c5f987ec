/**
 * JSON -> a tree of comparisons over closed candles -> a strategy like any other.
 * Invariant: what parses, runs; equal canonical JSON means equal trades.
 */
export * from './canonical.ts'
export * from './operand.ts'
export * from './operand-kind.ts'
export * from './parse.ts'
export type * from './rule.ts'
export * from './rule-strategy.ts'
export * from './text.ts'
