/**
 * JSON that also keeps what JSON has no word for. A tag is an object with one key:
 * `{"$bigint":"12"}`, `{"$map":[[key, value]]}`, `{"$set":[value]}`, `{"$number":"NaN"}`, `{"$undefined":true}`;
 * an object of the data with a key that begins with `$` is written as `{"$object":[[key, value]]}`.
 */
function encode(value: unknown): unknown {
  if (value === undefined) return { $undefined: true }
  if (typeof value === 'bigint') return { $bigint: String(value) }
  if (typeof value === 'number') return Number.isFinite(value) ? value : { $number: String(value) }
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value
  if (Array.isArray(value)) return value.map(encode)
  if (value instanceof Map) return { $map: [...value].map(([key, item]) => [encode(key), encode(item)]) }
  if (value instanceof Set) return { $set: [...value].map(encode) }
  if (typeof value !== 'object' || !isPlain(value)) throw new Error(`${describe(value)} has no form in tagged JSON`)
  const entries = Object.entries(value).map(([key, item]): [string, unknown] => [key, encode(item)])
  return entries.some(([key]) => key.startsWith('$')) ? { $object: entries } : Object.fromEntries(entries)
}

const isPlain = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

const describe = (value: unknown): string =>
  typeof value === 'object' && value !== null ? `an object of class ${value.constructor.name}` : `a ${typeof value}`

const pairs = (value: unknown): [unknown, unknown][] =>
  (value as [unknown, unknown][]).map(([key, item]) => [decode(key), decode(item)])

const TAGS: Readonly<Record<string, (value: unknown) => unknown>> = {
  $undefined: () => undefined,
  $bigint: (value) => BigInt(value as string),
  $number: (value) => Number(value),
  $map: (value) => new Map(pairs(value)),
  $set: (value) => new Set((value as unknown[]).map(decode)),
  $object: (value) => Object.fromEntries(pairs(value) as [string, unknown][]),
}

function decode(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) return value.map(decode)
  const entries = Object.entries(value)
  const [first] = entries
  if (first?.[0].startsWith('$') === true) {
    const read = TAGS[first[0]]
    if (read === undefined || entries.length > 1) throw new Error(`${first[0]} is no tag`)
    return read(first[1])
  }
  return Object.fromEntries(entries.map(([key, item]) => [key, decode(item)]))
}

/** Throws for a function, a symbol and an object of a class. */
export const toTaggedJson = (value: unknown): string => JSON.stringify(encode(value))

/** The inverse of {@link toTaggedJson}; the caller names the type it wrote. Throws for text that it cannot have written. */
export const fromTaggedJson = <T>(text: string): T => decode(JSON.parse(text)) as T
