import { countedIds, silentLogger } from '../../adapters/memory/index.ts'
import { serveTasks, ThreadPool } from '../../adapters/system/index.ts'
import type { OpenTasks } from '../../ports/index.ts'
import { noJournal, openRuleTasks, runTrial, type TrialOutcome, type TrialSetup, type TrialTask } from '../../research/index.ts'
import type { ResearchTools } from './service.ts'

/** The whole of a thread that runs rule strategies; the hosts' files of that name call it. */
export const runRuleThread = (): void => {
  serveTasks(openRuleTasks)
}

/** One backtest a task, over bars that are given once. */
export const openTrialTasks: OpenTasks<TrialSetup, TrialTask, TrialOutcome> = (setup) => (task) =>
  runTrial(setup, task, { ids: countedIds(), journal: noJournal(), logger: silentLogger() })

/** The whole of a thread of a search over parameters. */
export const runTrialThread = (): void => {
  serveTasks(openTrialTasks)
}

/** `beside` is the address of the research process's own file: in the source tree and in a build its threads' files are beside it. */
export function researchThreads(beside: string, cores: number): ResearchTools {
  const entry = (name: string): URL => new URL(`./${name}.${beside.endsWith('.ts') ? 'ts' : 'js'}`, beside)
  // One core stays free for those who trade.
  const size = Math.max(1, cores - 1)
  return {
    openRulePool: (setup) => new ThreadPool({ entry: entry('rule-tasks'), setup, size }),
    openTrialPool: (setup) => new ThreadPool({ entry: entry('trials'), setup, size }),
  }
}
