import type { TrialOutcome } from '../backtest/index.ts'
import {
  type Aim,
  dayMetrics,
  type DayMetrics,
  type Dimension,
  placeOf,
  type Point,
  runSearch,
  runTrials,
  scoreOf,
  type SearchControl,
  type SearchSpace,
  type StudyPlan,
  type TrialPool,
  trialTask,
  wholeOf,
} from '../optimise/index.ts'
import { meanOf } from '../statistics/index.ts'
import type { Window } from './windows.ts'

export interface WalkForward {
  readonly space: SearchSpace
  /** Of the search in each window. */
  readonly plan: StudyPlan
  readonly aim: Aim
  /** In the order of their tests. */
  readonly windows: readonly Window[]
}

export interface WindowResult {
  readonly window: Window
  readonly trials: number
  /** Null where no trial had a score: nothing was traded then. */
  readonly params: Point | null
  readonly train: DayMetrics | null
  readonly trainScore: number | null
  readonly test: DayMetrics
  readonly testScore: number | null
}

/** How a parameter moved from window to window. */
export interface Drift {
  readonly name: string
  /** One a window. */
  readonly values: readonly (number | string | null)[]
  /**
   * Mean way between neighbouring windows as a share of the searched range, 0 to 1; for a choice, how often it changed.
   * Null below two windows that chose.
   */
  readonly meanChange: number | null
}

export interface WalkForwardResult {
  readonly windows: readonly WindowResult[]
  /** The tests set one after another: what trading the winners in turn would have given. */
  readonly outOfSample: DayMetrics
  /** Return of each day of the tests. */
  readonly daily: Float64Array
  /**
   * Mean daily return of the tests over that of the winners in their training (R. Pardo, The Evaluation and Optimization of
   * Trading Strategies, 2008). Null where training made nothing.
   */
  readonly efficiency: number | null
  readonly drift: readonly Drift[]
  /** Ended before the last window. */
  readonly partial: boolean
}

interface Traded {
  readonly result: WindowResult
  readonly outcome: TrialOutcome
  /** Mean return of a day of the winner in training. */
  readonly trainMean: number | null
}

/** Chooses in each window by its training and trades its test with that choice. The same plan gives the same result on any number of threads. */
export async function walkForward(plan: WalkForward, pool: TrialPool, control: SearchControl = {}): Promise<WalkForwardResult> {
  const done: Traded[] = []
  const { windows, space } = plan
  const { trials } = plan.plan
  for (const [index, window] of windows.entries()) {
    const traded = await tradeWindow(plan, window, pool, {
      ...control,
      onProgress: (trial) => control.onProgress?.(index * trials + trial, windows.length * trials),
    })
    if (traded === null) break
    done.push(traded)
  }
  const stitched = stitch(done.map(({ outcome }) => outcome))
  return {
    windows: done.map(({ result }) => result),
    outOfSample: dayMetrics(stitched, wholeOf(stitched)),
    daily: stitched.daily,
    efficiency: efficiencyOf(done),
    drift: space.dimensions.map((dimension) =>
      driftOf(
        dimension,
        done.map(({ result }) => result.params?.[dimension.name] ?? null),
      ),
    ),
    partial: done.length < windows.length,
  }
}

/** Null where it was cancelled. */
async function tradeWindow(
  { plan, aim, space }: WalkForward,
  window: Window,
  pool: TrialPool,
  control: SearchControl,
): Promise<Traded | null> {
  const search = await runSearch({ space, plan, aim, range: window.train }, pool, control)
  if (search.partial) return null
  const [best, trained] = [search.trials[search.winner ?? -1], search.outcomes[search.winner ?? -1]]
  const found =
    best === undefined
      ? [idle(window)]
      : await runTrials(pool, [trialTask({ space, range: window.test }, best.point)], { ...control, onProgress: () => undefined })
  const outcome = found?.[0]
  if (outcome === undefined) return null
  const test = dayMetrics(outcome, wholeOf(outcome))
  return {
    outcome,
    trainMean: trained === undefined ? null : meanOf(trained.daily),
    result: {
      window,
      trials: search.trials.length,
      params: best?.point ?? null,
      train: trained === undefined ? null : dayMetrics(trained, wholeOf(trained)),
      trainScore: best?.score ?? null,
      test,
      // A short test may have fewer trades than a training has to have.
      testScore: scoreOf({ ...aim, minTrades: 0 }, test),
    },
  }
}

const idle = ({ testDays }: Window): TrialOutcome => ({ daily: new Float64Array(testDays), trades: [] })

function stitch(outcomes: readonly TrialOutcome[]): TrialOutcome {
  const daily: number[] = []
  const trades = outcomes.flatMap((outcome) => {
    const before = daily.length
    daily.push(...outcome.daily)
    return outcome.trades.map((trade) => ({ ...trade, day: before + trade.day }))
  })
  return { daily: Float64Array.from(daily), trades }
}

function efficiencyOf(done: readonly Traded[]): number | null {
  const chosen = done.flatMap(({ trainMean, outcome }) => (trainMean === null ? [] : [{ trainMean, daily: outcome.daily }]))
  const trained = meanOf(chosen.map(({ trainMean }) => trainMean))
  return trained > 0 ? meanOf(chosen.flatMap(({ daily }) => Array.from(daily))) / trained : null
}

function driftOf(dimension: Dimension, values: readonly (number | string | null)[]): Drift {
  const known = values.filter((value) => value !== null)
  const changes = known.slice(1).map((value, index) => {
    const before = known[index] ?? value
    if (dimension.kind === 'choice') return value === before ? 0 : 1
    return Math.abs(placeOf(dimension, value) - placeOf(dimension, before))
  })
  return { name: dimension.name, values, meanChange: changes.length === 0 ? null : meanOf(changes) }
}
