import { InputError, type Timeframe } from '../../domain/index.ts'
import { TaskFailed, type TaskPool, type TaskRun } from '../../ports/index.ts'
import { featuresOf, parseRuleStrategy, type RuleStrategy } from '../../strategies/index.ts'
import type { RuleOutcome, RuleRunner, RuleTask } from './run.ts'

export type RulePool = TaskPool<readonly RuleTask[], readonly RuleOutcome[]>

export interface RuleRunnerOptions {
  /** Of {@link openRuleTasks} over one history; whoever opened it closes it. */
  readonly pool: RulePool
  readonly timeframe: Timeframe
  /** Bars of that history. */
  readonly length: number
}

/** Shares of the work for each thread: more of them even out, fewer keep alike tasks together. */
const SHARES = 8

function refuse(field: string, value: unknown, remedy: string): never {
  throw new InputError({ field, value: JSON.stringify(value), remedy })
}

function inTask<Value>(index: number, check: () => Value): Value {
  try {
    return check()
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    throw new InputError({ ...error.problem, field: `tasks.${String(index)}.${error.problem.field}` })
  }
}

/** The tree as it runs. Throws InputError for anything that cannot be run as it was meant. */
function checkedTask(task: RuleTask, { timeframe, length }: RuleRunnerOptions): RuleTask {
  const { range, cash, costs } = task
  const rule = parseRuleStrategy(task.rule)
  if (rule.timeframe !== timeframe) refuse('timeframe', rule.timeframe, `the history has bars of ${timeframe}`)
  const { from, to } = range
  if (!Number.isInteger(from) || !Number.isInteger(to) || from < 0 || to <= from || to > length)
    refuse('range', range, `give whole numbers 0 <= from < to <= ${String(length)}`)
  if (!(cash > 0 && Number.isFinite(cash))) refuse('cash', cash, 'give a number above 0')
  for (const name of ['fee', 'slippage'] as const)
    if (!(costs[name] >= 0 && costs[name] < 1)) refuse(`costs.${name}`, costs[name], 'give a fraction from 0 to below 1')
  if (rule.stop !== undefined && (1 + costs.slippage) * (1 - rule.stop) >= 1)
    refuse('stop', rule.stop, 'it is within the slippage, so that every entry would be stopped out at once; give more')
  return { ...task, rule }
}

const likeness = (rule: RuleStrategy): string => [...featuresOf(rule).keys()].sort().join(' ')

/** Tasks that read alike side by side, in shares of about equal number. */
function sharesOf(tasks: readonly RuleTask[], count: number): readonly (readonly number[])[] {
  const order = tasks
    .map(({ rule }, index) => ({ index, key: likeness(rule) }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.index - b.index))
    .map(({ index }) => index)
  const size = Math.max(1, Math.ceil(order.length / count))
  return Array.from({ length: Math.ceil(order.length / size) }, (_, share) => order.slice(share * size, (share + 1) * size))
}

/** Rule strategies over a pool: the same outcomes whatever its size. */
export function ruleRunner(options: RuleRunnerOptions): RuleRunner {
  const { pool } = options
  return {
    async run(given: readonly RuleTask[], how: TaskRun = {}) {
      const tasks = given.map((task, index) => inTask(index, () => checkedTask(task, options)))
      const shares = sharesOf(tasks, pool.size * SHARES)
      const { onProgress, ...rest } = how
      const progress =
        onProgress === undefined
          ? {}
          : {
              onProgress: (done: number, of: number) => {
                onProgress(Math.floor((done / of) * tasks.length), tasks.length)
              },
            }
      const found = await pool.run(
        shares.map((share) => share.flatMap((index) => tasks[index] ?? [])),
        { ...rest, ...progress },
      )
      const outcomes: RuleOutcome[] = []
      shares.forEach((share, place) => {
        share.forEach((index, member) => {
          const outcome = found[place]?.[member]
          if (outcome === undefined) throw new TaskFailed(index, new Error('its thread gave no outcome'))
          outcomes[index] = outcome
        })
      })
      return outcomes
    },
  }
}
