import type { FieldValue, Point } from '../recording/index.ts'

/**
 * Reads a line of the InfluxDB line protocol by its published grammar: what an independent reader makes of
 * it. Backslash escapes a comma, an equals sign or a space in names and tags, a quote or a backslash in text.
 */
export function parseLine(line: string): Point {
  let at = 0
  /** Up to an unescaped character of `ends`. */
  const name = (ends: string): string => {
    let text = ''
    while (at < line.length && !ends.includes(line.charAt(at))) {
      if (line.charAt(at) === '\\' && ',= '.includes(line.charAt(at + 1)) && at + 1 < line.length) at += 1
      text += line.charAt(at)
      at += 1
    }
    return text
  }
  const text = (): string => {
    let found = ''
    for (at += 1; line.charAt(at) !== '"'; at += 1) {
      if (at >= line.length) throw new Error(`a text without an end: ${line}`)
      if (line.charAt(at) === '\\' && '"\\'.includes(line.charAt(at + 1))) at += 1
      found += line.charAt(at)
    }
    at += 1
    return found
  }
  const value = (): FieldValue => {
    if (line.charAt(at) === '"') return text()
    const raw = name(', ')
    if (raw === 'true' || raw === 'false') return raw === 'true'
    return raw.endsWith('i') ? BigInt(raw.slice(0, -1)) : Number(raw)
  }
  const measurement = name(', ')
  const tags: [string, string][] = []
  while (line.charAt(at) === ',') {
    at += 1
    const key = name('=')
    at += 1
    tags.push([key, name(', ')])
  }
  const fields: [string, FieldValue][] = []
  do {
    at += 1
    const key = name('=')
    at += 1
    fields.push([key, value()])
  } while (line.charAt(at) === ',')
  return { measurement, tags, fields, time: BigInt(line.slice(at + 1)) }
}
