import type { PerformanceSlice } from '../../../core/contract/index.ts'
import { DAY } from '../../../core/domain/index.ts'

export interface MonthDay {
  /** `2026-11-21` */
  readonly key: string
  /** Undefined for a day of another month, which only fills the week. */
  readonly day: number | undefined
  /** Within the account's life. */
  readonly inside: boolean
  readonly slice: PerformanceSlice | undefined
  /** How much of the month's largest move it is, 0 to 1: for the shade alone. */
  readonly heat: number
}

/** First moment of the UTC month of a time, `by` months on. */
export function monthStart(at: number, by = 0): number {
  const date = new Date(at)
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + by, 1)
}

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]

export const monthTitle = (at: number): string =>
  `${MONTHS[new Date(at).getUTCMonth()] ?? ''} ${String(new Date(at).getUTCFullYear())}`

interface Life {
  readonly openedAt: number
  readonly now: number
}

/** The weeks of a UTC month, Monday first, filled up at both ends. */
export function monthWeeks(
  start: number,
  byDay: readonly PerformanceSlice[],
  { openedAt, now }: Life,
): readonly (readonly MonthDay[])[] {
  const end = monthStart(start, 1)
  const slices = new Map(byDay.map((slice) => [slice.key, slice]))
  const largest = Math.max(0, ...byDay.map(({ netPnl }) => Math.abs(Number(netPnl))))
  const monday = start - ((new Date(start).getUTCDay() + 6) % 7) * DAY
  const days = Math.ceil((end - monday) / (7 * DAY)) * 7
  const cells = Array.from({ length: days }, (_, index): MonthDay => {
    const at = monday + index * DAY
    const key = new Date(at).toISOString().slice(0, 10)
    if (at < start || at >= end) return { key, day: undefined, inside: false, slice: undefined, heat: 0 }
    const slice = slices.get(key)
    const heat = slice === undefined || largest === 0 ? 0 : Math.abs(Number(slice.netPnl)) / largest
    return { key, day: new Date(at).getUTCDate(), inside: at + DAY > openedAt && at <= now, slice, heat }
  })
  return Array.from({ length: days / 7 }, (_, week) => cells.slice(week * 7, week * 7 + 7))
}
