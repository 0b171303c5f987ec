import {
  add,
  assetsOf,
  type EngineEvent,
  type Environment,
  type Fill,
  formatPrice,
  type InstrumentId,
  type Millis,
  MINUTE,
  midPrice,
  type Money,
  moneyToNumberLossy,
  type OrderPurpose,
  type OrderId,
  type PortfolioView,
  type PositionView,
  type Price,
  required,
  type StrategyId,
  subtract,
} from '../domain/index.ts'
import { emptyState, type EngineState, evolve, portfolioOf, positionViews } from '../engine/index.ts'
import {
  type Adjustment,
  type Booking,
  bookingsOf,
  type LotOf,
  type OwnedFill,
  type PaidFunding,
  PriceHistory,
} from '../portfolio/index.ts'
import type { JournalReader } from '../ports/index.ts'

/** The events that the money of an account depends on; all others are left unread. */
export const ACCOUNT_EVENTS = [
  'AccountOpened',
  'InstrumentChanged',
  'OrderCreated',
  'OrderMoved',
  'OrderAdopted',
  'OrderReduced',
  'FillRecorded',
  'PositionAdjusted',
  'CashAdjusted',
  'ProtectionSet',
  'StopTrailed',
  'FundingSettled',
  'EquitySampled',
  'TradingHalted',
  'TradingRearmed',
  'ScheduleStarted',
  'SchedulePaused',
  'ScheduleEnded',
] as const satisfies readonly EngineEvent['type'][]

export interface RecordedFill extends OwnedFill {
  readonly purpose: OrderPurpose
}

export interface AccountRecord {
  readonly environment: Environment
  readonly currency: string
  readonly startingCash: Money
  readonly openedAt: Millis
  /** When the newest row of the journal was written. */
  readonly lastAt: Millis
  /** In the order in which they were booked, as the next two. */
  readonly entries: readonly (RecordedFill | PaidFunding | Adjustment)[]
  readonly fills: readonly RecordedFill[]
  readonly funding: readonly PaidFunding[]
  /** Fills, and what came or went without a trade, for the lots. */
  readonly lotEntries: readonly (Fill | Adjustment)[]
  /**
   * Equity at the end of each minute that has any, and whenever everything was sold. Capital that came or went later
   * is in all of them, as in `startingCash`: it is no profit.
   */
  readonly samples: readonly { readonly at: Millis; readonly equity: Money }[]
  /** Prices at which was traded, and a mark a minute of what was open; none is given out when it is older than an hour. */
  readonly prices: PriceHistory
  readonly lotOf: LotOf
  readonly positions: readonly PositionView[]
  readonly portfolio: PortfolioView
}

interface Owner {
  readonly strategy: StrategyId | undefined
  readonly purpose: OrderPurpose
}

const lotEntry = (entry: AccountRecord['entries'][number]): AccountRecord['lotEntries'] => {
  if ('fill' in entry) return [entry.fill]
  return 'change' in entry ? [entry] : []
}

/** The account as the events so far leave it; they are told oldest first, each once. */
export class AccountFold {
  readonly #state: EngineState
  readonly #owners = new Map<OrderId, Owner>()
  readonly #entries: (RecordedFill | PaidFunding | Adjustment)[] = []
  readonly #prices = new PriceHistory()
  // A year of samples every five seconds is more than a price a minute is worth.
  readonly #markedIn = new Map<InstrumentId, number>()
  #samples: { at: Millis; equity: Money }[] = []
  #openedAt: Millis | undefined

  constructor(environment: Environment) {
    this.#state = emptyState(environment, 'manual')
  }

