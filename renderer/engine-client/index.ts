/**
 * Transport (WebSocket or MessagePorts) -> one client with typed calls and lasting subscriptions.
 * Invariant: after any reconnect every subscription is asked for again and every call has settled.
 */
export * from './backoff.ts'
export * from './browser-clock.ts'
export * from './engine-client.ts'
export * from './port-transport.ts'
export * from './socket-transport.ts'
export * from './token.ts'
export * from './transport.ts'
