/** The typed streams between services; each direction declared once, used by both ends. */
export * from './market-stream.ts'
export * from './signal-stream.ts'
