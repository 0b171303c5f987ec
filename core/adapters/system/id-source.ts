import { randomBytes } from 'node:crypto'
import type { IdSource } from '../../ports/index.ts'

/**
 * Ids that sort by time within a run and never repeat across runs: start time, 32 random bits
 * and a counter, in base 36. Short enough for every venue's client order id (32 to 36 characters).
 */
export function systemIds(): IdSource {
  const run = `${Date.now().toString(36)}${randomBytes(4).readUInt32BE().toString(36)}`
  let counter = 0
  return {
    next(prefix) {
      counter += 1
      return `${prefix}-${run}-${counter.toString(36)}`
    },
  }
}
