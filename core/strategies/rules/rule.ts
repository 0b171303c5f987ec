import type { Timeframe } from '../../domain/index.ts'

/** One output of an indicator, with parameters of its own: `{"feature":"rsi","parameters":{"period":14}}`. */
export interface FeatureOperand {
  /** Id of an indicator that is made from candles. */
  readonly feature: string
  readonly parameters: Readonly<Record<string, number>>
  /** The principal one if absent. */
  readonly output?: string
}

export interface CloseOperand {
  readonly price: 'close'
}

export interface ConstantOperand {
  readonly constant: number
}

export type Operand = FeatureOperand | CloseOperand | ConstantOperand

/** Holds where left > right; while either has no value it does not hold, and neither does its negation. */
export interface ComparisonRule {
  readonly is: 'above' | 'below'
  readonly left: Operand
  readonly right: Operand
}

export interface GroupRule {
  readonly is: 'all' | 'any'
  readonly rules: readonly Rule[]
}

/** A condition over closed candles, true or false at each close. */
export type Rule = ComparisonRule | GroupRule

/**
 * A strategy as data: long from the close at which `entry` holds and `exit` does not, flat from the close at which
 * `exit` holds, otherwise as before. Both tiers of the backtest and the live engine read the same tree.
 */
export interface RuleStrategy {
  readonly version: 1
  readonly timeframe: Timeframe
  readonly entry: Rule
  readonly exit: Rule
  /** Distances from the fill price as fractions of it; absent where there is none. */
  readonly stop?: number
  readonly target?: number
  /** Part of the equity that an entry spends, above 0 to 1. */
  readonly fraction: number
}
