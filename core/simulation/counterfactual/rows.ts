import {
  averagePrice,
  type InstrumentId,
  type Millis,
  type Money,
  type OrderPurpose,
  type Price,
  type Quantity,
  type Quote,
  type SignalId,
  type SignalState,
  subtract,
  ZERO_MONEY,
} from '../../domain/index.ts'
import { profitOf, type SignalFate, type Trip, type TripBook } from './trip-book.ts'

/** What a person, a limit or the clock made of a proposal. */
export type Outcome =
  | 'pending'
  | 'approved'
  | 'edited'
  | 'rejected'
  | 'expired'
  | 'superseded'
  | 'withdrawn'
  | 'blocked'
  /** Its strategies were switched off. */
  | 'vetoed'
  /** Dropped before it became a signal, because of what the account held by then. */
  | 'not-proposed'
  | 'by-hand'

/** A signal's way from entry to exit in one account. */
export interface Followed {
  readonly quantity: Quantity
  /** Mean of the entry's fills. */
  readonly entryPrice: Price
  readonly enteredAt: Millis
  /** Mean of the exit's fills so far. */
  readonly exitPrice?: Price
  /** When all of it was sold; absent while some is held. */
  readonly exitedAt?: Millis
  readonly exit?: OrderPurpose | 'horizon'
  readonly fees: Money
  /** After fees; what is held counts at the mid. Absent while that is not known. */
  readonly pnl?: Money
}

export interface OverrideRow {
  /** Absent for a position that was opened by hand. */
  readonly signalId?: SignalId
  readonly instrument: InstrumentId
  readonly strategy: string
  readonly at: Millis
  readonly outcome: Outcome
  readonly decidedBy: string
  readonly reason: string
  /** Codes of the rules that blocked it. */
  readonly failed: readonly string[]
  readonly entry?: Price
  readonly stop?: Price
  readonly target?: Price
  /** What really came of it. */
  readonly real?: Followed
  /** What came of it in the account that approved everything. */
  readonly counterfactual?: Followed
  /** What came of it by itself, where that account could not take it. */
  readonly alone?: Followed
  /** Why it was followed nowhere. */
  readonly unfollowed?: string
  /** Real less counterfactual: the rows' sum is the difference of the two accounts. Absent where nothing was traded. */
  readonly effect?: Money
  /** Real less alone; no account's money, so never added to the effects. */
  readonly aloneEffect?: Money
}

export interface Accounts {
  readonly since: Millis
  readonly real: TripBook
  readonly twin: TripBook
  readonly alone: TripBook
  readonly quoteOf: (instrument: InstrumentId) => Quote | undefined
  readonly quoteOfSlot: (slot: InstrumentId) => Quote | undefined
  readonly crowdedOut: ReadonlySet<string>
}

const OUTCOMES: Readonly<Record<SignalState, Outcome>> = {
  PENDING: 'pending',
  APPROVED: 'approved',
  REJECTED: 'rejected',
  EXPIRED: 'expired',
  SUPERSEDED: 'superseded',
  WITHDRAWN: 'withdrawn',
  BLOCKED: 'blocked',
}

/** Outcomes in which somebody or something stood between a proposal and its order. */
export const isOverride = ({ outcome }: OverrideRow): boolean =>
  outcome !== 'pending' && outcome !== 'approved' && outcome !== 'by-hand'

function followed(trip: Trip | undefined, quote: Quote | undefined): Followed | undefined {
  if (trip === undefined) return undefined
  const pnl = profitOf(trip, quote)
  return {
    quantity: trip.bought,
    entryPrice: averagePrice(trip.paid, trip.bought),
    enteredAt: trip.openedAt,
    ...(trip.sold === 0n ? {} : { exitPrice: averagePrice(trip.received, trip.sold) }),
    ...(trip.closedAt === undefined ? {} : { exitedAt: trip.closedAt }),
    ...(trip.exit === undefined ? {} : { exit: trip.exit }),
    fees: trip.fees,
    ...(pnl === undefined ? {} : { pnl }),
  }
}

/** A way that never began earned nothing; one whose worth is not known makes the difference unknown. */
function difference(real: Followed | undefined, other: Followed | undefined): Money | undefined {
  const [a, b] = [real, other].map((way) => (way === undefined ? ZERO_MONEY : way.pnl))
  return a === undefined || b === undefined ? undefined : subtract(a, b)
}

