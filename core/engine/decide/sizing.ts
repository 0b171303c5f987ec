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

interface Folded extends WinRecord {
  readonly halfLife: number
  /** When the newest trade was closed: the sums are as of then. */
  readonly at: number
}

/** Of lists that never change: a trade that closes makes a new one. */
const FOLDED = new WeakMap<readonly TrackedTrade[], Folded>()

function folded(trades: readonly TrackedTrade[], halfLife: number): Folded {
  const known = FOLDED.get(trades)
  if (known?.halfLife === halfLife) return known
  const at = trades.reduce((newest, { closedAt }) => Math.max(newest, closedAt), 0)
  let [sample, won, lost, gained, forfeited] = [0, 0, 0, 0, 0]
  for (const { closedAt, share, gain } of trades) {
    const count = share * decay(at - closedAt, halfLife)
    sample += count
    if (gain > 0) {
      won += count
      gained += count * gain
    } else {
      lost += count
      forfeited -= count * gain
    }
  }
  const sums: Folded = { sample, won, lost, gained, forfeited, halfLife, at }
  FOLDED.set(trades, sums)
  return sums
}

/**
 * The record of those who voted for the entry: the mean of theirs by the weight of the vote, so that two who did the
 * same trades are not twice the evidence, and one without a record brings the proposal's own terms in.
 */
export function recordBehind(state: EngineState, candidate: CandidateSignal, { now, halfLife }: Age): WinRecord {
  const weights = weightsOf(candidate)
  const whole = [...weights.values()].reduce((sum, weight) => sum + weight, 0)
  let record = NO_RECORD
  for (const [strategy, weight] of weights) {
    const trades = state.tracked.get(strategy)
    if (trades === undefined) continue
    const own = folded(trades, halfLife)
    const part = (weight / whole) * decay(now - own.at, halfLife)
    record = {
      sample: record.sample + part * own.sample,
      won: record.won + part * own.won,
      lost: record.lost + part * own.lost,
      gained: record.gained + part * own.gained,
      forfeited: record.forfeited + part * own.forfeited,
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
