import {
  add,
  applyRate,
  type Fill,
  type FillId,
  type InstrumentId,
  type Millis,
  type Money,
  negate,
  notional,
  type Position,
  type Price,
  type Quantity,
  type Rate,
  share,
  subtract,
  ZERO_MONEY,
  ZERO_QUANTITY,
} from '../domain/index.ts'
import { chargeOf, quantityChange } from './charge.ts'

export const emptyPosition = (instrument: InstrumentId, at: Millis): Position => ({
  instrument,
  quantity: ZERO_QUANTITY,
  costBasis: ZERO_MONEY,
  realisedPnl: ZERO_MONEY,
  fees: ZERO_MONEY,
  updatedAt: at,
})

/**
 * Average-cost accounting. A sale releases its share of the cost; what rounding leaves stays in
 * the open cost, so cost + realised P&L + cash never gains or loses a digit. A fee in the base asset
 * counts as a fee at the fill's price: a purchase adds what arrived, a sale releases what went.
 * Selling more than is held is a broken invariant of the caller and throws.
 */
export function applyFill(position: Position, fill: Fill): Position {
  const { base } = chargeOf(fill)
  const value = notional(fill.price, fill.quantity)
  const inKind = notional(fill.price, base)
  const fees = add(position.fees, add(fill.fee, inKind))
  const left = add(position.quantity, quantityChange(fill))
  if (left < 0n) throw new RangeError(`sold more of ${fill.instrument} than is held`)
  if (fill.side === 'buy') {
    const opened = position.quantity === 0n
    return {
      ...position,
      quantity: left,
      costBasis: add(position.costBasis, subtract(value, inKind)),
      fees,
      openedAt: opened ? fill.at : (position.openedAt ?? fill.at),
      updatedAt: fill.at,
    }
  }
  const gone = subtract(position.quantity, left)
  const released = share(position.costBasis, gone, position.quantity)
  const next = {
    ...position,
    quantity: left,
    costBasis: subtract(position.costBasis, released),
    realisedPnl: add(position.realisedPnl, subtract(add(value, inKind), released)),
    fees,
    updatedAt: fill.at,
  }
  return left > 0n ? next : withoutPlan(next)
}

/** The position without what was meant for it: levels, strategy, age. */
export function withoutPlan(position: Position): Position {
  const { stop: _stop, target: _target, trail: _trail, strategy: _strategy, openedAt: _openedAt, ...flat } = position
  return flat
}

/** A fee for another market's trade, paid out of what is held here: its cost becomes a fee. Never more than is held. */
export function payFee(position: Position, quantity: Quantity, at: Millis): Position {
  const paid = quantity > position.quantity ? position.quantity : quantity
  if (paid <= 0n) return position
  const released = share(position.costBasis, paid, position.quantity)
  const next = {
    ...position,
    quantity: subtract(position.quantity, paid),
    costBasis: subtract(position.costBasis, released),
    fees: add(position.fees, released),
    updatedAt: at,
  }
  return next.quantity > 0n ? next : withoutPlan(next)
}

/** Something that came or went without a trade. */
export interface Adjustment {
  readonly id: FillId
  readonly instrument: InstrumentId
  readonly change: Quantity
  /** What came is taken to have cost so much. */
  readonly price: Price
  readonly reason: string
  readonly at: Millis
}

/**
 * Capital in kind: what comes costs its price, what goes releases its share of the cost; neither is a profit. Taking
 * away more than is held is a broken invariant of the caller and throws.
 */
export function adjustPosition(
  position: Position,
  { change, price }: Pick<Adjustment, 'change' | 'price'>,
  at: Millis,
): Position {
  const quantity = add(position.quantity, change)
  if (quantity < 0n) throw new RangeError(`took away more of ${position.instrument} than is held`)
  const cost = change < 0n ? negate(share(position.costBasis, negate(change), position.quantity)) : notional(price, change)
  const opened = position.quantity === 0n && change > 0n
  const next = { ...position, quantity, costBasis: add(position.costBasis, cost), updatedAt: at }
  if (quantity === 0n) return withoutPlan(next)
  return opened ? { ...next, openedAt: at } : next
}

/** Books funding: it touches cash, never the cost or the profit of what is held. */
export const applyFunding = (position: Position, funding: Money, at: Millis): Position => ({
  ...position,
  funding: add(position.funding ?? ZERO_MONEY, funding),
  updatedAt: at,
})

/** What funding does to the cash of a holder, rounded against the holder at the scale of money. */
export function fundingFlow(markPrice: Price, quantity: Quantity, fundingRate: Rate): Money {
  const owed = applyRate(notional(markPrice, quantity), fundingRate, fundingRate > 0n ? 'up' : 'down')
  return subtract(ZERO_MONEY, owed)
}

/** What a fill does to the cash of the quote currency, fee included. */
export function cashFlow(fill: Fill): Money {
  const value = notional(fill.price, fill.quantity)
  return fill.side === 'buy' ? subtract(subtract(ZERO_MONEY, value), fill.fee) : subtract(value, fill.fee)
}
