import type { IdSource } from '../../ports/index.ts'

/** Counted ids: the same run gives the same ids. */
export function countedIds(): IdSource {
  let counter = 0
  return {
    next(prefix) {
      counter += 1
      return `${prefix}-${String(counter)}`
    },
  }
}
