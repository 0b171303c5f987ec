import { countedIds, silentLogger } from '../../adapters/memory/index.ts'
import type { OpenTasks } from '../../ports/index.ts'
import { noJournal, runTrial, type TrialOutcome, type TrialSetup, type TrialTask } from '../../research/index.ts'

/** What a thread of a search runs: one backtest a task, over the bars that all threads share. */
export const openTrials: OpenTasks<TrialSetup, TrialTask, TrialOutcome> = (setup) => (task) =>
  runTrial(setup, task, { ids: countedIds(), journal: noJournal(), logger: silentLogger() })
