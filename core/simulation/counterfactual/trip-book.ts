import {
  add,
  type EngineEvent,
  type Fill,
  type InstrumentId,
  type Millis,
  midPrice,
  type Money,
  negate,
  notional,
  type OrderId,
  type OrderPurpose,
  type Quantity,
  type Quote,
  required,
  type Signal,
  type SignalId,
  subtract,
  ZERO_MONEY,
  ZERO_QUANTITY,
} from '../../domain/index.ts'
import { quantityChange } from '../../portfolio/index.ts'

/** Signals, trips and refused candidates kept; the oldest leave first. */
export const KEPT_ROWS = 20_000

/** The kinds of events a book is made of: what a journal is asked for at a start. */
export const BOOK_EVENTS = [
  'InstrumentChanged',
  'SignalCreated',
  'SignalDecided',
  'CandidateFiltered',
  'OrderCreated',
  'FillRecorded',
  'FundingSettled',
  'OrderAdopted',
  'PositionAdjusted',
] as const

/** A position from nothing to nothing. */
export interface Trip {
  /** The signal it was opened by; absent where a person opened it by hand. */
  readonly signalId?: SignalId
  readonly orderId: OrderId
  readonly instrument: InstrumentId
  readonly openedAt: Millis
  readonly closedAt?: Millis
  readonly bought: Quantity
  readonly sold: Quantity
  /** Bought less sold less fees in kind; of a closed trip less than a lot, that nobody can sell. */
  readonly held: Quantity
  readonly paid: Money
  readonly received: Money
  readonly fees: Money
  /** Of a perpetual market: negative where more was paid than received. */
  readonly funding: Money
  /** Why the newest sale was made. */
  readonly exit?: OrderPurpose
}

/** What became of a signal in one account. */
export interface SignalFate {
  readonly id: SignalId
  readonly instrument: InstrumentId
  readonly action: Signal['action']
  /** The first strategy that voted for it: the one its order is booked to. */
  readonly strategy: string
  readonly createdAt: Millis
  readonly proposed: Pick<Signal, 'entry' | 'quantity' | 'stop' | 'target' | 'trail'>
  readonly mode: Signal['mode']
  readonly state: Signal['state']
  /** Approved with another size, stop, target or trail than proposed. */
  readonly edited: boolean
  readonly decidedAt?: Millis
  readonly decidedBy?: string
  readonly reason: string
  readonly failed: readonly string[]
}

export interface Refused {
  readonly id: SignalId
  readonly instrument: InstrumentId
  readonly code: string
  readonly reason: string
}

export const isClosed = (trip: Trip): boolean => trip.closedAt !== undefined

/** Profit after fees and funding; what is still held counts at the mid. Undefined while that is not known. */
export function profitOf(trip: Trip, quote: Quote | undefined): Money | undefined {
  const cash = add(subtract(subtract(trip.received, trip.paid), trip.fees), trip.funding)
  if (trip.held === 0n) return cash
  return quote === undefined ? undefined : add(cash, notional(midPrice(quote.bid, quote.ask), trip.held))
}

/** Signals and round trips of one account, as a fold over its events. */
export class TripBook {
  readonly fates = new Map<SignalId, SignalFate>()
  readonly refused = new Map<SignalId, Refused>()
  readonly bySignal = new Map<SignalId, Trip>()
  /** Round trips that a person opened, by their first order. */
  readonly byHand = new Map<OrderId, Trip>()
  readonly #orders = new Map<OrderId, { readonly purpose: OrderPurpose; readonly signalId?: SignalId }>()
  readonly #lots = new Map<InstrumentId, Quantity>()
  readonly #open = new Map<InstrumentId, Trip>()

  apply(event: EngineEvent, at: Millis): void {
    switch (event.type) {
      case 'InstrumentChanged':
        this.#lots.set(event.instrument.id, event.instrument.lotSize)
        return
      case 'SignalCreated':
        keep(this.fates, event.signal.id, created(event.signal, at))
        return
      case 'SignalDecided':
        this.#decide(event, at)
        return
      case 'CandidateFiltered': {
        const { id, instrument, action } = event.candidate
        if (action === 'buy') keep(this.refused, id, { id, instrument, code: event.code, reason: event.reason })
        return
      }
      case 'OrderAdopted':
      case 'OrderCreated': {
        const { id, purpose, signalId } = event.order
        keep(this.#orders, id, { purpose, ...(signalId === undefined ? {} : { signalId }) })
        return
      }
      case 'FillRecorded':
        this.#fill(event.fill)
        return
      case 'FundingSettled': {
        const trip = this.#open.get(event.instrument)
        if (trip !== undefined) this.#keepTrip({ ...trip, funding: add(trip.funding, event.funding) })
        return
      }
      case 'PositionAdjusted':
        this.#adjust(event, at)
        return
      default:
    }
  }

  openTrip(instrument: InstrumentId): Trip | undefined {
    return this.#open.get(instrument)
  }

  #decide(event: Extract<EngineEvent, { type: 'SignalDecided' }>, at: Millis): void {
    const fate = this.fates.get(event.signalId)
    // One that left the book before it was decided.
    if (fate === undefined) return
    const { proposed } = fate
    const same =
      event.quantity === proposed.quantity &&
      event.stop === proposed.stop &&
      event.target === proposed.target &&
      event.trail === proposed.trail
    this.fates.set(fate.id, {
      ...fate,
      state: event.state,
      edited: event.state === 'APPROVED' && fate.action === 'buy' && !same,
      decidedAt: at,
      decidedBy: event.by,
      reason: event.reason,
      failed: event.checks.filter(({ passed }) => !passed).map(({ code }) => code),
    })
  }

