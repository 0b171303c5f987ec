import {
  add,
  applyRate,
  type Fill,
  type InstrumentId,
  type Millis,
  type Money,
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
 * the open cost, so cost + realised P&L + cash never gains or loses a digit. Selling more than is
 * held is a broken invariant of the caller and throws.
 */
export function applyFill(position: Position, fill: Fill): Position {
  const value = notional(fill.price, fill.quantity)
  const fees = add(position.fees, fill.fee)
  if (fill.side === 'buy') {
    const opened = position.quantity === 0n
    return {
      ...position,
      quantity: add(position.quantity, fill.quantity),
      costBasis: add(position.costBasis, value),
      fees,
      openedAt: opened ? fill.at : (position.openedAt ?? fill.at),
      updatedAt: fill.at,
    }
  }
  if (fill.quantity > position.quantity) throw new RangeError(`sold more of ${fill.instrument} than is held`)
  const released = share(position.costBasis, fill.quantity, position.quantity)
  const left = subtract(position.quantity, fill.quantity)
  const next = {
    ...position,
    quantity: left,
    costBasis: subtract(position.costBasis, released),
    realisedPnl: add(position.realisedPnl, subtract(value, released)),
    fees,
    updatedAt: fill.at,
  }
  if (left > 0n) return next
  const { stop: _stop, target: _target, trail: _trail, strategy: _strategy, openedAt: _openedAt, ...flat } = next
  return flat
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
