import {
  add,
  type InstrumentId,
  max,
  type Millis,
  MINUTE,
  type Money,
  type Order,
  type PortfolioView,
  type Position,
  type PositionView,
  type Quantity,
  required,
  roundToStep,
  splitInstrumentId,
  subtract,
  ZERO_MONEY,
  ZERO_QUANTITY,
} from '../domain/index.ts'
import { isProtective, remaining, restsWhole } from '../execution/index.ts'
import { viewPortfolio, viewPosition } from '../portfolio/index.ts'
import type { RiskView } from '../risk/index.ts'
import type { TradingConfig } from './config.ts'
import { exposuresAround, valuesByInstrument } from './exposures.ts'
import { reservedByInstrument } from './reserved.ts'
import type { EngineState } from './state.ts'

/** All the cash that is promised to working buy orders. */
const reservedCash = (state: EngineState): Money => sumOf(reservedByInstrument(state))

function sumOf(amounts: ReadonlyMap<InstrumentId, Money>): Money {
  let sum: Money = ZERO_MONEY
  for (const amount of amounts.values()) sum = add(sum, amount)
  return sum
}

/** Cash and what is held, at market: the equity of {@link portfolioOf} and nothing else of it. */
export const equityOf = (state: EngineState): Money => add(state.cash, sumOf(valuesByInstrument(state)))

/** A position with its market, and where its stop is. */
export function positionView(state: EngineState, position: Position): PositionView {
  const { instrument, quantity } = position
  const lot = state.instruments.get(instrument)?.lotSize
  const sellable = lot === undefined ? quantity : roundToStep(quantity, lot)
  const resting = sellable > 0n && restsWhole(protectiveOrders(state, instrument), 'exit-stop', sellable) !== undefined
  return viewPosition(position, state.quotes.get(instrument), resting)
}

export const positionViews = (state: EngineState): readonly PositionView[] =>
  [...state.positions.values()].map((position) => positionView(state, position))

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

/** The engine's stop and target that work at the venue. */
export function protectiveOrders(state: EngineState, instrument: InstrumentId): readonly Order[] {
  const found: Order[] = []
  for (const id of state.working) {
    const order = required(state.orders.get(id), 'a working order is kept')
    if (order.instrument === instrument && isProtective(order)) found.push(order)
  }
  return found
}

/** What working sales have promised. Protective orders have promised nothing: they give way to every sale. */
export function committedToSell(state: EngineState, instrument: InstrumentId): Quantity {
  let committed: Quantity = ZERO_QUANTITY
  for (const id of state.working) {
    const order = required(state.orders.get(id), 'a working order is kept')
    if (order.side === 'sell' && order.instrument === instrument && !isProtective(order))
      committed = add(committed, remaining(order))
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
  // This runs for every signal: prices are asked for once, and nothing is made that only a person looks at.
  const stakes = { values: valuesByInstrument(state), reserved: reservedByInstrument(state) }
  const [marketValue, reserved] = [sumOf(stakes.values), sumOf(stakes.reserved)]
  const equity = add(state.cash, marketValue)
  return {
    equity,
    peakEquity: max(equity, state.peakEquity),
    dayStartEquity: state.dayStartEquity,
    availableCash: subtract(state.cash, reserved),
    exposure: add(marketValue, reserved),
    ...exposuresAround(state, instrument, stakes),
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
