/**
 * Market facts -> batches to write.
 * Invariant: nothing leaves the queue before the store has it; what is lost for want of space is counted.
 */
export * from './export/index.ts'
export * from './reading/index.ts'
export * from './recording.ts'
export * from './retention.ts'
export * from './write-tally.ts'
export * from './bar-rules.ts'
export * from './growth.ts'
