/**
 * Engine client -> vanilla stores that panels select from.
 * Invariant: rows are what the services sent; no amount of money is computed here.
 */
export * from './alert-marks.ts'
export * from './asked.ts'
export * from './caches.ts'
export * from './commands.ts'
export * from './gaps.ts'
export * from './hooks.ts'
export * from './kept-store.ts'
export * from './keymap-store.ts'
export * from './links.ts'
export * from './notice-settings.ts'
export * from './panel-states.ts'
export * from './reference.ts'
export * from './settings.ts'
export * from './stale.ts'
export * from './terminal.ts'
export * from './toasts.ts'
export * from './topic-store.ts'
export * from './workspace.ts'
