import type { Millis, Money } from '../domain/index.ts'
import type { AccountHistory } from './breakdown.ts'

export interface Window {
  readonly from: Millis
  readonly to: Millis
  /** Equity at `from`. */
  readonly start: Money
}

/** The part of a history from one time to another, both included; equity at `from` is the start and no point of it. */
export function windowOf(history: AccountHistory, { from, to, start }: Window): AccountHistory {
  const bookings = history.bookings.filter(({ at }) => at >= from && at <= to)
  return {
    from,
    to,
    startingCash: start,
    bookings,
    before: [...(history.before ?? []), ...history.bookings.filter(({ at }) => at < from)],
    samples: history.samples.filter(({ at }) => at > from && at <= to),
  }
}
