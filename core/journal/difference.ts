/** A place in two values of JSON where they are not the same, such as `checks[3].limit`. */
export interface Difference {
  readonly field: string
  readonly recorded: string
  readonly replayed: string
}

const isTree = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null

const text = (value: unknown): string => (value === undefined ? 'absent' : JSON.stringify(value))

/** The first one in the order of the recorded keys; where every value is the same, their order is not. */
export function firstDifference(recorded: unknown, replayed: unknown, field = ''): Difference {
  if (isTree(recorded) && isTree(replayed) && Array.isArray(recorded) === Array.isArray(replayed)) {
    for (const key of new Set([...Object.keys(recorded), ...Object.keys(replayed)])) {
      const [was, is] = [recorded[key], replayed[key]]
      if (JSON.stringify(was) === JSON.stringify(is)) continue
      const at = Array.isArray(recorded) ? `${field}[${key}]` : field === '' ? key : `${field}.${key}`
      return firstDifference(was, is, at)
    }
  }
  return { field: field === '' ? 'event' : field, recorded: text(recorded), replayed: text(replayed) }
}