interface Head extends Pick<OverrideRow, 'instrument' | 'strategy' | 'at' | 'outcome' | 'decidedBy' | 'reason' | 'failed'> {
  readonly signalId?: SignalId
  readonly entry?: Price
  readonly stop?: Price
  readonly target?: Price
}

const headOf = (fate: SignalFate): Head => ({
  signalId: fate.id,
  instrument: fate.instrument,
  strategy: fate.strategy,
  at: fate.createdAt,
  outcome: fate.edited ? 'edited' : OUTCOMES[fate.state],
  decidedBy: fate.decidedBy ?? '',
  reason: fate.reason,
  failed: fate.failed,
  entry: fate.proposed.entry,
  ...(fate.proposed.stop === undefined ? {} : { stop: fate.proposed.stop }),
  ...(fate.proposed.target === undefined ? {} : { target: fate.proposed.target }),
})

function rowOf(accounts: Accounts, head: Head, realTrip: Trip | undefined): OverrideRow {
  const { twin, alone, quoteOf, quoteOfSlot } = accounts
  const quote = quoteOf(head.instrument)
  const real = followed(realTrip, quote)
  const trips = head.signalId === undefined ? [] : [twin.bySignal.get(head.signalId), alone.bySignal.get(head.signalId)]
  const [taken, solo] = trips
  const counterfactual = followed(taken, quote)
  const own =
    taken === undefined ? followed(solo, solo === undefined ? undefined : (quoteOfSlot(solo.instrument) ?? quote)) : undefined
  const byItself = own?.exit === 'flatten' ? ({ ...own, exit: 'horizon' } as const) : own
  const effect = real === undefined && counterfactual === undefined ? undefined : difference(real, counterfactual)
  const aloneEffect = byItself === undefined ? undefined : difference(real, byItself)
  const unfollowed = counterfactual === undefined && byItself === undefined ? whyNot(accounts, head) : undefined
  return {
    ...head,
    ...(real === undefined ? {} : { real }),
    ...(counterfactual === undefined ? {} : { counterfactual }),
    ...(byItself === undefined ? {} : { alone: byItself }),
    ...(unfollowed === undefined ? {} : { unfollowed }),
    ...(effect === undefined ? {} : { effect }),
    ...(aloneEffect === undefined ? {} : { aloneEffect }),
  }
}

function whyNot({ alone, twin, crowdedOut }: Accounts, { signalId }: Head): string | undefined {
  if (signalId === undefined) return undefined
  if (crowdedOut.has(signalId)) return 'too many signals were followed at once'
  for (const fate of [alone.fates.get(signalId), twin.fates.get(signalId)])
    if (fate !== undefined && fate.state !== 'APPROVED' && fate.reason !== '') return fate.reason
  return undefined
}

/** Joins what really happened with what would have, oldest first. */
export function overrideRows(accounts: Accounts): readonly OverrideRow[] {
  const { since, real, twin } = accounts
  const rows: OverrideRow[] = []
  for (const fate of real.fates.values())
    if (fate.action === 'buy' && fate.createdAt >= since) rows.push(rowOf(accounts, headOf(fate), real.bySignal.get(fate.id)))
  for (const fate of twin.fates.values()) {
    if (fate.action !== 'buy' || real.fates.has(fate.id) || !twin.bySignal.has(fate.id)) continue
    const refused = real.refused.get(fate.id)
    const outcome = refused?.code === 'strategy-off' ? 'vetoed' : 'not-proposed'
    const reason = refused === undefined ? 'the trader did not receive it' : refused.reason
    rows.push(rowOf(accounts, { ...headOf(fate), outcome, decidedBy: '', reason, failed: [] }, undefined))
  }
  for (const trip of real.byHand.values()) {
    if (trip.openedAt < since) continue
    const { instrument, openedAt: at } = trip
    rows.push(rowOf(accounts, { instrument, strategy: '', at, outcome: 'by-hand', decidedBy: '', reason: '', failed: [] }, trip))
  }
  return rows.sort((a, b) => a.at - b.at)
}

/** Whether every way that the row compares has come to its end. */
export const isSettled = (row: OverrideRow): boolean =>
  [row.real, row.counterfactual, row.alone].every((way) => way === undefined || way.exitedAt !== undefined)
