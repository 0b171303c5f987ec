/**
 * A journal -> the record of an account: what it holds, every fill and whose it was, equity over time, prices it knew.
 * Invariant: reads only; the account's figures are those of the engine that wrote the journal.
 */
export * from './account-record.ts'
