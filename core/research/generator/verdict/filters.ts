import { type Metrics, partReturns } from '../metrics.ts'

/** What a strategy must reach in one window. */
export interface WindowFilters {
  /** Annualised, at least. */
  readonly sharpe: number
  /** Fraction of the peak, at most. */
  readonly maxDrawdown: number
  /** Closed round trips, at least. */
  readonly trades: number
  readonly profitFactor: number
  /** Notional of all fills over the starting cash a day, at most. */
  readonly turnoverPerDay: number
}

export interface Filters {
  readonly train: WindowFilters
  readonly validation: WindowFilters
  /** Even stretches of train and validation, and the share of them that must have made money. */
  readonly parts: number
  readonly profitableParts: number
  /** Share of the strategies one step of a parameter away that must have made money over train and validation. */
  readonly profitableNeighbours: number
}

export const DEFAULT_FILTERS: Filters = {
  train: { sharpe: 1, maxDrawdown: 0.2, trades: 30, profitFactor: 1.1, turnoverPerDay: 20 },
  validation: { sharpe: 1, maxDrawdown: 0.15, trades: 10, profitFactor: 1.1, turnoverPerDay: 20 },
  parts: 6,
  profitableParts: 0.65,
  profitableNeighbours: 0.6,
}

/** Why a strategy was left behind. `measured` is null where there was nothing to measure. */
export interface Rejection {
  readonly window: 'train' | 'validation' | 'inSample' | 'heldOut' | 'search'
  readonly filter: string
  readonly measured: number | null
  readonly limit: number
}

type Bound = readonly [filter: keyof WindowFilters, measured: number | null, ok: boolean]

export function windowRejections(window: 'train' | 'validation', metrics: Metrics, limits: WindowFilters): readonly Rejection[] {
  const { sharpe, maxDrawdown, trades, profitFactor, turnoverPerDay, totalReturn } = metrics
  const bounds: readonly Bound[] = [
    ['sharpe', sharpe, sharpe !== null && sharpe >= limits.sharpe],
    ['maxDrawdown', maxDrawdown, maxDrawdown <= limits.maxDrawdown],
    ['trades', trades, trades >= limits.trades],
    // Without a single loss there is no factor, and nothing against the strategy if it gained.
    ['profitFactor', profitFactor, profitFactor === null ? totalReturn > 0 : profitFactor >= limits.profitFactor],
    ['turnoverPerDay', turnoverPerDay, turnoverPerDay <= limits.turnoverPerDay],
  ]
  return bounds.filter(([, , ok]) => !ok).map(([filter, measured]) => ({ window, filter, measured, limit: limits[filter] }))
}

/** Share of even stretches of the days that made money. */
export function profitableParts(daily: ArrayLike<number>, parts: number): number {
  const returns = partReturns(daily, parts)
  return returns.filter((value) => value > 0).length / returns.length
}
