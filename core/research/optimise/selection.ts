import type { TrialOutcome } from '../backtest/index.ts'
import { purgedFolds, type SampleRange } from '../statistics/index.ts'
import { type Aim, dayMetrics, scoreOf } from './objective.ts'

export interface FoldTerms {
  readonly folds: number
  /** Days after a test that are not trained on. */
  readonly embargo: number
}

/** The trial that is best on the days of training, on the days that it was not chosen by. */
export interface FoldResult {
  readonly test: SampleRange
  /** Place of the chosen trial; null where no trial has a score in training. */
  readonly trial: number | null
  readonly trainScore: number | null
  readonly testScore: number | null
  readonly testReturn: number | null
  /** Share of the trials with a score in the test that it beats there; ties count half. */
  readonly beats: number | null
}

/** A position may be carried over midnight: the days that touch a test are not trained on. */
const HORIZON = 1

/**
 * Purged cross-validation of the choice among trials: in each fold the best of the other days is judged by the days of the fold.
 * It says how the choice carries over, not how the search does: where trials were proposed from scores, those of all days had
 * their part in it. Throws InputError where a fold is left nothing to train on.
 */
export function crossValidate(outcomes: readonly TrialOutcome[], aim: Aim, { folds, embargo }: FoldTerms): readonly FoldResult[] {
  const days = outcomes[0]?.daily.length ?? 0
  return purgedFolds(days, folds, { horizon: HORIZON, embargo }).map(({ train, test }): FoldResult => {
    const range = { from: test[0]?.from ?? 0, to: test.at(-1)?.to ?? days }
    const trial = bestOf(outcomes.map((outcome) => scoreOf(aim, dayMetrics(outcome, train))))
    const chosen = outcomes[trial ?? -1]
    if (trial === null || chosen === undefined)
      return { test: range, trial: null, trainScore: null, testScore: null, testReturn: null, beats: null }
    // Trades of a fold may be fewer than those of a whole trial have to be.
    const inTest = { ...aim, minTrades: 0 }
    const scores = outcomes.map((outcome) => scoreOf(inTest, dayMetrics(outcome, test)))
    const testScore = scores[trial] ?? null
    return {
      test: range,
      trial,
      trainScore: scoreOf(aim, dayMetrics(chosen, train)),
      testScore,
      testReturn: dayMetrics(chosen, test).return,
      beats: testScore === null ? null : shareBelow(testScore, scores),
    }
  })
}

/** The first of the best; null where there is no score. */
export function bestOf(scores: readonly (number | null)[]): number | null {
  let best: number | null = null
  scores.forEach((score, index) => {
    if (score !== null && (best === null || score > (scores[best] ?? -Infinity))) best = index
  })
  return best
}

function shareBelow(score: number, scores: readonly (number | null)[]): number | null {
  const others = scores.filter((each) => each !== null)
  if (others.length < 2) return null
  const below = others.filter((each) => each < score).length
  const same = others.filter((each) => each === score).length - 1
  return (below + same / 2) / (others.length - 1)
}
