export { csvHeader, csvRecord, csvRows } from './csv.ts'
export { influxEncoder } from './influx.ts'
export { encodePoint, type FieldValue, LineProtocolError, type Point } from './line-protocol.ts'
