import { inThreadPool } from '../adapters/memory/index.ts'
import type { Timeframe } from '../domain/index.ts'
import type { BarColumns } from '../features/index.ts'
import { openRuleTasks, ruleRunner, type RuleRunner } from '../research/index.ts'

/** Rule strategies over bars on this thread. */
export const threadlessRunner = (bars: BarColumns, timeframe: Timeframe): RuleRunner =>
  ruleRunner({
    pool: inThreadPool(openRuleTasks, { bars, timeframe }),
    timeframe,
    length: bars.close.length,
  })
