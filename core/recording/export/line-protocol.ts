/** An exact number that InfluxDB stores as a 64-bit float; the line holds its digits as they are. */
export interface DecimalField {
  readonly decimal: string
}

/** number: float. bigint: integer. The rest speaks for itself. */
export type FieldValue = string | number | bigint | boolean | DecimalField

export interface Point {
  readonly measurement: string
  /** An empty value is left out, as the protocol knows none. */
  readonly tags: readonly (readonly [key: string, value: string])[]
  readonly fields: readonly (readonly [key: string, value: FieldValue])[]
  /** Nanoseconds since the epoch. */
  readonly time: bigint
}

/** Thrown for a name or a tag that the protocol has no way to write. */
export class LineProtocolError extends Error {
  constructor(what: string, text: string) {
    super(
      `line protocol cannot hold the ${what} ${JSON.stringify(text.slice(0, 100))}: it is empty, breaks the line, or has a backslash where one would escape`,
    )
    this.name = 'LineProtocolError'
  }
}

/** A line break ends the point; a backslash before a character that is escaped, or at the end, would escape it twice. */
function bare(what: string, text: string, special: RegExp): string {
  if (/[\n\r]|\\(?=[,= ]|$)/.test(text) || text === '') throw new LineProtocolError(what, text)
  return text.replace(special, '\\$&')
}

function fieldText(name: string, value: FieldValue): string {
  if (typeof value === 'string') return `"${value.replace(/["\\]/g, '\\$&')}"`
  if (typeof value === 'bigint') return `${value.toString()}i`
  if (typeof value === 'boolean') return value ? 'true' : 'false'
  if (typeof value === 'object') return value.decimal
  if (!Number.isFinite(value)) throw new RangeError(`line protocol has no ${String(value)} (field ${name})`)
  return String(value)
}

/**
 * One line of the InfluxDB line protocol (v1 and v2), without its line end.
 * Source: docs.influxdata.com/influxdb/v1/write_protocols/line_protocol_reference.
 */
export function encodePoint({ measurement, tags, fields, time }: Point): string {
  if (fields.length === 0) throw new RangeError(`a point of ${measurement} needs a field`)
  let head = bare('measurement', measurement, /[, ]/g)
  for (const [key, value] of tags)
    if (value !== '') head += `,${bare('tag key', key, /[,= ]/g)}=${bare('tag value', value, /[,= ]/g)}`
  const body = fields.map(([key, value]) => `${bare('field key', key, /[,= ]/g)}=${fieldText(key, value)}`)
  return `${head} ${body.join(',')} ${time.toString()}`
}
