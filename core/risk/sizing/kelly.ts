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

export interface SizingInput {
  readonly equity: Money
  readonly entry: Price
  /** 0 to 1, used as the probability of reaching the target before the stop. */
  readonly confidence: number
  /** Reward over risk: distance to target over distance to stop. */
  readonly payoff: number
  readonly instrument: Instrument
  readonly limits: SizingLimits
}

/**
 * Kelly's fraction for a binary bet, f = p - (1 - p) / b (J. L. Kelly, 1956), scaled down and
 * bounded. A bet without edge gets the smallest size, not zero: whether to trade at all is the
 * filter's decision, how much is ours.
 */
export function kellyFraction(confidence: number, payoff: number, limits: SizingLimits): number {
  const p = Math.min(1, Math.max(0, confidence))
  const edge = payoff > 0 ? p - (1 - p) / payoff : 0
  return Math.min(limits.maxFraction, Math.max(limits.minFraction, edge * limits.kellyFraction))
}

/** Quantity on the lot grid, rounded down so that the bound on the fraction holds. */
export function sizePosition(input: SizingInput): Quantity {
  const fraction = kellyFraction(input.confidence, input.payoff, input.limits)
  const budget = applyRate(input.equity, rateFromNumberLossy(fraction), 'down')
  return roundToStep(affordable(budget, input.entry), input.instrument.lotSize)
}
