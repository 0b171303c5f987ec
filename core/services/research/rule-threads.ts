import { serveTasks, ThreadPool } from '../../adapters/system/index.ts'
import { openRuleTasks } from '../../research/index.ts'
import type { ResearchTools } from './service.ts'

/** The whole of a thread that runs rule strategies; the hosts' files of that name call it. */
export const runRuleThread = (): void => {
  serveTasks(openRuleTasks)
}

/** `beside` is the address of the research process's own file: in the source tree and in a build its threads' file is beside it. */
export function ruleThreads(beside: string, cores: number): ResearchTools {
  const entry = new URL(beside.endsWith('.ts') ? './rule-tasks.ts' : './rule-tasks.js', beside)
  // One core stays free for those who trade.
  const size = Math.max(1, cores - 1)
  return { openRulePool: (setup) => new ThreadPool({ entry, setup, size }) }
}
