/**
 * Releases of this program -> what the person is told, and at their word the next version.
 * Invariant: nothing is installed that our key did not sign, nor while anything is at risk in live trading, nor unasked.
 */
export * from './ask.ts'
export * from './health.ts'
export * from './signature.ts'
export * from './start-record.ts'
export * from './updates.ts'
export * from './way-back.ts'
