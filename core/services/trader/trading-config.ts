import type { ConfigFile } from '../../contract/index.ts'
import { type ApprovalMode, DAY, type Environment, millis, MINUTE, money, rate, strategyId } from '../../domain/index.ts'
import type { TradingConfig } from '../../engine/index.ts'
import type { Goal } from '../../risk/index.ts'

/** Dates are midnight UTC. */
const goalOf = ({ equity, by, startEquity, start, minFactor }: NonNullable<ConfigFile['goal']>): Goal => ({
  equity: money(equity),
  by: millis(Date.parse(by)),
  minFactor,
  ...(startEquity === undefined ? {} : { startEquity: money(startEquity) }),
  ...(start === undefined ? {} : { start: millis(Date.parse(start)) }),
})

/**
 * The trader's part of the configuration file, in domain terms. `auto` in the file is for paper: with real money it is
 * said to the live trader itself, by SetApprovalMode, and until then a person approves.
 */
export function tradingConfig(config: ConfigFile, environment: Environment = 'paper'): TradingConfig {
  const modeIn = (mode: ApprovalMode): ApprovalMode => (environment === 'live' && mode === 'auto' ? 'manual' : mode)
  const byStrategy: Record<string, ApprovalMode> = {}
  for (const { id, strategy, approval } of config.strategies)
    if (approval !== undefined) byStrategy[strategyId(id ?? strategy)] = modeIn(approval)
  const { goal, risk, signals } = config
  const { useRecord, priorTrades, ...sizing } = config.sizing
  return {
    approval: {
      defaultMode: modeIn(config.approval.defaultMode),
      byStrategy,
      timeToLive: config.approval.timeToLiveMs,
      maxDriftBps: config.approval.maxDriftBps,
      maxMoveBps: config.approval.maxMoveBps,
      maxSlippageBps: config.approval.maxSlippageBps,
      maxDataAge: config.approval.maxDataAgeMs,
    },
    unattended: {
      expiredSignals: config.unattended.expiredSignals,
      idle: config.unattended.idleMinutes * MINUTE,
      reduceOnlyAfter: config.unattended.reduceOnlyAfterMinutes * MINUTE,
      flattenAfter: config.unattended.flattenAfterMinutes * MINUTE,
    },
    filter: {
      minConfidence: config.signals.minConfidence,
      cooldown: config.signals.cooldownMs,
      strategyCooldown: config.signals.strategyCooldownMs,
    },
    sizing,
    ...(useRecord ? { record: { priorTrades, halfLife: signals.trackRecord.halfLifeDays * DAY } } : {}),
    ...(goal === undefined ? {} : { goal: goalOf(goal) }),
    risk: {
      ...risk,
      riskPerTrade: rate(risk.riskPerTrade),
      maxPosition: rate(risk.maxPosition),
      maxExposure: rate(risk.maxExposure),
      maxAssetExposure: rate(risk.maxAssetExposure),
      maxVenueExposure: rate(risk.maxVenueExposure),
      maxCorrelatedExposure: rate(risk.maxCorrelatedExposure),
      maxDrawdown: rate(risk.maxDrawdown),
      maxDailyLoss: rate(risk.maxDailyLoss),
    },
    execution: config.execution,
  }
}
