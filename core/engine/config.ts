import { type ApprovalMode, DAY, rate, type StrategyId } from '../domain/index.ts'
import type { Goal, RiskLimits, SizingLimits } from '../risk/index.ts'
import type { FilterConfig } from '../signals/index.ts'

export interface TradingConfig {
  readonly approval: {
    readonly defaultMode: ApprovalMode
    readonly byStrategy: Readonly<Record<StrategyId, ApprovalMode>>
    /** How long a signal waits for a person, ms. */
    readonly timeToLive: number
    /** Furthest the price may have moved between signal and approval, bps. */
    readonly maxDriftBps: number
    /** Furthest the price may have moved between what a person saw and the approval, bps. */
    readonly maxMoveBps: number
    /** Furthest the expected mean price of the whole size may be from the best one, bps. */
    readonly maxSlippageBps: number
    /** Oldest price or book that an approval is made on, ms. */
    readonly maxDataAge: number
  }
  /** What is done when nobody seems to be there. Zero is never. */
  readonly unattended: {
    /** Signals in a row that expire before the alarm. */
    readonly expiredSignals: number
    /** Time without a command before the alarm, ms. */
    readonly idle: number
    /** From the alarm to the end of entries, ms. */
    readonly reduceOnlyAfter: number
    /** From the end of entries to the sale of everything, ms. */
    readonly flattenAfter: number
  }
  readonly filter: FilterConfig
  readonly sizing: SizingLimits
  /** How closed trades count for the size: ms after which one counts half, and how many the proposal itself is worth. Absent: not at all. */
  readonly record?: { readonly halfLife: number; readonly priorTrades: number }
  readonly goal?: Goal
  readonly risk: RiskLimits
  readonly execution: {
    /** Whether stops and targets rest at the venue where it takes them. */
    readonly restProtection: boolean
    /** A resting stop follows a trailing one in steps of at least this much of its price, bps. */
    readonly trailStepBps: number
  }
}

/** For accounts that nobody is meant to watch. */
export const NEVER_UNATTENDED: TradingConfig['unattended'] = { expiredSignals: 0, idle: 0, reduceOnlyAfter: 0, flattenAfter: 0 }

export const DEFAULT_TRADING_CONFIG: TradingConfig = {
  approval: {
    defaultMode: 'manual',
    byStrategy: {},
    timeToLive: 60_000,
    maxDriftBps: 15,
    maxMoveBps: 5,
    maxSlippageBps: 50,
    maxDataAge: 5_000,
  },
  unattended: NEVER_UNATTENDED,
  filter: { minConfidence: 0.5, cooldown: 60_000, strategyCooldown: 0 },
  sizing: { minFraction: 0.01, maxFraction: 0.2, kellyFraction: 0.25 },
  record: { halfLife: 30 * DAY, priorTrades: 20 },
  risk: {
    riskPerTrade: rate('0.01'),
    maxPosition: rate('0.2'),
    maxExposure: rate('0.8'),
    maxAssetExposure: rate('0.4'),
    maxVenueExposure: rate('0.8'),
    maxCorrelatedExposure: rate('0.6'),
    maxDrawdown: rate('0.15'),
    maxDailyLoss: rate('0.05'),
    maxConsecutiveLosses: 6,
    maxRejects: 5,
    rejectWindowMs: 60_000,
    maxUnknowns: 3,
    unknownWindowMs: 300_000,
    maxUnknownAgeMs: 60_000,
    maxOrdersPerMinute: 30,
    maxOpenOrders: 50,
    duplicateWindowMs: 1_000,
    priceCollarBps: 500,
    maxSpreadBps: 25,
    stalePriceMs: 1_000,
    maxClockOffsetMs: 1_000,
    blockOnGap: true,
  },
  execution: { restProtection: true, trailStepBps: 10 },
}
