/**
 * Input -> decisions (events) -> effects. Read `process.ts` first: it is the whole trader.
 * Invariant: state is a fold over the journal's events; an effect that raises risk happens only
 * after its intent is durable; a command is answered once.
 */
export * from './account.ts'
export * from './approval-preview.ts'
export type { Attendance } from './attendance.ts'
export { factsOf, type Session } from './circumstances.ts'
export * from './config.ts'
export type { SignalEdits } from './decide/approval-terms.ts'
export { OLDEST_GATE } from './decide/arming.ts'
export { recommend } from './decide/sizing.ts'
export * from './engine.ts'
export * from './evolve.ts'
export type { Armed, GateResult } from './fold-live.ts'
export * from './local-books.ts'
export * from './preview.ts'
export * from './process.ts'
export * from './risk-report.ts'
export { FOLD_VERSION, restoreSnapshot, snapshotParts, snapshotVersion } from './snapshot.ts'
export * from './state.ts'
export * from './step.ts'
export type { Unsized } from './ticket-size.ts'
