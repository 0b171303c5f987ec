import type { TrialOutcome } from '../backtest/index.ts'
import {
  annualSharpe,
  backtestOverfitting,
  deflatedSharpe,
  independentTrials,
  isConstant,
  probabilisticSharpe,
  sampleDeviation,
  sharpeEstimate,
} from '../statistics/index.ts'

/** How much of the best Sharpe ratio the search itself explains. Ratios are a year's. */
export interface Deflation {
  readonly sharpe: number
  readonly standardError: number
  /** Probability that the true ratio is above zero, as if the winner had been the only trial. */
  readonly probabilistic: number
  /** Probability that it is above `benchmark`: the deflated Sharpe ratio. */
  readonly deflated: number
  /** The best ratio to expect of as many independent trials without skill. */
  readonly benchmark: number
  readonly independentTrials: number
  readonly meanCorrelation: number
}

/** Overfitting by symmetric cross-validation over the days of all trials. */
export interface SearchOverfitting {
  readonly probability: number
  readonly lossProbability: number
  readonly slope: number
  readonly splits: number
  readonly blocks: number
}

/** Null for a winner whose equity never moved and for trials of fewer than two days. */
export function deflationOf(winner: TrialOutcome, trials: readonly TrialOutcome[]): Deflation | null {
  if (winner.daily.length < 2 || isConstant(winner.daily)) return null
  const live = trials.map(({ daily }) => daily).filter((daily) => !isConstant(daily))
  const best = sharpeEstimate(winner.daily)
  const ratios = live.map((daily) => sharpeEstimate(daily).ratio)
  const { count, meanCorrelation } = independentTrials(live)
  const { probability, benchmark } = deflatedSharpe(best, { count, deviation: ratios.length < 2 ? 0 : sampleDeviation(ratios) })
  return {
    sharpe: annualSharpe(best.ratio),
    standardError: annualSharpe(best.standardError),
    probabilistic: probabilisticSharpe(best),
    deflated: probability,
    benchmark: annualSharpe(benchmark),
    independentTrials: count,
    meanCorrelation,
  }
}

/** Beyond so many trials fewer blocks say the same and cost a fiftieth. */
const MANY_TRIALS = 1_000

/** Null for fewer than two trials or four days. */
export function overfittingOf(trials: readonly TrialOutcome[]): SearchOverfitting | null {
  const days = trials[0]?.daily.length ?? 0
  const blocks = Math.min(trials.length > MANY_TRIALS ? 10 : 16, 2 * Math.floor(days / 4))
  if (trials.length < 2 || blocks < 2) return null
  const { probability, lossProbability, slope, logits } = backtestOverfitting(
    trials.map(({ daily }) => daily),
    blocks,
  )
  return { probability, lossProbability, slope, splits: logits.length, blocks }
}
