/**
 * Stage 4, what the votes were worth. In: fills and the signals behind them. Out: each strategy's record, and the
 * weight of its vote.
 * Invariant: a pure fold over fills; a weight is above zero, within its bounds, and 1 without a record.
 */
export * from './record.ts'
export * from './trip.ts'
export * from './weight.ts'
