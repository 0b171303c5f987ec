import {
  add,
  type Fill,
  type InstrumentId,
  type Millis,
  type Money,
  notional,
  type Position,
  type Quantity,
  type StrategyId,
  subtract,
  ZERO_MONEY,
  ZERO_QUANTITY,
} from '../domain/index.ts'
import { chargeOf, feeSource } from './charge.ts'
import { adjustPosition, type Adjustment, applyFill, emptyPosition, payFee } from './position.ts'

/** A fill and the strategy whose order it was; undefined for an order by hand. */
export interface OwnedFill {
  readonly fill: Fill
  readonly strategy: StrategyId | undefined
}

/** Funding of a perpetual market on what was held of it. */
export interface PaidFunding {
  readonly instrument: InstrumentId
  readonly at: Millis
  /** What it did to the cash: below zero where it was paid. */
  readonly funding: Money
}

export type AccountEntry = OwnedFill | PaidFunding | Adjustment

/** From flat to flat. */
export interface ClosedTrip {
  readonly openedAt: Millis
  readonly closedAt: Millis
  /** After the fees of both sides, funding included. */
  readonly profit: Money
  /** What the purchases cost, their fees in. */
  readonly spent: Money
}

/** What one fill, one funding or one adjustment did to the books, by average cost as the account counts it. */
export interface Booking {
  readonly instrument: InstrumentId
  readonly at: Millis
  /** Absent for funding, and for what came or went without a trade. */
  readonly fill?: Fill
  /** Of the fill that opened the position; whoever opened it answers for all of it. */
  readonly strategy: StrategyId | undefined
  readonly openedAt: Millis
  /** Before fees. */
  readonly realised: Money
  /** In the quote currency; a fee in the base asset at the fill's price, one in a third asset at what that had cost here. */
  readonly fees: Money
  /** Of funding alone. */
  readonly funding?: Money
  /** What came or, below zero, went without a trade: at cost, so without a profit. */
  readonly capital?: Money
  /** Held after it. */
  readonly held: Quantity
  /** Of a fee in a third asset what was never bought here: it is in no figure. */
  readonly unbooked?: { readonly asset: string; readonly quantity: Quantity }
  /** Nothing is held that could be sold: less than a lot, as a fee in the base asset leaves it, is no position. */
  readonly flat: boolean
  /** Set where a sale left nothing to sell. */
  readonly closed?: ClosedTrip
}

export const netOf = ({ realised, fees, funding = ZERO_MONEY }: Booking): Money => add(subtract(realised, fees), funding)

interface OpenTrip {
  readonly strategy: StrategyId | undefined
  readonly openedAt: Millis
  profit: Money
  spent: Money
}

/** The least that can be sold of a market; undefined where it is not known, and then everything counts. */
export type LotOf = (instrument: InstrumentId) => Quantity | undefined

/** In the order in which they were booked. Throws RangeError for a sale of what is not held. */
export function bookingsOf(entries: Iterable<AccountEntry>, lotOf: LotOf = () => undefined): readonly Booking[] {
  const books = new Books(lotOf)
  return Array.from(entries, (entry) => {
    if ('fill' in entry) return books.trade(entry)
    return 'change' in entry ? books.adjust(entry) : books.fund(entry)
  })
}

class Books {
  readonly #positions = new Map<InstrumentId, Position>()
  readonly #trips = new Map<InstrumentId, OpenTrip>()
  readonly #lotOf: LotOf

  constructor(lotOf: LotOf) {
    this.#lotOf = lotOf
  }

  trade({ fill, strategy }: OwnedFill): Booking {
    const { instrument, at } = fill
    const before = this.#positions.get(instrument) ?? emptyPosition(instrument, at)
    const after = applyFill(before, fill)
    this.#positions.set(instrument, after)
    const other = this.#payOther(fill)
    const realised = subtract(after.realisedPnl, before.realisedPnl)
    const fees = add(subtract(after.fees, before.fees), other.fees)
    const trip = this.#trip(instrument, at, strategy)
    trip.profit = add(trip.profit, subtract(realised, fees))
    if (fill.side === 'buy') trip.spent = add(trip.spent, add(notional(fill.price, fill.quantity), fill.fee))
    const { openedAt, profit, spent } = trip
    const flat = this.#isFlat(instrument, after.quantity)
    const closes = flat && fill.side === 'sell'
    if (closes) this.#trips.delete(instrument)
    return {
      instrument,
      at,
      fill,
      strategy: trip.strategy,
      openedAt,
      realised,
      fees,
      held: after.quantity,
      flat,
      ...(other.unbooked === undefined ? {} : { unbooked: other.unbooked }),
      ...(closes ? { closed: { openedAt, closedAt: at, profit, spent } } : {}),
    }
  }

  fund({ instrument, at, funding }: PaidFunding): Booking {
    const trip = this.#trip(instrument, at, undefined)
    trip.profit = add(trip.profit, funding)
    const { strategy, openedAt } = trip
    const held = this.#positions.get(instrument)?.quantity ?? ZERO_QUANTITY
    return {
      instrument,
      at,
      strategy,
      openedAt,
      realised: ZERO_MONEY,
      fees: ZERO_MONEY,
      funding,
      held,
      flat: this.#isFlat(instrument, held),
    }
  }

  /** Nobody knows what a trip earned of which a part went without a trade: one that ends so closes nothing. */
  adjust(adjustment: Adjustment): Booking {
    const { instrument, at, change } = adjustment
    const before = this.#positions.get(instrument) ?? emptyPosition(instrument, at)
    const after = adjustPosition(before, adjustment, at)
    this.#positions.set(instrument, after)
    const { strategy, openedAt } = this.#trip(instrument, at, undefined)
    const flat = this.#isFlat(instrument, after.quantity)
    if (flat && change < 0n) this.#trips.delete(instrument)
    return {
      instrument,
      at,
      strategy,
      openedAt,
      realised: ZERO_MONEY,
      fees: ZERO_MONEY,
      capital: subtract(after.costBasis, before.costBasis),
      held: after.quantity,
      flat,
    }
  }

  #isFlat(instrument: InstrumentId, quantity: Quantity): boolean {
    return quantity === 0n || quantity < (this.#lotOf(instrument) ?? ZERO_QUANTITY)
  }

  #trip(instrument: InstrumentId, at: Millis, strategy: StrategyId | undefined): OpenTrip {
    const trip = this.#trips.get(instrument) ?? { strategy, openedAt: at, profit: ZERO_MONEY, spent: ZERO_MONEY }
    this.#trips.set(instrument, trip)
    return trip
  }

  #payOther(fill: Fill): { readonly fees: Money } & Pick<Booking, 'unbooked'> {
    const { other } = chargeOf(fill)
    if (other === undefined) return { fees: ZERO_MONEY }
    const source = feeSource(fill.instrument, other.asset)
    const before = this.#positions.get(source) ?? emptyPosition(source, fill.at)
    const after = payFee(before, other.quantity, fill.at)
    if (after !== before) this.#positions.set(source, after)
    const missing = subtract(other.quantity, subtract(before.quantity, after.quantity))
    return {
      fees: subtract(after.fees, before.fees),
      ...(missing === 0n ? {} : { unbooked: { asset: other.asset, quantity: missing } }),
    }
  }
}
