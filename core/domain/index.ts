/**
 * The words of the program. Types and exact arithmetic; nothing here does I/O or knows a library.
 * Invariant: a decimal never changes dimension without changing type.
 */
export * from './brand.ts'
export * from './clock.ts'
export * from './command.ts'
export * from './decimal.ts'
export * from './difference.ts'
export * from './event.ts'
export * from './freshness.ts'
export * from './ids.ts'
export * from './instrument.ts'
export * from './market.ts'
export * from './order.ts'
export * from './parameter.ts'
export * from './position.ts'
export * from './regime.ts'
export * from './result.ts'
export * from './secret.ts'
export * from './signal.ts'
export * from './time.ts'
export * from './venue-record.ts'
export * from './wire.ts'
