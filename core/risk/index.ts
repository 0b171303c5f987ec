/**
 * A request and the account -> ApprovedOrder, or the list of rules that refused it.
 * Invariant: nothing but this folder can make an ApprovedOrder; every rule reports what it
 * measured and its limit; what lowers risk is never held back by a limit.
 */
export * from './context.ts'
export * from './gate.ts'
export { type RuleMeter, shareLossy } from './rule.ts'
export { correlatedExposureOf } from './rules/correlated-exposure.ts'
export * from './correlation/minute-closes.ts'
export * from './sizing/goal.ts'
export * from './sizing/kelly.ts'
export * from './sizing/recommendation.ts'
export * from './sizing/shrinkage.ts'
export * from './sizing/stake.ts'
