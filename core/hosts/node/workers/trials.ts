import { countedIds, silentLogger } from '../../../adapters/memory/index.ts'
import { serveTasks } from '../../../adapters/system/index.ts'
import { noJournal, runTrial, type TrialOutcome, type TrialSetup, type TrialTask } from '../../../research/index.ts'

/** A thread of a search: one backtest a task, over bars that it is given once. */
serveTasks<TrialSetup, TrialTask, TrialOutcome>(
  (setup) => (task) => runTrial(setup, task, { ids: countedIds(), journal: noJournal(), logger: silentLogger() }),
)
