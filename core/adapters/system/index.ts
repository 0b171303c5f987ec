/** The machine behind the ports: wall clock, ids, logs. */
export * from './clock.ts'
export * from './id-source.ts'
export * from './logger.ts'
export * from './vitals.ts'
export * from './random.ts'
export * from './task-threads.ts'
export * from './thread-pool.ts'
