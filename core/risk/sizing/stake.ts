import { type Money, notional, type Price, type Quantity, subtract } from '../../domain/index.ts'

export interface Stake {
  readonly notional: Money
  /** One R: the loss when the stop is hit at its price, fees excluded. */
  readonly riskAmount?: Money
}

/** What buying a quantity at `entry` costs and, with a stop below it, what it risks. */
export function stakeOf(entry: Price, quantity: Quantity, stop: Price | undefined): Stake {
  const value = notional(entry, quantity)
  if (stop === undefined || stop >= entry) return { notional: value }
  return { notional: value, riskAmount: subtract(value, notional(stop, quantity)) }
}
