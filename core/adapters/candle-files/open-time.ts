import { type Millis, millis } from '../../domain/index.ts'

/** The year 2001 and the year 2100 in seconds: every unit of time since 1970 falls into a range of its own. */
const [FIRST, LAST] = [978_307_200, 4_102_444_800]
const TEXT = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?) ?(Z|UTC|[+-]\d{2}:?\d{2}))?$/

/**
 * A bar's opening as seconds, milliseconds or microseconds since 1970, or as ISO text with a zone (a date alone is
 * midnight UTC). Undefined for anything else, also for a text that leaves its zone open.
 */
export function parseOpenTime(text: string): Millis | undefined {
  if (/^\d{9,17}(?:\.0+)?$/.test(text)) {
    const number = Number(text)
    if (number >= FIRST && number < LAST) return millis(number * 1_000)
    if (number >= FIRST * 1e3 && number < LAST * 1e3) return millis(number)
    return number >= FIRST * 1e6 && number < LAST * 1e6 && number % 1_000 === 0 ? millis(number / 1_000) : undefined
  }
  const match = TEXT.exec(text)
  if (match === null) return undefined
  const [, date = '', clock = '00:00', zone = 'Z'] = match
  const time = Date.parse(`${date}T${clock}${zone === 'UTC' ? 'Z' : zone.replace(/^([+-]\d{2})(\d{2})$/, '$1:$2')}`)
  // A day that does not exist, such as 30 February, would roll over.
  return Number.isNaN(time) || new Date(`${date}T00:00Z`).toISOString().slice(0, 10) !== date ? undefined : millis(time)
}
