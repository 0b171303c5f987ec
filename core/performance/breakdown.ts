import { add, DAY, type Millis, type Money, moneyToNumberLossy, ZERO_MONEY } from '../domain/index.ts'
import { type Booking, netOf } from '../portfolio/index.ts'
import { dailyReturns, type EquityCurve } from './curve.ts'
import { drawdownOf } from './drawdown.ts'
import { annualGrowth, calmarRatio, sharpeRatio, sortinoRatio } from './ratios.ts'
import { type TripStatistics, tripStatistics } from './round-trips.ts'

export const BREAKDOWNS = ['strategy', 'symbol', 'day'] as const
export type BreakdownBy = (typeof BREAKDOWNS)[number]

export interface AccountHistory {
  readonly from: Millis
  readonly to: Millis
  readonly startingCash: Money
  readonly bookings: readonly Booking[]
  /** What was booked before `from`, which tells what was held then. */
  readonly before?: readonly Booking[]
  /** The account's equity as it was put on record, oldest first. */
  readonly samples: Points
}

/** Amounts exact, in the account's currency; ratios as doubles, null where nothing can be said. */
export interface Performance extends Omit<TripStatistics, 'count'> {
  readonly fills: number
  /** Closed round trips. */
  readonly trades: number
  readonly realisedPnl: Money
  readonly fees: Money
  /** Absent where there was none. */
  readonly funding?: Money
  /** Realised, less the fees, with the funding. */
  readonly netPnl: Money
  /** Of the last equity over the first, less one. */
  readonly totalReturn: number
  readonly annualReturn: number | null
  readonly sharpe: number | null
  readonly sortino: number | null
  readonly calmar: number | null
  readonly maxDrawdown: number
  /** Share of the time with a position open. */
  readonly exposure: number
}

export interface Slice extends Performance {
  /** The strategy (`manual` for orders by hand), the market, or the day as `2026-11-21`, UTC. */
  readonly key: string
}

interface Span {
  readonly from: number
  readonly to: number
}

/** Steps of equity after the start; what happened at one time counts once, as it ended. */
type Points = readonly { readonly at: number; readonly equity: number }[]

/**
 * One performance for the whole account, over the equity on record. Days without a record keep the equity of
 * the day before and count as days without a return.
 */
export function accountPerformance(history: AccountHistory): Performance {
  const { bookings, before = [], samples } = history
  return performanceFor(bookings, samples, { ...history, start: moneyToNumberLossy(history.startingCash) }, [
    ...before,
    ...bookings,
  ])
}

/** The equity at the end of each UTC day from the first to the last, carried forward over days without a record. */
export function dailyEquity(points: Points, { from, to }: Span, start: number): EquityCurve {
  const first = Math.floor(from / DAY)
  // What ends at midnight ends a day.
  const last = Math.max(first, Math.ceil(to / DAY) - 1)
  const times = Float64Array.from({ length: last - first + 1 }, (_, index) => (first + index + 1) * DAY)
  let next = 0
  let equity = start
  return {
    times,
    equity: times.map((end) => {
      for (let point = points[next]; point !== undefined && point.at <= end; point = points[next]) {
        equity = point.equity
        next += 1
      }
      return equity
    }),
  }
}

/**
 * The account taken apart. A strategy or a market counts as an account of its own that began with all the cash and
 * moves by what is realised, fees and funding paid; so its drawdown and ratios say nothing of what was open. A day has the
 * account's equity on record, and no ratios over days.
 */
export function breakdownOf(history: AccountHistory, by: BreakdownBy): readonly Slice[] {
  return by === 'day' ? days(history) : parts(history, by === 'symbol' ? symbolOf : strategyOf)
}

const symbolOf = ({ instrument }: Booking): string => instrument
const strategyOf = ({ strategy }: Booking): string => strategy ?? 'manual'
const dayText = (day: number): string => new Date(day * DAY).toISOString().slice(0, 10)

function grouped<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>()
  for (const item of items) {
    const key = keyOf(item)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [item])
    else group.push(item)
  }
  return groups
}

