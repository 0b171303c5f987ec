import type { Metrics } from '../metrics.ts'
import type { Rejection } from './filters.ts'

/** What a survivor needs before it may trade on paper. */
export interface Promotion {
  /**
   * So many are named by the train window alone, the best of each niche, before validation is looked at: only they may be promoted,
   * and the fewer try their luck there, the less luck is to be deducted.
   */
  readonly nominees: number
  /** Deflated Sharpe on validation, against the other nominees, and over train and validation, against every strategy that ran. */
  readonly deflatedSharpe: number
  /** Total return of the held-out window, more than. */
  readonly heldOutReturn: number
  /** Closed round trips in the held-out window, at least. */
  readonly heldOutTrades: number
  /** Probability of backtest overfitting of the final population, at most. */
  readonly overfitting: number
}

export const DEFAULT_PROMOTION: Promotion = {
  nominees: 12,
  deflatedSharpe: 0.95,
  heldOutReturn: 0,
  heldOutTrades: 5,
  overfitting: 0.5,
}

/** Probabilities that a strategy's true Sharpe ratio is above what the best of the trials shows without skill. */
export interface Deflated {
  readonly validation: number
  readonly search: number
}

export interface Evidence {
  readonly nominated: boolean
  readonly deflated: Deflated
  readonly heldOut: Metrics
  /** Null where too few strategies or days leave nothing to say. */
  readonly overfitting: number | null
}

/** What stands against promotion; nothing promotes. */
export function promotionRejections(
  { nominated, deflated, heldOut, overfitting }: Evidence,
  rule: Promotion,
): readonly Rejection[] {
  const found: Rejection[] = []
  const need = (ok: boolean, rejection: Rejection): void => {
    if (!ok) found.push(rejection)
  }
  const level = rule.deflatedSharpe
  need(nominated, { window: 'train', filter: 'nominees', measured: null, limit: rule.nominees })
  need(deflated.validation >= level, {
    window: 'validation',
    filter: 'deflatedSharpe',
    measured: deflated.validation,
    limit: level,
  })
  need(deflated.search >= level, { window: 'inSample', filter: 'deflatedSharpe', measured: deflated.search, limit: level })
  need(heldOut.totalReturn > rule.heldOutReturn, {
    window: 'heldOut',
    filter: 'totalReturn',
    measured: heldOut.totalReturn,
    limit: rule.heldOutReturn,
  })
  need(heldOut.trades >= rule.heldOutTrades, {
    window: 'heldOut',
    filter: 'trades',
    measured: heldOut.trades,
    limit: rule.heldOutTrades,
  })
  need(overfitting !== null && overfitting <= rule.overfitting, {
    window: 'search',
    filter: 'overfitting',
    measured: overfitting,
    limit: rule.overfitting,
  })
  return found
}
