import { type Bar, type BarSeries, mergeBar } from './bars.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** Binance's kline intervals and their lengths in ms; a month is found by the calendar. */
export const INTERVALS = {
  '1s': 1_000,
  '1m': MINUTE,
  '3m': 3 * MINUTE,
  '5m': 5 * MINUTE,
  '15m': 15 * MINUTE,
  '30m': 30 * MINUTE,
  '1h': HOUR,
  '2h': 2 * HOUR,
  '4h': 4 * HOUR,
  '6h': 6 * HOUR,
  '8h': 8 * HOUR,
  '12h': 12 * HOUR,
  '1d': DAY,
  '3d': 3 * DAY,
  '1w': 7 * DAY,
  '1M': 30 * DAY,
} as const
export type Interval = keyof typeof INTERVALS

export const isInterval = (text: string): text is Interval => Object.hasOwn(INTERVALS, text)

/** Weeks open on Monday, months on the first; the rest are aligned to the epoch. */
export function openOf(time: number, interval: Interval): number {
  if (interval === '1M') {
    const date = new Date(time)
    return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1)
  }
  const monday = interval === '1w' ? 4 * DAY : 0
  return time - ((time - monday) % INTERVALS[interval])
}

export function closeOf(open: number, interval: Interval): number {
  if (interval !== '1M') return open + INTERVALS[interval] - 1
  const date = new Date(open)
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1) - 1
}

/** The bars of `interval` that open within [from, to], oldest first, at most `limit`, the oldest ones when `from` is given. */
export function aggregate(
  series: BarSeries,
  interval: Interval,
  range: { readonly from?: number | undefined; readonly to?: number | undefined; readonly limit: number },
): Bar[] {
  const last = series.last()
  if (last === undefined) return []
  const to = Math.min(range.to ?? last.openTime, last.openTime + series.period)
  const span = INTERVALS[interval]
  const start = range.from ?? openOf(to, interval) - span * range.limit
  const out: Bar[] = []
  let current: Bar | undefined
  for (let index = Math.max(0, series.indexOf(start)); index < series.length; index += 1) {
    const bar = series.at(index)
    if (bar === undefined) break
    const open = openOf(bar.openTime, interval)
    if (open < start) continue
    if (open > to) break
    if (current?.openTime === open) mergeBar(current, bar)
    else {
      if (range.from !== undefined && out.length === range.limit) break
      current = { ...bar, openTime: open }
      out.push(current)
    }
  }
  return out.slice(-range.limit)
}