function parts(history: AccountHistory, keyOf: (booking: Booking) => string): readonly Slice[] {
  const start = moneyToNumberLossy(history.startingCash)
  const before = grouped(history.before ?? [], keyOf)
  return [...grouped(history.bookings, keyOf)].map(([key, bookings]) => {
    let equity = history.startingCash
    const points = bookings.map((booking) => {
      equity = add(equity, netOf(booking))
      return { at: booking.at, equity: moneyToNumberLossy(equity) }
    })
    const all = [...(before.get(key) ?? []), ...bookings]
    return { key, ...performanceFor(bookings, points, { ...history, start }, all) }
  })
}

/** Days with a fill or a record of equity, oldest first. */
function days(history: AccountHistory): readonly Slice[] {
  const bookings = grouped(history.bookings, ({ at }) => Math.floor(at / DAY))
  const samples = grouped(history.samples, ({ at }) => Math.floor(at / DAY))
  const all = [...(history.before ?? []), ...history.bookings]
  let start = moneyToNumberLossy(history.startingCash)
  return [...new Set([...bookings.keys(), ...samples.keys()])]
    .sort((a, b) => a - b)
    .map((day) => {
      const points = samples.get(day) ?? []
      const span = { from: Math.max(day * DAY, history.from), to: Math.min((day + 1) * DAY, history.to), start }
      const slice = { key: dayText(day), ...performanceFor(bookings.get(day) ?? [], points, span, all) }
      start = points.at(-1)?.equity ?? start
      return slice
    })
}

/** `all` tells when positions were open, which may have begun before the span. */
function performanceFor(
  bookings: readonly Booking[],
  points: Points,
  { from, to, start }: Span & { readonly start: number },
  all: readonly Booking[],
): Performance {
  const daily = dailyEquity(points, { from, to }, start)
  const returns = daily.equity.length < 2 ? [] : dailyReturns(daily, start)
  const { depth } = drawdownOf(curveOf(points), start)
  const end = points.at(-1)?.equity ?? start
  const annualReturn = annualGrowth(start, end, to - from)
  const trips = bookings.flatMap(({ closed }) => (closed === undefined ? [] : [closed]))
  const { count, ...statistics } = tripStatistics(
    trips.map(({ openedAt, closedAt, profit, spent }) => ({
      entryTime: openedAt,
      exitTime: closedAt,
      profit: moneyToNumberLossy(profit),
      return: moneyToNumberLossy(profit) / moneyToNumberLossy(spent),
    })),
  )
  const funding = bookings.flatMap((booking) => (booking.funding === undefined ? [] : [booking.funding]))
  return {
    fills: bookings.filter(({ fill }) => fill !== undefined).length,
    trades: count,
    ...statistics,
    realisedPnl: total(bookings.map(({ realised }) => realised)),
    fees: total(bookings.map(({ fees }) => fees)),
    ...(funding.length === 0 ? {} : { funding: total(funding) }),
    netPnl: total(bookings.map(netOf)),
    totalReturn: end / start - 1,
    annualReturn: returns.length === 0 ? null : annualReturn,
    sharpe: sharpeRatio(returns),
    sortino: sortinoRatio(returns),
    calmar: returns.length === 0 ? null : calmarRatio(annualReturn, depth),
    maxDrawdown: depth,
    exposure: exposureOf(all, { from, to }),
  }
}

const total = (amounts: readonly Money[]): Money => amounts.reduce<Money>((sum, each) => add(sum, each), ZERO_MONEY)

/** By index: a year has half a million points, and `from` asks an iterator for each. */
function curveOf(points: Points): EquityCurve {
  const times = new Float64Array(points.length)
  const equity = new Float64Array(points.length)
  points.forEach((point, index) => {
    times[index] = point.at
    equity[index] = point.equity
  })
  return { times, equity }
}

/** Share of the span in which at least one of the markets was held. */
function exposureOf(bookings: readonly Booking[], { from, to }: Span): number {
  const held = new Set<string>()
  let since = from
  let time = 0
  const count = (at: number): void => {
    const [begin, end] = [Math.max(since, from), Math.min(at, to)]
    if (held.size > 0 && end > begin) time += end - begin
    since = at
  }
  for (const { instrument, at, flat } of bookings) {
    count(at)
    if (flat) held.delete(instrument)
    else held.add(instrument)
  }
  count(to)
  return to > from ? time / (to - from) : 0
}
