import type { BacktestAnalysis } from '../../contract/index.ts'
import type { ResearchStore } from '../../ports/index.ts'
import type { BacktestReport } from './backtest-report.ts'
import { runMonteCarlo } from './monte-carlo.ts'
import { tripsOf } from './trips.ts'

/** As the command draws them by default. */
const DRAWS = { runs: 2_000, seed: 1, ruin: 0.5 } as const

/** Null for a run that is not a finished backtest. */
export function analysisOf(store: Pick<ResearchStore, 'run' | 'report'>, id: string): BacktestAnalysis | null {
  const text = store.run(id)?.kind === 'backtest' ? store.report(id) : undefined
  if (text === undefined) return null
  // What this service has written.
  const trips = tripsOf(JSON.parse(text) as BacktestReport)
  if (trips.length === 0) return { trips, monteCarlo: null }
  const { shuffle, bootstrap } = runMonteCarlo(text, id, DRAWS)
  return { trips, monteCarlo: { ...DRAWS, shuffle, bootstrap } }
}
