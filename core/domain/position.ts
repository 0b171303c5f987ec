import type { Money, Price, Quantity, Rate } from './decimal.ts'
import type { InstrumentId, StrategyId } from './ids.ts'
import type { Millis } from './time.ts'

/** Average-cost position on a spot instrument. */
export interface Position {
  readonly instrument: InstrumentId
  readonly quantity: Quantity
  /** What the open quantity cost, fees excluded; the average price is this over the quantity. */
  readonly costBasis: Money
  readonly realisedPnl: Money
  readonly fees: Money
  readonly stop?: Price
  readonly target?: Price
  /** How far below the highest bid since it was set the stop follows, as a fraction of that bid. */
  readonly trail?: Rate
  /** Sum of all funding: negative where more was paid than received. Absent where there never was any. */
  readonly funding?: Money
  readonly strategy?: StrategyId
  readonly openedAt?: Millis
  readonly updatedAt: Millis
}

/** A position with the market applied; computed by the engine so that every face shows the same digits. */
export interface PositionView extends Position {
  readonly averagePrice?: Price
  readonly markPrice?: Price
  readonly marketValue?: Money
  readonly unrealisedPnl?: Money
  /** Where the stop lives: at the venue, in this engine only, or nowhere. */
  readonly stopResting: 'venue' | 'local' | 'none'
  /** Lost from the mark down to the stop, fees excluded; below zero once the stop is above the mark. Absent without either. */
  readonly riskAmount?: Money
  /** How far the stop is below the mark, basis points of it. */
  readonly stopDistanceBps?: number
  /** When the mark was received. */
  readonly markedAt?: Millis
}

export interface PortfolioView {
  readonly environment: 'paper' | 'live'
  readonly currency: string
  readonly cash: Money
  /** Cash held for working buy orders. */
  readonly reserved: Money
  readonly marketValue: Money
  readonly equity: Money
  readonly startingEquity: Money
  readonly realisedPnl: Money
  readonly unrealisedPnl: Money
  readonly fees: Money
  /** Absent where there never was any. */
  readonly funding?: Money
  readonly dayPnl: Money
  readonly peakEquity: Money
  readonly updatedAt: Millis
}
