/**
 * A journal -> the record of an account: what it holds, every fill and whose it was, equity over time, prices it knew;
 * the story of one order; and whether the engine would decide all of it again.
 * Invariant: reads only; the account's figures are those of the engine that wrote the journal.
 */
export * from './account-record.ts'
export type { Difference } from './difference.ts'
export * from './verify.ts'
export { why } from './why/story.ts'
