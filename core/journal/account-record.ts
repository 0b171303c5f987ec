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
  type OrderPurpose,
  type OrderId,
  type PortfolioView,
  type PositionView,
  type Price,
  required,
  type StrategyId,
  subtract,
} from '../domain/index.ts'
import { emptyState, evolve, portfolioOf, positionViews } from '../engine/index.ts'
import { type Adjustment, type LotOf, type OwnedFill, type PaidFunding, PriceHistory } from '../portfolio/index.ts'
import type { JournalReader } from '../ports/index.ts'

/** The events that the money of an account depends on; all others are left unread. */
const TYPES = [
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

/** Undefined for a journal in which no account was opened. */
export function accountRecord(journal: JournalReader, environment: Environment): AccountRecord | undefined {
  const state = emptyState(environment, 'manual')
  const owners = new Map<OrderId, Owner>()
  const entries: (RecordedFill | PaidFunding | Adjustment)[] = []
  let samples: { at: Millis; equity: Money }[] = []
  const prices = new PriceHistory()
  // A year of samples every five seconds is more than a price a minute is worth.
  const markedIn = new Map<InstrumentId, number>()
  let openedAt: Millis | undefined
  const sample = (at: Millis, equity: Money): void => {
    const last = samples.at(-1)
    if (last !== undefined && Math.floor(last.at / MINUTE) === Math.floor(at / MINUTE)) samples.pop()
    samples.push({ at, equity })
  }
  const priced = (instrument: InstrumentId, price: Price, at: Millis): void => {
    const { base, quote } = assetsOf(instrument)
    prices.add({ asset: base, currency: quote, price, at })
  }
  const visit = (event: EngineEvent, at: Millis): void => {
    const before = state.startingCash
    evolve(state, event, at)
    if (event.type === 'AccountOpened') openedAt ??= at
    else if (event.type === 'PositionAdjusted' || event.type === 'CashAdjusted') {
      const capital = subtract(state.startingCash, before)
      samples = samples.map((each) => ({ ...each, equity: add(each.equity, capital) }))
      if (event.type === 'CashAdjusted') return
      const { id, instrument, change, price, reason } = event
      entries.push({ id, instrument, change, price, reason, at })
      priced(instrument, price, at)
    } else if (event.type === 'OrderCreated' || event.type === 'OrderAdopted')
      owners.set(event.order.id, { strategy: event.order.strategy, purpose: event.order.purpose })
    else if (event.type === 'EquitySampled') {
      sample(at, event.equity)
      for (const { instrument, bid, ask, receivedTime } of event.marks) {
        const minute = Math.floor(receivedTime / MINUTE)
        if (markedIn.get(instrument) === minute) continue
        markedIn.set(instrument, minute)
        priced(instrument, midPrice(bid, ask), receivedTime)
      }
    } else if (event.type === 'FundingSettled') {
      const { instrument, funding, dueAt, markPrice } = event
      entries.push({ instrument, at: dueAt, funding })
      priced(instrument, markPrice, dueAt)
    } else if (event.type === 'FillRecorded') {
      const { fill } = event
      const owner = required(
        owners.get(fill.orderId),
        `order ${fill.orderId} of fill ${fill.id} at ${formatPrice(fill.price)} is in the journal`,
      )
      entries.push({ fill, ...owner })
      priced(fill.instrument, fill.price, fill.at)
      if ([...state.positions.values()].every(({ quantity }) => quantity === 0n)) sample(at, state.cash)
    }
  }
  journal.events(TYPES, visit)
  const lastAt = journal.lastAt()
  if (openedAt === undefined || lastAt === undefined) return undefined
  return {
    environment,
    currency: state.currency,
    startingCash: state.startingCash,
    openedAt,
    lastAt,
    entries,
    fills: entries.filter((entry) => 'fill' in entry),
    funding: entries.filter((entry) => 'funding' in entry),
    lotEntries: entries.flatMap(lotEntry),
    samples,
    prices,
    lotOf: (instrument) => state.instruments.get(instrument)?.lotSize,
    positions: positionViews(state),
    portfolio: portfolioOf(state, lastAt),
  }
}
