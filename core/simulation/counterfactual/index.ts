/**
 * What the real trader is given and does -> what would have come of every signal it did not take as proposed.
 * Invariant: the real account is never touched; the rows' effects add up to the difference of the two
 * accounts, to the last digit.
 */
export * from './counterfactual.ts'
export * from './interval.ts'
export * from './read.ts'
export * from './report.ts'
export * from './rows.ts'
export { type Instruction, readBook, ShadowAccount } from './shadow-account.ts'
export * from './trip-book.ts'
