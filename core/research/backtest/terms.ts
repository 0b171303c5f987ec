import { DAY, type Money, type Rate, rate, toNumberLossy } from '../../domain/index.ts'
import { DEFAULT_TRADING_CONFIG, type TradingConfig } from '../../engine/index.ts'

/**
 * How much each entry spends.
 * all-in: all the cash, fee included. fixed: a fraction of equity. Both open every limit that could hold an
 * order back. risk: the sizing, limits, cool-down and breakers that live trading has by default.
 */
export type Size = { readonly mode: 'all-in' } | { readonly mode: 'fixed'; readonly fraction: number } | { readonly mode: 'risk' }
export const SIZE_MODES = ['all-in', 'fixed', 'risk'] as const

export interface BacktestTerms {
  readonly cash: Money
  /** Every fill is worse than its price by this fraction. */
  readonly slippage: Rate
  /** Distances from the fill price as fractions of it. Absent: the strategy's own level, if it gives one. */
  readonly stop?: Rate
  readonly target?: Rate
  /** The stop follows the highest price at this distance, a fraction of it. Absent: the strategy's own, if it gives one. */
  readonly trail?: Rate
  /** Ms from the close that decides until the order meets the market; none by default. */
  readonly latency?: number
  /** Share of a bar's volume that orders may take, above 0, at most 1. Absent: every order fills whole. */
  readonly participation?: Rate
  /** Bars in which an entry may fill before its rest is cancelled; with `participation` only. */
  readonly fillBars?: number
  readonly size: Size
  /**
   * Ms after which an unchanged view is proposed again, as live trading does after 120 s. Absent: only the
   * close at which the view changes is a signal, so what a stop ended stays ended until the next change.
   */
  readonly repeatAfter?: number
}

/** The largest fraction, at 12 decimals, whose cost with its fee is not more than the whole. */
const payable = (fee: Rate): number => Math.floor(1e12 / (1 + toNumberLossy(fee))) / 1e12

/** A signal waits for the next bar there is, however long candles are missing. */
const FOREVER = 36_500 * DAY

/** The trader's settings for a backtest: nobody is asked, and a signal meets the price it fills at, so none is too far off. */
export function backtestConfig(size: Size, fee: Rate): TradingConfig {
  const base: TradingConfig = {
    ...DEFAULT_TRADING_CONFIG,
    approval: {
      ...DEFAULT_TRADING_CONFIG.approval,
      defaultMode: 'auto',
      maxDriftBps: Infinity,
      maxSlippageBps: Infinity,
      maxDataAge: Infinity,
      timeToLive: FOREVER,
    },
  }
  if (size.mode === 'risk') return base
  const fraction = Math.min(size.mode === 'fixed' ? size.fraction : 1, payable(fee))
  const whole = rate('1')
  return {
    ...base,
    filter: { ...base.filter, cooldown: 0, strategyCooldown: 0 },
    sizing: { minFraction: fraction, maxFraction: fraction, kellyFraction: 1 },
    risk: {
      ...base.risk,
      maxPosition: whole,
      maxExposure: whole,
      maxAssetExposure: whole,
      maxVenueExposure: whole,
      maxCorrelatedExposure: whole,
      maxDrawdown: whole,
      maxDailyLoss: whole,
      maxConsecutiveLosses: Infinity,
      maxRejects: Infinity,
      maxUnknowns: Infinity,
      maxUnknownAgeMs: Infinity,
      maxOrdersPerMinute: Infinity,
      maxOpenOrders: Infinity,
      duplicateWindowMs: 0,
    },
  }
}
