import { fromTaggedJson, toTaggedJson } from '../domain/index.ts'
import type { Snapshot } from '../ports/index.ts'
import { type EngineState, NOT_FOLDED } from './state.ts'

/**
 * Raise it when the same events come to another state than before, as the test beside this file notices: snapshots
 * of the old meaning are then passed over and the whole journal is folded.
 */
export const FOLD_VERSION = 1

/** Entries of a collection in one part, so that writing one takes about a millisecond. */
const SLICE = 25

const FACTS: ReadonlySet<string> = new Set(NOT_FOLDED)

type Part =
  | { readonly key: string; readonly kind: 'value'; readonly value: unknown }
  | { readonly key: string; readonly kind: 'map' | 'set' | 'list'; readonly items: readonly unknown[] }

/** Everything that is folded, whatever fields there are. */
const folded = (state: EngineState): readonly (readonly [string, unknown])[] =>
  Object.entries(state).filter(([key]) => !FACTS.has(key))

/** The state before the first event says which fields there are and what they begin with: with another one, nothing is trusted. */
export const snapshotVersion = (initial: EngineState): string =>
  `${String(FOLD_VERSION)} ${toTaggedJson(Object.fromEntries(folded(initial)))}`

/**
 * The state as of now in parts of text. It is copied at once, one level deep: the rows in the collections never change,
 * so that the parts can be made one by one while trading goes on.
 */
export function snapshotParts(state: EngineState): IterableIterator<string> {
  const copies = folded(state).map(([key, value]): Part => {
    const kind = kindOf(value)
    return kind === 'value' ? { key, kind, value } : { key, kind, items: [...(value as Iterable<unknown>)] }
  })
  return textOf(copies)
}

function* textOf(parts: readonly Part[]): Generator<string, undefined> {
  for (const part of parts) {
    if (part.kind === 'value') yield toTaggedJson(part)
    // An empty collection has a part too: a field that is missing is a damage.
    else
      for (let from = 0; from === 0 || from < part.items.length; from += SLICE)
        yield toTaggedJson({ ...part, items: part.items.slice(from, from + SLICE) })
  }
  return undefined
}

/** Makes a state before its first event that of the snapshot. False, and nothing is changed, where it is not one that this program would write. */
export function restoreSnapshot(state: EngineState, { version, parts }: Snapshot): boolean {
  if (version !== snapshotVersion(state)) return false
  const read = parts.map((text) => fromTaggedJson<Part>(text))
  const found = new Set(read.map(({ key }) => key))
  const fields = Object.fromEntries(folded(state))
  if (Object.keys(fields).some((key) => !found.has(key)) || read.some((part) => kindOf(fields[part.key]) !== part.kind))
    return false
  for (const field of Object.values(fields)) empty(field)
  for (const part of read) put(state, fields[part.key], part)
  for (const [instrument, mark] of state.marks) state.quotes.set(instrument, mark)
  return true
}

const kindOf = (value: unknown): Part['kind'] =>
  value instanceof Map ? 'map' : value instanceof Set ? 'set' : Array.isArray(value) ? 'list' : 'value'

function empty(field: unknown): void {
  if (field instanceof Map || field instanceof Set) field.clear()
  else if (Array.isArray(field)) field.length = 0
}

function put(state: EngineState, field: unknown, part: Part): void {
  if (part.kind === 'value') Object.assign(state, { [part.key]: part.value })
  else if (field instanceof Map) for (const [key, value] of part.items as readonly [unknown, unknown][]) field.set(key, value)
  else if (field instanceof Set) for (const item of part.items) field.add(item)
  else if (Array.isArray(field)) field.push(...part.items)
}
