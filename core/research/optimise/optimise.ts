import { type TaskPool, TasksCancelled } from '../../ports/index.ts'
import type { TrialOutcome, TrialTask } from '../backtest/index.ts'
import type { BarRange } from '../columns/simulate.ts'
import type { Point } from './dimension.ts'
import { pointsAround, type Robustness, robustnessOf } from './neighbourhood.ts'
import { type Aim, dayMetrics, scoreOf, wholeOf } from './objective.ts'
import type { SearchSpace } from './search-space.ts'
import { bestOf } from './selection.ts'
import { Study, type StudyPlan, type ToldTrial } from './study.ts'

export type TrialPool = TaskPool<TrialTask, TrialOutcome>

export interface ParameterSearch {
  readonly space: SearchSpace
  readonly plan: StudyPlan
  readonly aim: Aim
  readonly range: BarRange
}

export interface SearchControl {
  /** After every trial that is done; `of` is what the plan allows at most. */
  onProgress?(done: number, of: number): void
  /** True ends the search after the trials at work; what is known by then is its result. */
  isCancelled?(): boolean
}

export interface SearchResult {
  readonly trials: readonly ToldTrial[]
  /** Of the same places. */
  readonly outcomes: readonly TrialOutcome[]
  /** Place of the best; null where no trial has a score. */
  readonly winner: number | null
  /** Ended before its plan was done. */
  readonly partial: boolean
}

/** What a trial is asked to run: what is searched and what is fixed. */
export const trialTask = ({ space, range }: Pick<ParameterSearch, 'space' | 'range'>, point: Point): TrialTask => ({
  params: { ...space.fixed, ...point },
  range,
})

/** Runs a study to its end. The same search gives the same result on any number of threads. */
export async function runSearch(search: ParameterSearch, pool: TrialPool, control: SearchControl = {}): Promise<SearchResult> {
  const { space, plan, aim } = search
  const study = new Study(space, plan)
  const outcomes: TrialOutcome[] = []
  const end = (partial: boolean): SearchResult => ({
    trials: study.told,
    outcomes,
    winner: bestOf(study.told.map(({ score }) => score)),
    partial,
  })
  for (let points = study.ask(); points.length > 0; points = study.ask()) {
    const before = outcomes.length
    const found = await runTrials(
      pool,
      points.map((point) => trialTask(search, point)),
      { ...control, onProgress: (done) => control.onProgress?.(before + done, plan.trials) },
    )
    if (found === null) return end(true)
    outcomes.push(...found)
    study.tell(
      points,
      found.map((outcome) => scoreOf(aim, dayMetrics(outcome, wholeOf(outcome)))),
    )
  }
  return end(false)
}

/** Runs the winner's neighbours. Null without a winner, without neighbours, and where it was cancelled. */
export async function probeNeighbours(
  search: ParameterSearch,
  { trials, winner }: SearchResult,
  pool: TrialPool,
  control: SearchControl = {},
): Promise<Robustness | null> {
  const best = trials[winner ?? -1]
  if (best?.score === undefined || best.score === null) return null
  const tasks = pointsAround(search.space, best.point).map((point) => trialTask(search, point))
  const found = await runTrials(pool, tasks, control)
  if (found === null) return null
  return robustnessOf(
    best.score,
    found.map((outcome) => scoreOf(search.aim, dayMetrics(outcome, wholeOf(outcome)))),
  )
}

/** Null where it was cancelled. */
export async function runTrials(
  pool: TrialPool,
  tasks: readonly TrialTask[],
  control: SearchControl,
): Promise<readonly TrialOutcome[] | null> {
  try {
    return await pool.run(tasks, control)
  } catch (error) {
    if (error instanceof TasksCancelled) return null
    throw error
  }
}
