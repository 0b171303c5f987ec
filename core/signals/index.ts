/**
 * Stage 4. In: opinions. Out: signals that carry their reasoning.
 * Invariant: a strategy's opinion reaches an order only through here.
 */
export * from './aggregate/index.ts'
export * from './filter/filter.ts'
export * from './regime/index.ts'
export * from './track-record/index.ts'
