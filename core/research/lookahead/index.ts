/**
 * A strategy and a history -> what of its features and verdicts changes where nothing may: with the future, with what ran
 * before, with another market beside, with chance, with the date. Invariant: a pure step is never found at fault.
 */
export * from './examine.ts'
export type { ColumnOf } from './columns.ts'
export type { Difference, Part } from './differences.ts'
export type { PartingLine } from './parting-line.ts'
export type { Row } from './pass.ts'
export type { Cause, FreshStrategy } from './scenarios.ts'
