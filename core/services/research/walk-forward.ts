import {
  type DayMetrics,
  type Drift,
  type Point,
  walkForward,
  walkForwardWindows,
  type WindowResult,
  type WindowTerms,
} from '../../research/index.ts'
import { factsOf, type SearchFacts, type SearchRun, setupOf, spaceOf } from './search-run.ts'

export interface WalkForwardRun extends SearchRun {
  readonly windowTerms: WindowTerms
}

export interface WindowReport {
  /** Opening of the first bar and closing of the last, epoch ms. */
  readonly train: Span
  readonly test: Span
  readonly trials: number
  readonly params: Point | null
  readonly trainScore: number | null
  readonly testScore: number | null
  readonly trainMetrics: DayMetrics | null
  readonly testMetrics: DayMetrics
}

interface Span {
  readonly from: number
  readonly to: number
}

export interface WalkForwardReport extends SearchFacts {
  readonly windowTerms: WindowTerms
  /** How many there are, also where the walk was ended before the last. */
  readonly windowCount: number
  readonly partial: boolean
  readonly windows: readonly WindowReport[]
  readonly outOfSample: DayMetrics
  readonly efficiency: number | null
  readonly drift: readonly Drift[]
  /** [number of the day out of sample, equity over that at the start of the first test], from 0 and 1. */
  readonly equity: readonly (readonly [number, number])[]
}

/** Throws InputError for a space, a plan or windows that cannot be, and for a strategy that fails. */
export async function runWalkForward(run: WalkForwardRun): Promise<WalkForwardReport> {
  const space = spaceOf(run)
  const { method, trials, seed, batch, aim, control, windowTerms } = run
  const { bars } = run.market.history
  const windows = walkForwardWindows(bars, windowTerms)
  const pool = run.openPool(setupOf(run))
  try {
    const walk = { space, aim, plan: { method, trials, seed, batch }, windows }
    const { daily, windows: done, outOfSample, efficiency, drift, partial } = await walkForward(walk, pool, control)
    const spanOf = ({ from, to }: Span): Span => ({ from: bars[from]?.openTime ?? 0, to: bars[to - 1]?.exchangeTime ?? 0 })
    let equity = 1
    return {
      ...factsOf(run, space),
      windowTerms,
      windowCount: windows.length,
      partial,
      windows: done.map(
        ({ window, train, test, ...result }: WindowResult): WindowReport => ({
          train: spanOf(window.train),
          test: spanOf(window.test),
          ...result,
          trainMetrics: train,
          testMetrics: test,
        }),
      ),
      outOfSample,
      efficiency,
      drift,
      equity: [[0, 1], ...Array.from(daily, (change, day): [number, number] => [day + 1, (equity *= 1 + change)])],
    }
  } finally {
    await pool.close()
  }
}
