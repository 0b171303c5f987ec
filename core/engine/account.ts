import {
  add,
  applyRate,
  type InstrumentId,
  type Millis,
  max,
  type Money,
  notional,
  type PortfolioView,
  type PositionView,
  type Price,
  type Quantity,
  required,
  splitInstrumentId,
  subtract,
  ZERO_MONEY,
  ZERO_PRICE,
  ZERO_QUANTITY,
} from '../domain/index.ts'
import { remaining } from '../execution/index.ts'
import { viewPortfolio, viewPosition } from '../portfolio/index.ts'
import type { RiskView } from '../risk/index.ts'
import type { EngineState } from './state.ts'

/** The worst price a working buy may cost: its limit or stop, else the ask as last seen. */
function worstPrice(
  state: EngineState,
  order: { readonly instrument: InstrumentId; readonly limitPrice?: Price; readonly stopPrice?: Price },
): Price {
  const ask = state.quotes.get(order.instrument)?.ask ?? ZERO_PRICE
  if (order.limitPrice !== undefined) return order.limitPrice
  return order.stopPrice === undefined ? ask : max(order.stopPrice, ask)
}

/** Cash promised to working buy orders with their taker fee; unknown outcomes count in full. */
export function reservedCash(state: EngineState, only?: InstrumentId): Money {
  let reserved: Money = ZERO_MONEY
  for (const id of state.working) {
    const order = required(state.orders.get(id), 'a working order is kept')
    if (order.side !== 'buy' || (only !== undefined && order.instrument !== only)) continue
    const value = notional(worstPrice(state, order), remaining(order))
    const fee = state.instruments.get(order.instrument)?.takerFee
    reserved = add(reserved, fee === undefined ? value : add(value, applyRate(value, fee, 'up')))
  }
  return reserved
}

export const positionViews = (state: EngineState): readonly PositionView[] =>
  [...state.positions.values()].map((position) => viewPosition(position, state.quotes.get(position.instrument)))

export const portfolioOf = (state: EngineState, at: Millis): PortfolioView =>
  viewPortfolio({
    environment: state.environment,
    currency: state.currency,
    cash: state.cash,
    reserved: reservedCash(state),
    startingEquity: state.startingCash,
    dayStartEquity: state.dayStartEquity,
    peakEquity: state.peakEquity,
    positions: positionViews(state),
    at,
  })

export const heldQuantity = (state: EngineState, instrument: InstrumentId): Quantity =>
  state.positions.get(instrument)?.quantity ?? ZERO_QUANTITY

/**
 * Nothing, or less than one lot: what a fee in the base asset leaves of a position that was sold. Nobody can sell
 * that, so it is no open position; its quantity and cost stay on the books and go with the next sale.
 */
export const isFlat = (state: EngineState, instrument: InstrumentId, quantity: Quantity): boolean =>
  quantity === 0n || quantity < (state.instruments.get(instrument)?.lotSize ?? ZERO_QUANTITY)

/** What is held where it can be sold, else zero. */
export function openQuantity(state: EngineState, instrument: InstrumentId): Quantity {
  const held = heldQuantity(state, instrument)
  return isFlat(state, instrument, held) ? ZERO_QUANTITY : held
}

export function committedToSell(state: EngineState, instrument: InstrumentId): Quantity {
  let committed: Quantity = ZERO_QUANTITY
  for (const id of state.working) {
    const order = required(state.orders.get(id), 'a working order is kept')
    if (order.side === 'sell' && order.instrument === instrument) committed = add(committed, remaining(order))
  }
  return committed
}

/** The clock of the instrument's venue; without a venue, the one that is furthest off. */
function clockOf(state: EngineState, instrument: InstrumentId): RiskView['clock'] {
  const { exchange } = splitInstrumentId(instrument)
  const clocks = exchange === '' ? [...state.clocks.values()] : [state.clocks.get(exchange)].filter((each) => each !== undefined)
  if (clocks.some((clock) => clock.void)) return 'void'
  const [worst] = clocks.map(({ reading }) => reading).sort((a, b) => Math.abs(b.offset) - Math.abs(a.offset))
  return worst ?? null
}

/** The account as the risk rules see it. */
export function riskView(state: EngineState, instrument: InstrumentId, at: Millis): RiskView {
  const portfolio = portfolioOf(state, at)
  const own = state.positions.get(instrument)
  const value = own === undefined ? undefined : viewPosition(own, state.quotes.get(instrument))
  return {
    equity: portfolio.equity,
    peakEquity: portfolio.peakEquity,
    dayStartEquity: state.dayStartEquity,
    availableCash: subtract(state.cash, portfolio.reserved),
    exposure: add(portfolio.marketValue, portfolio.reserved),
    instrumentExposure: add(value?.marketValue ?? value?.costBasis ?? ZERO_MONEY, reservedCash(state, instrument)),
    held: heldQuantity(state, instrument),
    committedToSell: committedToSell(state, instrument),
    ordersLastMinute: state.recentOrders.filter((time) => time > at - 60_000).length,
    consecutiveLosses: state.consecutiveLosses,
    haltReason: state.halt?.reason ?? '',
    journalWritable: state.journalWritable,
    marketDataWritable: state.marketDataWritable,
    bookSeenAt: state.booksSeen.get(instrument) ?? null,
    clock: clockOf(state, instrument),
    clockRequired: state.environment === 'live',
  }
}