  #fill(fill: Fill): void {
    const order = this.#orders.get(fill.orderId)
    const before = this.#open.get(fill.instrument)
    // What was sold was bought before the book began.
    if (before === undefined && fill.side === 'sell') return
    const lot = this.#lots.get(fill.instrument) ?? ZERO_QUANTITY
    this.#keepTrip(booked(before ?? opened(fill, order?.signalId), fill, { purpose: order?.purpose, lot }))
  }

  /** What goes without a trade counts as sold at the price of then, what comes as bought. */
  #adjust({ instrument, change, price }: Extract<EngineEvent, { type: 'PositionAdjusted' }>, at: Millis): void {
    const trip = this.#open.get(instrument)
    if (trip === undefined) return
    const held = add(trip.held, change)
    if (change > 0n) {
      this.#keepTrip({ ...trip, held, paid: add(trip.paid, notional(price, change)) })
      return
    }
    const gone = held <= 0n || held < (this.#lots.get(instrument) ?? ZERO_QUANTITY)
    const received = add(trip.received, notional(price, negate(change)))
    this.#keepTrip({ ...trip, held, received, ...(gone ? { closedAt: at } : {}) })
  }

  #keepTrip(trip: Trip): void {
    if (isClosed(trip)) this.#open.delete(trip.instrument)
    else this.#open.set(trip.instrument, trip)
    if (trip.signalId === undefined) keep(this.byHand, trip.orderId, trip)
    else keep(this.bySignal, trip.signalId, trip)
  }
}

const created = (signal: Signal, at: Millis): SignalFate => ({
  id: signal.id,
  instrument: signal.instrument,
  action: signal.action,
  strategy: signal.votes.find(({ stance }) => stance === (signal.action === 'buy' ? 'long' : 'flat'))?.strategy ?? '',
  createdAt: at,
  proposed: {
    entry: signal.entry,
    quantity: signal.quantity,
    ...(signal.stop === undefined ? {} : { stop: signal.stop }),
    ...(signal.target === undefined ? {} : { target: signal.target }),
    ...(signal.trail === undefined ? {} : { trail: signal.trail }),
  },
  mode: signal.mode,
  state: signal.state,
  edited: false,
  reason: '',
  failed: [],
})

const opened = (fill: Fill, signalId: SignalId | undefined): Trip => ({
  ...(signalId === undefined ? {} : { signalId }),
  orderId: fill.orderId,
  instrument: fill.instrument,
  openedAt: fill.at,
  bought: ZERO_QUANTITY,
  sold: ZERO_QUANTITY,
  held: ZERO_QUANTITY,
  paid: ZERO_MONEY,
  received: ZERO_MONEY,
  fees: ZERO_MONEY,
  funding: ZERO_MONEY,
})

interface Sale {
  readonly purpose: OrderPurpose | undefined
  readonly lot: Quantity
}

function booked(trip: Trip, fill: Fill, { purpose, lot }: Sale): Trip {
  const value = notional(fill.price, fill.quantity)
  const after = { ...trip, fees: add(trip.fees, fill.fee), held: add(trip.held, quantityChange(fill)) }
  if (fill.side === 'buy') return { ...after, bought: add(trip.bought, fill.quantity), paid: add(trip.paid, value) }
  return {
    ...after,
    sold: add(trip.sold, fill.quantity),
    received: add(trip.received, value),
    ...(purpose === undefined ? {} : { exit: purpose }),
    ...(after.held === 0n || after.held < lot ? { closedAt: fill.at } : {}),
  }
}

function keep<K, V>(rows: Map<K, V>, key: K, row: V): void {
  rows.set(key, row)
  if (rows.size <= KEPT_ROWS) return
  const [oldest] = rows.keys()
  rows.delete(required(oldest, 'a full map has a first key'))
}
