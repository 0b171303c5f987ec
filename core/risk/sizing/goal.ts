import { type Millis, type Money, moneyToNumberLossy } from '../../domain/index.ts'

/** Where a person wants the account to be, and by when. */
export interface Goal {
  readonly equity: Money
  readonly by: Millis
  /** Left out: the account's first cash and the day it was opened. */
  readonly startEquity?: Money
  readonly start?: Millis
  /** The least share of the recommended size, once the goal is reached; above 0, at most 1. */
  readonly minFactor: number
}

export interface GoalProgress {
  readonly equity: Money
  readonly at: Millis
  readonly startEquity: Money
  readonly start: Millis
}

/** The equity that is on schedule: the same growth each day from the start to the goal; the goal itself from its date on. */
export function scheduledEquity(goal: Goal, { at, startEquity, start }: Omit<GoalProgress, 'equity'>): number {
  const [from, to] = [moneyToNumberLossy(startEquity), moneyToNumberLossy(goal.equity)]
  if (at >= goal.by || goal.by <= start || from <= 0 || from >= to) return to
  return from * (to / from) ** (Math.max(0, at - start) / (goal.by - start))
}

/**
 * What the goal makes of a size: 1 on schedule or behind, falling to `minFactor` as the lead over the schedule grows to
 * all that is left to the goal. Never above 1: to be behind is no reason to bet more than Kelly allows.
 */
export function goalFactor(goal: Goal, progress: GoalProgress): number {
  const scheduled = scheduledEquity(goal, progress)
  const [equity, target] = [moneyToNumberLossy(progress.equity), moneyToNumberLossy(goal.equity)]
  if (equity >= target) return goal.minFactor
  if (equity <= scheduled) return 1
  return 1 - (1 - goal.minFactor) * ((equity - scheduled) / (target - scheduled))
}
