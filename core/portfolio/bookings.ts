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
} from '../domain/index.ts'
import { chargeOf, feeSource } from './charge.ts'
import { applyFill, emptyPosition, payFee } from './position.ts'

/** A fill and the strategy whose order it was; undefined for an order by hand. */
export interface OwnedFill {
  readonly fill: Fill
  readonly strategy: StrategyId | undefined
}

/** From flat to flat. */
export interface ClosedTrip {
  readonly openedAt: Millis
  readonly closedAt: Millis
  /** After the fees of both sides. */
  readonly profit: Money
  /** What the purchases cost, their fees in. */
  readonly spent: Money
}

/** What one fill did to the books, by average cost as the account counts it. */
export interface Booking {
  readonly fill: Fill
  /** Of the fill that opened the position; whoever opened it answers for all of it. */
  readonly strategy: StrategyId | undefined
  readonly openedAt: Millis
  /** Before fees. */
  readonly realised: Money
  /** In the quote currency; a fee in the base asset at the fill's price, one in a third asset at what that had cost here. */
  readonly fees: Money
  /** Held after it. */
  readonly held: Quantity
  /** Of a fee in a third asset what was never bought here: it is in no figure. */
  readonly unbooked?: { readonly asset: string; readonly quantity: Quantity }
  /** Set where the fill left nothing held. */
  readonly closed?: ClosedTrip
}

export const netOf = ({ realised, fees }: Booking): Money => subtract(realised, fees)

interface OpenTrip {
  readonly strategy: StrategyId | undefined
  readonly openedAt: Millis
  profit: Money
  spent: Money
}

/** Fills in the order in which they were booked. Throws RangeError for a sale of what is not held. */
export function bookingsOf(fills: Iterable<OwnedFill>): readonly Booking[] {
  const positions = new Map<InstrumentId, Position>()
  const trips = new Map<InstrumentId, OpenTrip>()
  return Array.from(fills, ({ fill, strategy }): Booking => {
    const { instrument, at } = fill
    const before = positions.get(instrument) ?? emptyPosition(instrument, at)
    const after = applyFill(before, fill)
    positions.set(instrument, after)
    const other = payOther(positions, fill)
    const realised = subtract(after.realisedPnl, before.realisedPnl)
    const fees = add(subtract(after.fees, before.fees), other.fees)
    const trip = trips.get(instrument) ?? { strategy, openedAt: at, profit: ZERO_MONEY, spent: ZERO_MONEY }
    trip.profit = add(trip.profit, subtract(realised, fees))
    if (fill.side === 'buy') trip.spent = add(trip.spent, add(notional(fill.price, fill.quantity), fill.fee))
    if (after.quantity === 0n) trips.delete(instrument)
    else trips.set(instrument, trip)
    return {
      fill,
      strategy: trip.strategy,
      openedAt: trip.openedAt,
      realised,
      fees,
      held: after.quantity,
      ...(other.unbooked === undefined ? {} : { unbooked: other.unbooked }),
      ...(after.quantity === 0n
        ? { closed: { openedAt: trip.openedAt, closedAt: at, profit: trip.profit, spent: trip.spent } }
        : {}),
    }
  })
}

function payOther(positions: Map<InstrumentId, Position>, fill: Fill): { readonly fees: Money } & Pick<Booking, 'unbooked'> {
  const { other } = chargeOf(fill)
  if (other === undefined) return { fees: ZERO_MONEY }
  const source = feeSource(fill.instrument, other.asset)
  const before = positions.get(source) ?? emptyPosition(source, fill.at)
  const after = payFee(before, other.quantity, fill.at)
  if (after !== before) positions.set(source, after)
  const missing = subtract(other.quantity, subtract(before.quantity, after.quantity))
  return {
    fees: subtract(after.fees, before.fees),
    ...(missing === 0n ? {} : { unbooked: { asset: other.asset, quantity: missing } }),
  }
}
