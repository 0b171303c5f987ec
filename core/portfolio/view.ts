import {
  add,
  averagePrice,
  basisPointsLossy,
  type Environment,
  type Millis,
  midPrice,
  type Money,
  notional,
  type PortfolioView,
  type Position,
  type PositionView,
  type Price,
  type Quote,
  subtract,
  ZERO_MONEY,
} from '../domain/index.ts'

/** What is held, at the mid of its quote. */
export const marketValueOf = ({ quantity }: Position, { bid, ask }: Quote): Money => notional(midPrice(bid, ask), quantity)

/**
 * Marks a position at the mid of its quote; without a quote the market fields are absent, not zero. `resting`: a stop
 * for the whole of it works at the venue.
 */
export function viewPosition(position: Position, quote: Quote | undefined, resting = false): PositionView {
  const unprotected = position.stop === undefined && position.target === undefined && position.trail === undefined
  const stopResting = resting ? 'venue' : unprotected ? 'none' : 'local'
  const open = position.quantity > 0n
  const base = {
    ...position,
    stopResting,
    ...(open ? { averagePrice: averagePrice(position.costBasis, position.quantity) } : {}),
  } as const
  if (quote === undefined) return base
  const markPrice = midPrice(quote.bid, quote.ask)
  const marketValue = marketValueOf(position, quote)
  return {
    ...base,
    markPrice,
    marketValue,
    unrealisedPnl: subtract(marketValue, position.costBasis),
    ...(position.stop === undefined || !open ? {} : riskTo(position.stop, markPrice, position)),
    markedAt: quote.receivedTime,
  }
}

const riskTo = (
  stop: Price,
  mark: Price,
  { quantity }: Position,
): Required<Pick<PositionView, 'riskAmount' | 'stopDistanceBps'>> => ({
  riskAmount: subtract(notional(mark, quantity), notional(stop, quantity)),
  stopDistanceBps: -basisPointsLossy(mark, stop),
})

export interface PortfolioInput {
  readonly environment: Environment
  readonly currency: string
  readonly cash: Money
  readonly reserved: Money
  readonly startingEquity: Money
  readonly dayStartEquity: Money
  readonly peakEquity: Money
  readonly positions: readonly PositionView[]
  readonly at: Millis
}

/** Totals of an account. A position without a mark counts at cost, so equity never jumps to a false number. */
export function viewPortfolio(input: PortfolioInput): PortfolioView {
  let marketValue: Money = ZERO_MONEY
  let unrealisedPnl: Money = ZERO_MONEY
  let realisedPnl: Money = ZERO_MONEY
  let fees: Money = ZERO_MONEY
  let funding: Money | undefined
  for (const position of input.positions) {
    marketValue = add(marketValue, position.marketValue ?? position.costBasis)
    unrealisedPnl = add(unrealisedPnl, position.unrealisedPnl ?? ZERO_MONEY)
    realisedPnl = add(realisedPnl, position.realisedPnl)
    fees = add(fees, position.fees)
    if (position.funding !== undefined) funding = add(funding ?? ZERO_MONEY, position.funding)
  }
  const equity = add(input.cash, marketValue)
  return {
    environment: input.environment,
    currency: input.currency,
    cash: input.cash,
    reserved: input.reserved,
    marketValue,
    equity,
    startingEquity: input.startingEquity,
    realisedPnl,
    unrealisedPnl,
    fees,
    ...(funding === undefined ? {} : { funding }),
    dayPnl: subtract(equity, input.dayStartEquity),
    peakEquity: equity > input.peakEquity ? equity : input.peakEquity,
    updatedAt: input.at,
  }
}
