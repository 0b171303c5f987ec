/**
 * A search repeated over windows of time -> what its winners earned on days that they were not chosen by.
 * Invariant: nothing of a test, nor of what comes after it, has a part in the choice that trades it.
 */
export * from './walk-forward.ts'
export * from './windows.ts'
