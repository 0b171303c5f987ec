import {
  add,
  type InstrumentId,
  type Millis,
  MINUTE,
  type Money,
  type PortfolioView,
  type PositionView,
  type Quantity,
  required,
  splitInstrumentId,
  subtract,
  ZERO_MONEY,
  ZERO_QUANTITY,
} from '../domain/index.ts'
import { remaining } from '../execution/index.ts'
import { viewPortfolio, viewPosition } from '../portfolio/index.ts'
import type { RiskView } from '../risk/index.ts'
import type { TradingConfig } from './config.ts'
import { exposuresAround } from './exposures.ts'
import { reservedByInstrument } from './reserved.ts'
import type { EngineState } from './state.ts'

/** All the cash that is promised to working buy orders. */
const reservedCash = (state: EngineState): Money =>
  [...reservedByInstrument(state).values()].reduce((sum, each) => add(sum, each), ZERO_MONEY)

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

const since = (times: readonly Millis[], from: number): number => times.filter((time) => time > from).length

function oldestUnknown(state: EngineState, at: Millis): number | null {
  if (state.unknownSince.size === 0) return null
  return at - Math.min(...state.unknownSince.values())
}

/** The account as the risk rules see it, with what is particular to one market. */
export function riskView(
  state: EngineState,
  { risk }: Pick<TradingConfig, 'risk'>,
  instrument: InstrumentId,
  at: Millis,
): RiskView {
  const portfolio = portfolioOf(state, at)
  return {
    equity: portfolio.equity,
    peakEquity: portfolio.peakEquity,
    dayStartEquity: state.dayStartEquity,
    availableCash: subtract(state.cash, portfolio.reserved),
    exposure: add(portfolio.marketValue, portfolio.reserved),
    ...exposuresAround(state, instrument),
    held: heldQuantity(state, instrument),
    committedToSell: committedToSell(state, instrument),
    ordersLastMinute: state.recentOrders.filter((order) => order.at > at - MINUTE).length,
    latestOrders: state.recentOrders,
    openOrders: state.working.size,
    consecutiveLosses: state.consecutiveLosses,
    recentRejects: since(state.rejects, at - risk.rejectWindowMs),
    recentUnknowns: since(state.unknowns, at - risk.unknownWindowMs),
    oldestUnknownMs: oldestUnknown(state, at),
    haltReason: state.halt?.reason ?? '',
    armed: state.armed !== undefined,
    openDifferences: state.differences.length,
    journalWritable: state.journalWritable,
    marketDataWritable: state.marketDataWritable,
    bookSeenAt: state.booksSeen.get(instrument) ?? null,
    clock: clockOf(state, instrument),
    clockRequired: state.environment === 'live',
  }
}

const NO_INSTRUMENT = '' as InstrumentId

/** The account as the rules about the whole of it see it. */
export const accountView = (state: EngineState, config: Pick<TradingConfig, 'risk'>, at: Millis): RiskView =>
  riskView(state, config, NO_INSTRUMENT, at)
