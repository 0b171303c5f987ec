export type Zone = 'utc' | 'local'

const two = (value: number): string => String(value).padStart(2, '0')

interface Parts {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly hours: number
  readonly minutes: number
  readonly seconds: number
  readonly millis: number
}

function partsOf(at: number, zone: Zone): Parts {
  const date = new Date(at)
  if (zone === 'utc') {
    return {
      year: date.getUTCFullYear(),
      month: date.getUTCMonth() + 1,
      day: date.getUTCDate(),
      hours: date.getUTCHours(),
      minutes: date.getUTCMinutes(),
      seconds: date.getUTCSeconds(),
      millis: date.getUTCMilliseconds(),
    }
  }
  return {
    year: date.getFullYear(),
    month: date.getMonth() + 1,
    day: date.getDate(),
    hours: date.getHours(),
    minutes: date.getMinutes(),
    seconds: date.getSeconds(),
    millis: date.getMilliseconds(),
  }
}

/** `14:03:59` */
export function formatTime(at: number, zone: Zone): string {
  const { hours, minutes, seconds } = partsOf(at, zone)
  return `${two(hours)}:${two(minutes)}:${two(seconds)}`
}

/** `14:03:59.042` */
export const formatTimeMillis = (at: number, zone: Zone): string =>
  `${formatTime(at, zone)}.${String(partsOf(at, zone).millis).padStart(3, '0')}`

/** `2026-11-20 14:03:59` */
export function formatDateTime(at: number, zone: Zone): string {
  const { year, month, day } = partsOf(at, zone)
  return `${String(year)}-${two(month)}-${two(day)} ${formatTime(at, zone)}`
}

/** A span for the eye: `0.4 s`, `12 s`, `3 m 10 s`, `2 h 05 m`, `3 d 4 h`. Negative spans count as none. */
export function formatAge(span: number): string {
  const ms = Math.max(0, span)
  if (ms < 9_950) return `${(ms / 1_000).toFixed(1)} s`
  const seconds = Math.floor(ms / 1_000)
  if (seconds < 60) return `${String(seconds)} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${String(minutes)} m ${two(seconds % 60)} s`
  const hours = Math.floor(minutes / 60)
  if (hours < 24) return `${String(hours)} h ${two(minutes % 60)} m`
  return `${String(Math.floor(hours / 24))} d ${String(hours % 24)} h`
}

/** A span that somebody set: as {@link formatAge}, without the parts that are nothing: `5 s`, `1 m`, `1.5 s`. */
export const formatLimit = (span: number): string => formatAge(span).replace(/\.0(?= s$)| 00 [sm]$| 0 h$/, '')

/** `1:05` left, rounded up so that it never says zero while time is left. */
export function formatCountdown(span: number): string {
  const seconds = Math.max(0, Math.ceil(span / 1_000))
  return `${String(Math.floor(seconds / 60))}:${two(seconds % 60)}`
}
