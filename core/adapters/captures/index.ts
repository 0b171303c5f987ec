/**
 * Recordings of raw frames on disk <-> records in order of receipt.
 * Invariant: the text of a record is byte for byte what the venue sent; a file is never held whole.
 */
export { formatOfLine } from './line-formats.ts'
export { detectFormat, mergeCaptures, type ReadCaptureOptions, readCapture } from './reader.ts'
export { CAPTURE_FORMATS, type CaptureFormat, type CaptureRecord } from './record.ts'
export { type CaptureWriter, formatRecord, openCaptureWriter } from './writer.ts'
