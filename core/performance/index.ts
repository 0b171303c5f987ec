/**
 * A curve of equity and a list of closed trades -> returns, drawdowns, ratios, a tear sheet.
 * Invariant: doubles, for people to compare; what cannot be said (no loss, no deviation, too short) is null, never 0 or infinite.
 */
export * from './breakdown.ts'
export * from './curve.ts'
export * from './drawdown.ts'
export * from './missing.ts'
export * from './performance.ts'
export * from './ratios.ts'
export * from './round-trips.ts'
export * from './tear-sheet/tear-sheet.ts'
export * from './window.ts'