  visit(event: EngineEvent, at: Millis): void {
    const state = this.#state
    const before = state.startingCash
    evolve(state, event, at)
    if (event.type === 'AccountOpened') this.#openedAt ??= at
    else if (event.type === 'PositionAdjusted' || event.type === 'CashAdjusted') {
      const capital = subtract(state.startingCash, before)
      this.#samples = this.#samples.map((each) => ({ ...each, equity: add(each.equity, capital) }))
      if (event.type === 'CashAdjusted') return
      const { id, instrument, change, price, reason } = event
      this.#entries.push({ id, instrument, change, price, reason, at })
      this.#priced(instrument, price, at)
    } else if (event.type === 'OrderCreated' || event.type === 'OrderAdopted')
      this.#owners.set(event.order.id, { strategy: event.order.strategy, purpose: event.order.purpose })
    else if (event.type === 'EquitySampled') {
      this.#sample(at, event.equity)
      for (const { instrument, bid, ask, receivedTime } of event.marks) {
        const minute = Math.floor(receivedTime / MINUTE)
        if (this.#markedIn.get(instrument) === minute) continue
        this.#markedIn.set(instrument, minute)
        this.#priced(instrument, midPrice(bid, ask), receivedTime)
      }
    } else if (event.type === 'FundingSettled') {
      const { instrument, funding, dueAt, markPrice } = event
      this.#entries.push({ instrument, at: dueAt, funding })
      this.#priced(instrument, markPrice, dueAt)
    } else if (event.type === 'FillRecorded') {
      const { fill } = event
      const owner = required(
        this.#owners.get(fill.orderId),
        `order ${fill.orderId} of fill ${fill.id} at ${formatPrice(fill.price)} is in the journal`,
      )
      this.#entries.push({ fill, ...owner })
      this.#priced(fill.instrument, fill.price, fill.at)
      if ([...state.positions.values()].every(({ quantity }) => quantity === 0n)) this.#sample(at, state.cash)
    }
  }

  /** Undefined before an account was opened. `lastAt`: when the newest row was written. Its lists grow with the fold. */
  record(lastAt: Millis): AccountRecord | undefined {
    const state = this.#state
    const entries = this.#entries
    if (this.#openedAt === undefined) return undefined
    return {
      environment: state.environment,
      currency: state.currency,
      startingCash: state.startingCash,
      openedAt: this.#openedAt,
      lastAt,
      entries,
      fills: entries.filter((entry) => 'fill' in entry),
      funding: entries.filter((entry) => 'funding' in entry),
      lotEntries: entries.flatMap(lotEntry),
      samples: this.#samples,
      prices: this.#prices,
      lotOf: (instrument) => state.instruments.get(instrument)?.lotSize,
      positions: positionViews(state),
      portfolio: portfolioOf(state, lastAt),
    }
  }

  #sample(at: Millis, equity: Money): void {
    const last = this.#samples.at(-1)
    if (last !== undefined && Math.floor(last.at / MINUTE) === Math.floor(at / MINUTE)) this.#samples.pop()
    this.#samples.push({ at, equity })
  }

  #priced(instrument: InstrumentId, price: Price, at: Millis): void {
    const { base, quote } = assetsOf(instrument)
    this.#prices.add({ asset: base, currency: quote, price, at })
  }
}

/** Undefined for a journal in which no account was opened. */
export function accountRecord(journal: JournalReader, environment: Environment): AccountRecord | undefined {
  const fold = new AccountFold(environment)
  journal.events(ACCOUNT_EVENTS, (event, at) => {
    fold.visit(event, at)
  })
  const lastAt = journal.lastAt()
  return lastAt === undefined ? undefined : fold.record(lastAt)
}

/** The record as its performance is measured on: what was booked, and equity as doubles. */
export const historyOf = ({ openedAt, lastAt, startingCash, entries, samples, lotOf }: AccountRecord): AccountBookings => ({
  from: openedAt,
  to: lastAt,
  startingCash,
  bookings: bookingsOf(entries, lotOf),
  samples: samples.map(({ at, equity }) => ({ at, equity: moneyToNumberLossy(equity) })),
})

export interface AccountBookings {
  readonly from: Millis
  readonly to: Millis
  readonly startingCash: Money
  readonly bookings: readonly Booking[]
  readonly samples: readonly { readonly at: Millis; readonly equity: number }[]
}
