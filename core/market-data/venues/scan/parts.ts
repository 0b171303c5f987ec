import { type FrameReader, literal } from './frame-reader.ts'
import type { LevelColumns } from './level-columns.ts'

/** Pieces of JSON that several venues write alike. */
export const COMMA = literal(',')
export const LIST = literal('[')
export const LIST_END = literal(']')
export const OBJECT = literal('{')
export const OBJECT_END = literal('}')
export const QUOTE = literal('"')
export const BETWEEN_TEXTS = literal('","')
const TRUE = literal('true')
const FALSE = literal('false')
const KEY_END = literal('":"')

export function readBoolean(reader: FrameReader): boolean {
  if (reader.skip(TRUE)) return true
  reader.expect(FALSE)
  return false
}

/** `[["price","size"],...]`. */
export function readPairs(reader: FrameReader): LevelColumns {
  const levels = reader.columns()
  reader.expect(LIST)
  if (reader.skip(LIST_END)) return levels
  reader.pairs(levels)
  reader.expect(LIST_END)
  return levels
}

/** An object of texts in any order, from its opening brace to its closing one. The last of a repeated key counts. */
export function readTexts<Key extends string>(reader: FrameReader, keys: ReadonlySet<Key>): Partial<Record<Key, string>> {
  const texts: Partial<Record<Key, string>> = {}
  const known = (key: string): key is Key => (keys as ReadonlySet<string>).has(key)
  reader.expect(OBJECT)
  do {
    reader.expect(QUOTE)
    const key = reader.word()
    reader.expect(KEY_END)
    if (known(key)) texts[key] = reader.string()
    else reader.skipString()
    reader.expect(QUOTE)
  } while (reader.skip(COMMA))
  reader.expect(OBJECT_END)
  return texts
}

/** Whether there is a text of a length that a name of a market may have; otherwise the reader fails. */
export function expectSymbol(reader: FrameReader, symbol: string | undefined, longest: number): symbol is string {
  const fits = symbol !== undefined && symbol !== '' && symbol.length <= longest
  if (!fits) reader.fail()
  return fits
}
