import { type CandidateSignal, type Millis, type Money, type Sizing, type StrategyId, toNumberLossy } from '../../domain/index.ts'
import { goalFactor, NO_RECORD, recommendSize, type WinRecord } from '../../risk/index.ts'
import { decay, type TrackedTrade } from '../../signals/index.ts'
import type { EngineState } from '../state.ts'
import type { Step } from '../step.ts'

/** The distance to the target over the distance to the stop; one when either is missing. */
function payoffOf(candidate: CandidateSignal): number {
  if (candidate.stop === undefined || candidate.target === undefined) return 1
  const risk = toNumberLossy(candidate.entry) - toNumberLossy(candidate.stop)
  const reward = toNumberLossy(candidate.target) - toNumberLossy(candidate.entry)
  return risk > 0 && reward > 0 ? reward / risk : 1
}

const weightsOf = (candidate: CandidateSignal): ReadonlyMap<StrategyId, number> => {
  const weights = new Map<StrategyId, number>()
  for (const { strategy, stance, weight } of candidate.votes)
    if (stance === 'long' && weight > 0) weights.set(strategy, (weights.get(strategy) ?? 0) + weight)
  return weights
}

interface Age {
  readonly now: Millis
  readonly halfLife: number
}

/** Sums over the trades of one strategy, each by its share and its age, times `part`. */
function weighed(trades: readonly TrackedTrade[], part: number, { now, halfLife }: Age): WinRecord {
  let [sample, won, lost, gained, forfeited] = [0, 0, 0, 0, 0]
  for (const { closedAt, share, gain } of trades) {
    const count = part * share * decay(now - closedAt, halfLife)
    sample += count
    if (gain > 0) {
      won += count
      gained += count * gain
    } else {
      lost += count
      forfeited -= count * gain
    }
  }
  return { sample, won, lost, gained, forfeited }
}

/**
 * The record of those who voted for the entry: the mean of theirs by the weight of the vote, so that two who did the
 * same trades are not twice the evidence, and one without a record brings the proposal's own terms in.
 */
export function recordBehind(state: EngineState, candidate: CandidateSignal, age: Age): WinRecord {
  const weights = weightsOf(candidate)
  const whole = [...weights.values()].reduce((sum, weight) => sum + weight, 0)
  let record = NO_RECORD
  for (const [strategy, weight] of weights) {
    const own = weighed(state.tracked.get(strategy) ?? [], weight / whole, age)
    record = {
      sample: record.sample + own.sample,
      won: record.won + own.won,
      lost: record.lost + own.lost,
      gained: record.gained + own.gained,
      forfeited: record.forfeited + own.forfeited,
    }
  }
  return record
}

/** The recommended size of an entry; without a record and a goal from the proposal alone. */
export function recommend(step: Step, candidate: CandidateSignal, equity: Money): Sizing {
  const { state, at } = step
  const { sizing, record, goal } = step.config
  return recommendSize({
    confidence: candidate.confidence,
    payoff: payoffOf(candidate),
    record: record === undefined ? NO_RECORD : recordBehind(state, candidate, { now: at, halfLife: record.halfLife }),
    priorTrades: record?.priorTrades ?? 0,
    goalFactor:
      goal === undefined
        ? 1
        : goalFactor(goal, {
            equity,
            at,
            startEquity: goal.startEquity ?? state.startingCash,
            start: goal.start ?? state.openedAt,
          }),
    limits: sizing,
  })
}
