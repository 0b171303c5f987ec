/** Ports without a machine behind them: deterministic, for replay and tests. */
export * from './id-source.ts'
export * from './journal.ts'
export * from './logger.ts'
export * from './market-reader.ts'
export * from './task-pool.ts'
