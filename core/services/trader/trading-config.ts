import type { ConfigFile } from '../../contract/index.ts'
import { type ApprovalMode, MINUTE, rate, strategyId } from '../../domain/index.ts'
import type { TradingConfig } from '../../engine/index.ts'

/** The trader's part of the configuration file, in domain terms. */
export function tradingConfig(config: ConfigFile): TradingConfig {
  const byStrategy: Record<string, ApprovalMode> = {}
  for (const { id, strategy, approval } of config.strategies)
    if (approval !== undefined) byStrategy[strategyId(id ?? strategy)] = approval
  const { risk } = config
  return {
    approval: {
      defaultMode: config.approval.defaultMode,
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
    sizing: config.sizing,
    risk: {
      ...risk,
      maxPosition: rate(risk.maxPosition),
      maxExposure: rate(risk.maxExposure),
      maxDrawdown: rate(risk.maxDrawdown),
      maxDailyLoss: rate(risk.maxDailyLoss),
    },
  }
}
