import type { Sizing } from '../../domain/index.ts'
import { boundFraction, kellyEdge, type SizingLimits } from './kelly.ts'
import { shrunkPayoff, shrunkWinRate, type WinRecord } from './shrinkage.ts'

export interface SizingInput {
  /** 0 to 1: how likely the target is before the stop, as long as no record says otherwise. */
  readonly confidence: number
  /** Reward over risk of this proposal: distance to target over distance to stop. */
  readonly payoff: number
  readonly record: WinRecord
  /** Trades that confidence and payoff of the proposal are worth against the record. */
  readonly priorTrades: number
  /** Above 0, at most 1. */
  readonly goalFactor: number
  readonly limits: SizingLimits
}

/** The share of equity to put into a proposal, with everything it was made of. */
export function recommendSize(input: SizingInput): Sizing {
  const { confidence, record, priorTrades, goalFactor, limits } = input
  const winRate = shrunkWinRate(record, confidence, priorTrades)
  const payoff = shrunkPayoff(record, input.payoff, priorTrades)
  const kelly = kellyEdge(winRate, payoff)
  const unbounded = kelly * limits.kellyFraction * goalFactor
  return {
    confidence,
    recordTrades: record.sample,
    winRate,
    payoff,
    kelly,
    goalFactor,
    unbounded,
    fraction: boundFraction(unbounded, limits),
  }
}
