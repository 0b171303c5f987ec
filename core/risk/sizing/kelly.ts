import {
  affordable,
  applyRate,
  type Instrument,
  type Money,
  type Price,
  type Quantity,
  rateFromNumberLossy,
  roundToStep,
} from '../../domain/index.ts'

export interface SizingLimits {
  /** Smallest and largest share of equity in one position. */
  readonly minFraction: number
  readonly maxFraction: number
  /** The share of full Kelly that is used, 0 to 1; full Kelly overbets whenever the edge is overestimated. */
  readonly kellyFraction: number
}

/**
 * Kelly's fraction for a binary bet, f = p - (1 - p) / b (J. L. Kelly, 1956), unbounded below. `winRate` is held
 * to 0 to 1; a payoff of nothing has no edge.
 */
export function kellyEdge(winRate: number, payoff: number): number {
  const p = Math.min(1, Math.max(0, winRate))
  return payoff > 0 ? p - (1 - p) / payoff : 0
}

/**
 * Within the bounds. A bet without edge gets the smallest size, not zero: whether to trade at all is the filter's
 * decision, how much is ours.
 */
export const boundFraction = (fraction: number, limits: SizingLimits): number =>
  Math.min(limits.maxFraction, Math.max(limits.minFraction, fraction))

export interface Purchase {
  readonly equity: Money
  readonly entry: Price
  /** Share of equity, 0 to 1. */
  readonly fraction: number
  readonly instrument: Instrument
}

/** Quantity on the lot grid, rounded down so that the bound on the fraction holds. */
export function sizePosition({ equity, entry, fraction, instrument }: Purchase): Quantity {
  const budget = applyRate(equity, rateFromNumberLossy(fraction), 'down')
  return roundToStep(affordable(budget, entry), instrument.lotSize)
}
