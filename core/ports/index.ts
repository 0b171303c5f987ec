/** What the core needs from outside, one interface a file. Implementations live in adapters. */
export type * from './clock.ts'
export type * from './id-source.ts'
export type * from './journal.ts'
export type * from './logger.ts'
export * from './market-reader.ts'
export type * from './market-store.ts'
export type * from './random.ts'
export type * from './venue.ts'
