import type { EquityPoint, PerformanceQuery, PerformanceRow } from '../../contract/index.ts'
import {
  type Environment,
  formatMoney,
  InputError,
  type Millis,
  millis,
  type Money,
  moneyToNumberLossy,
  required,
  subtract,
  toWire,
} from '../../domain/index.ts'
import { ACCOUNT_EVENTS, AccountFold, type AccountRecord } from '../../journal/index.ts'
import {
  type AccountHistory,
  accountPerformance,
  breakdownOf,
  missingReasons,
  underwater,
  visiblePoints,
  windowOf,
} from '../../performance/index.ts'
import { type Booking, bookingsOf } from '../../portfolio/index.ts'
import type { Clock, Journal } from '../../ports/index.ts'

const POINTS = { usual: 1_000, least: 4, most: 5_000 }
/** Answers of one moment of the journal that are kept: what several windows ask alike. */
const KEPT_ANSWERS = 8
const MS_PER_SAMPLE = 0.1

export interface AccountFiguresOptions {
  readonly journal: Pick<Journal, 'replay' | 'read' | 'lastSequence'>
  readonly environment: Environment
  readonly clock: Clock
  /** Rows of the journal that are read in one turn; orders wait no longer than that takes. */
  readonly slice?: number
  /** How long an answer waits for the reading, ms. */
  readonly patience?: number
}

interface Answer {
  readonly row: PerformanceRow
  readonly at: Millis
  readonly entries: number
}

interface Sampled {
  readonly source: readonly { readonly at: Millis; readonly equity: Money }[]
  readonly points: { readonly at: Millis; readonly equity: number }[]
}

/**
 * How the account did, from its journal. The first question reads the journal from its beginning, a slice a turn; later ones
 * read the new rows alone. The figures are those of `core/performance`, as the command line has them.
 */
export class AccountFigures {
  readonly #options: Required<AccountFiguresOptions>
  #fold: AccountFold
  readonly #answers = new Map<string, Answer>()
  #sequence = 0
  #lastAt = millis(0)
  #reading: Promise<void> | undefined
  #sampled: Sampled = { source: [], points: [] }
  #booked: { readonly entries: number; readonly bookings: readonly Booking[] } = { entries: -1, bookings: [] }

  constructor(options: AccountFiguresOptions) {
    this.#options = { slice: 2_000, patience: 2_000, ...options }
    this.#fold = new AccountFold(options.environment)
  }

