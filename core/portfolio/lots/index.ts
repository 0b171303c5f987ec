/**
 * Fills -> tax lots: what was bought when and for how much, and what each sale gained on which of it.
 * Invariant: nothing is lost in a split; what cannot be known is absent and named.
 */
export * from './lot.ts'
export * from './lots.ts'
