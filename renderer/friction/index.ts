/**
 * An order's share of equity -> how it is sent: at once, after its sentence was read, or held.
 * Invariant: the share is the server's; what is not known is held; what lowers risk goes at once.
 */
export * from './confirming.ts'
export * from './sentence.ts'
export * from './step.ts'
export * from './thresholds.ts'
