/**
 * Bytes -> files that are there whole or not at all.
 * Invariant: after a crash or a power cut a reader finds the old file or the new one, never a part.
 */
export { place, replaceFile, sha256Of } from './durable-file.ts'