  /** Throws InputError for a stretch or a number of points that makes no sense, and before there is an account. */
  async performance(query: PerformanceQuery): Promise<PerformanceRow> {
    const { points = POINTS.usual } = query
    whole('from', query.from, 0, Number.MAX_SAFE_INTEGER)
    whole('to', query.to, query.from ?? 0, Number.MAX_SAFE_INTEGER)
    whole('points', points, POINTS.least, POINTS.most)
    await this.#readUp()
    const record = this.#fold.record(this.#lastAt)
    if (record === undefined) throw new InputError({ field: 'account', value: 'not open', remedy: 'ask again once it is' })
    const key = `${String(query.from)} ${String(query.to)} ${String(points)}`
    const known = this.#answers.get(key)
    if (known !== undefined && this.#isGood(known, record)) return known.row
    const row = this.#answer(record, { ...query, points })
    this.#answers.delete(key)
    this.#answers.set(key, { row, at: this.#options.clock.now(), entries: record.entries.length })
    const oldest = this.#answers.size > KEPT_ANSWERS ? this.#answers.keys().next().value : undefined
    if (oldest !== undefined) this.#answers.delete(oldest)
    return row
  }

  /**
   * Of the same moment; and while nothing was booked since, for as long as keeps its making from being more than a few
   * thousandths of the time, which for a year of samples is some fifty seconds.
   */
  #isGood({ row, at, entries }: Answer, record: AccountRecord): boolean {
    if (row.sequence === this.#sequence) return true
    const age = this.#options.clock.now() - at
    return row.read === 1 && entries === record.entries.length && age < record.samples.length * MS_PER_SAMPLE
  }

  async #readUp(): Promise<void> {
    const { clock, patience } = this.#options
    const until = clock.now() + patience
    while (this.#sequence < this.#options.journal.lastSequence() && clock.now() <= until) {
      this.#reading ??= this.#readSlice().finally(() => {
        this.#reading = undefined
      })
      await this.#reading
    }
  }

  async #readSlice(): Promise<void> {
    const { journal, slice, clock, environment } = this.#options
    const to = Math.min(journal.lastSequence(), this.#sequence + slice)
    const visit: Parameters<Journal['replay']>[0] = ({ at, entry }) => {
      if (entry.kind === 'event') this.#fold.visit(entry.event, at)
    }
    try {
      journal.replay(visit, ACCOUNT_EVENTS, this.#sequence, to)
      // When the newest of all rows was written, also of those that the account does not depend on.
      for (const { at } of journal.read(to - 1, 1)) this.#lastAt = at
    } catch (error) {
      // Nobody knows how much of the slice was counted: the next question begins anew.
      this.#fold = new AccountFold(environment)
      this.#sequence = 0
      throw error
    }
    this.#sequence = to
    if (to < journal.lastSequence()) await new Promise<void>((resolve) => void clock.after(0, resolve))
  }

  #history(record: AccountRecord): AccountHistory {
    const { openedAt: from, lastAt: to, startingCash, entries, samples, lotOf } = record
    if (this.#booked.entries !== entries.length) this.#booked = { entries: entries.length, bookings: bookingsOf(entries, lotOf) }
    return { from, to, startingCash, bookings: this.#booked.bookings, samples: this.#points(samples) }
  }

  /** As doubles; converted once, for they are many. The last may still be replaced, and capital replaces the whole list. */
  #points(samples: AccountRecord['samples']): AccountHistory['samples'] {
    if (this.#sampled.source !== samples) this.#sampled = { source: samples, points: [] }
    const { points } = this.#sampled
    points.pop()
    for (let index = points.length; index < samples.length; index += 1) {
      const sample = samples[index]
      if (sample !== undefined) points.push({ at: sample.at, equity: moneyToNumberLossy(sample.equity) })
    }
    return points
  }

  #answer(record: AccountRecord, query: PerformanceQuery & { readonly points: number }): PerformanceRow {
    const all = this.#history(record)
    const from = millis(Math.max(query.from ?? all.from, all.from))
    const to = millis(Math.max(from, Math.min(query.to ?? all.to, all.to)))
    const isWhole = from === all.from && to === all.to
    const start = isWhole ? record.startingCash : equityAt(record, from)
    const history = isWhole ? all : windowOf(all, { from, to, start })
    const account = accountPerformance(history)
    const equity = equityAt(record, to)
    return {
      environment: record.environment,
      currency: record.currency,
      openedAt: record.openedAt,
      from,
      to,
      sequence: this.#sequence,
      read: this.#sequence / Math.max(1, this.#options.journal.lastSequence()),
      ...toWire({ startEquity: start, equity, equityChange: subtract(equity, start) }),
      account: toWire(account),
      missing: missingReasons({ ...account, from, to }),
      byStrategy: toWire(breakdownOf(history, 'strategy')),
      bySymbol: toWire(breakdownOf(history, 'symbol')),
      byDay: toWire(breakdownOf(history, 'day')),
      curve: curveOf(record, history, { from, start, points: query.points }),
    }
  }
}

function whole(field: string, value: number | undefined, least: number, most: number): void {
  if (value === undefined || (Number.isSafeInteger(value) && value >= least && value <= most)) return
  const remedy = `use a whole number from ${String(least)} to ${String(most)}`
  throw new InputError({ field, value: String(value), remedy })
}

/** The last equity on record up to a time. */
function equityAt({ samples, startingCash }: AccountRecord, at: Millis): Money {
  const index = samples.findLastIndex((sample) => sample.at <= at)
  return samples[index]?.equity ?? startingCash
}

interface Stretch {
  readonly from: Millis
  readonly start: Money
  readonly points: number
}

/** The start and what is on record after it, thinned. */
function curveOf({ samples }: AccountRecord, history: AccountHistory, stretch: Stretch): readonly EquityPoint[] {
  const { from, start, points } = stretch
  const values = new Float64Array(history.samples.length + 1)
  values[0] = moneyToNumberLossy(start)
  history.samples.forEach(({ equity }, index) => {
    values[index + 1] = equity
  })
  const { equity: falls } = underwater({ times: values, equity: values }, moneyToNumberLossy(start))
  const first = samples.findIndex(({ at }) => at === history.samples[0]?.at)
  return visiblePoints(values, points).map((index) => {
    const sample = index === 0 ? { at: from, equity: start } : samples[first + index - 1]
    const { at, equity: exact } = required(sample, 'every double has its exact equity')
    return { at, equity: formatMoney(exact), drawdown: falls[index] ?? 0 }
  })
}
