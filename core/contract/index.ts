/**
 * Everything that crosses a process border: service APIs (requests) and topics (streams),
 * each declared once, and the machinery that both ends derive from it.
 * Invariant: only plain JSON data crosses; decimals are strings; every call and every
 * subscription is answered.
 */
export * from './api.ts'
export * from './book-history.ts'
export * from './candle-row.ts'
export * from './command-schema.ts'
export * from './config-schema.ts'
export * from './feed-hub.ts'
export * from './feed-replica.ts'
export * from './freshness.ts'
export * from './indicator-request.ts'
export * from './indicators.ts'
export * from './link.ts'
export * from './live.ts'
export * from './logs.ts'
export * from './overrides.ts'
export * from './performance.ts'
export * from './previews.ts'
export * from './research.ts'
export * from './risk.ts'
export * from './rpc.ts'
export * from './services.ts'
export * from './shadow.ts'
export * from './socket-frame.ts'
export * from './ticket-preview.ts'
export * from './topics.ts'
export * from './why.ts'
export * from './window-ports.ts'
