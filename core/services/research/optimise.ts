import {
  crossValidate,
  dayMetrics,
  type DayMetrics,
  type Deflation,
  deflationOf,
  type FoldResult,
  type FoldTerms,
  overfittingOf,
  type Point,
  probeNeighbours,
  type Robustness,
  runSearch,
  type SearchOverfitting,
  wholeOf,
} from '../../research/index.ts'
import { factsOf, type SearchFacts, type SearchRun, setupOf, spaceOf } from './search-run.ts'

export interface OptimiseRun extends SearchRun {
  /** Absent: the choice is not cross-validated. */
  readonly folds?: FoldTerms
}

export interface TrialReport {
  readonly trial: number
  /** Searched parameters only. */
  readonly params: Point
  readonly score: number | null
  readonly metrics: DayMetrics
}

export interface OptimiseReport extends SearchFacts {
  readonly asked: number
  /** Trials that ran: fewer than asked where the space is smaller or the search was ended. */
  readonly ran: number
  readonly scored: number
  readonly partial: boolean
  readonly winner: TrialReport | null
  readonly deflation: Deflation | null
  readonly overfitting: SearchOverfitting | null
  readonly folds: readonly FoldResult[] | null
  readonly robustness: Robustness | null
  /** All, in the order in which they were asked for. */
  readonly trials: readonly TrialReport[]
}

/** Throws InputError for a space, a plan or folds that cannot be, and for a strategy that fails. */
export async function runOptimise(run: OptimiseRun): Promise<OptimiseReport> {
  const space = spaceOf(run)
  const { method, trials, seed, batch, aim, control = {} } = run
  const search = { space, aim, plan: { method, trials, seed, batch }, range: { from: 0, to: run.market.history.bars.length } }
  const pool = run.openPool(setupOf(run))
  try {
    const found = await runSearch(search, pool, control)
    const robustness = await probeNeighbours(search, found, pool, { ...control, onProgress: () => undefined })
    const { outcomes, winner, partial } = found
    const reports = found.trials.map(({ number, point, score }, index): TrialReport => {
      const outcome = outcomes[index] ?? { daily: new Float64Array(0), trades: [] }
      return { trial: number, params: point, score, metrics: dayMetrics(outcome, wholeOf(outcome)) }
    })
    const best = outcomes[winner ?? -1]
    return {
      ...factsOf(run, space),
      asked: trials,
      ran: reports.length,
      scored: reports.filter(({ score }) => score !== null).length,
      partial,
      winner: reports[winner ?? -1] ?? null,
      deflation: best === undefined ? null : deflationOf(best, outcomes),
      overfitting: overfittingOf(outcomes),
      folds: run.folds === undefined || outcomes.length === 0 ? null : crossValidate(outcomes, aim, run.folds),
      robustness,
      trials: reports,
    }
  } finally {
    await pool.close()
  }
}
