/**
 * How a service lives, the same under Electron, worker threads and tests: it is booted with a
 * configuration, given ports to its peers and clients, heard every second, and stopped.
 */
export * from './keys.ts'
export * from './log-relay.ts'
export * from './messages.ts'
export * from './port.ts'
export * from './restarts.ts'
export * from './run-service.ts'
