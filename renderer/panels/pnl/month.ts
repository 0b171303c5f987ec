import type { PerformanceSlice } from '../../../core/contract/index.ts'
import { DAY } from '../../../core/domain/index.ts'

export interface MonthDay {
  /** `2026-11-21` */
  readonly key: string
  readonly day: number
  /** Of the month that is shown, within the account's life. */
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

/** The weeks of a UTC month, Monday first, with the days around it that fill them. */
export function monthWeeks(
  start: number,
  days: readonly PerformanceSlice[],
  { openedAt, now }: Life,
): readonly (readonly MonthDay[])[] {
  const end = monthStart(start, 1)
  const slices = new Map(days.map((slice) => [slice.key, slice]))
  const largest = Math.max(0, ...days.map(({ netPnl }) => Math.abs(Number(netPnl))))
  const monday = start - ((new Date(start).getUTCDay() + 6) % 7) * DAY
  const weeks: MonthDay[][] = []
  for (let at = monday; at < end; at += DAY) {
    const key = new Date(at).toISOString().slice(0, 10)
    const slice = at >= start ? slices.get(key) : undefined
    const inside = at >= start && at + DAY > openedAt && at <= now
    const heat = slice === undefined || largest === 0 ? 0 : Math.abs(Number(slice.netPnl)) / largest
    const week = weeks.at(-1)
    const cell = { key, day: new Date(at).getUTCDate(), inside, slice, heat }
    if (week === undefined || week.length === 7) weeks.push([cell])
    else week.push(cell)
  }
  for (let at = end; (weeks.at(-1)?.length ?? 7) < 7; at += DAY)
    weeks.at(-1)?.push({
      key: new Date(at).toISOString().slice(0, 10),
      day: new Date(at).getUTCDate(),
      inside: false,
      slice: undefined,
      heat: 0,
    })
  return weeks
}
