import { InputError, type Timeframe } from '../../domain/index.ts'
import type { TaskPool, TaskRun } from '../../ports/index.ts'
import { type ComparisonRule, parseRuleStrategy } from '../../strategies/index.ts'
import { wordsOf } from '../columns/bits.ts'
import { BITS_BYTES, Comparisons } from './comparisons.ts'
import { comparisonKey, comparisonsOf } from './evaluate.ts'
import type { RuleOutcome, RuleRunner, RuleTask } from './run.ts'
import { batchesOf, sharesOf } from './shares.ts'
import type { RuleWork } from './tasks.ts'

export type RulePool = TaskPool<RuleWork, readonly RuleOutcome[]>

export interface RuleRunnerOptions {
  /** Of {@link openRuleTasks} over one history; whoever opened it closes it. */
  readonly pool: RulePool
  readonly timeframe: Timeframe
  /** Bars of that history. */
  readonly length: number
  /** For the bits that are kept from one run to the next; {@link BITS_BYTES} by default. */
  readonly bitsBytes?: number
  /** For the columns that are kept from one run to the next; {@link COLUMN_BYTES} by default. */
  readonly columnBytes?: number
}

/** Shares of the trees for each thread: more of them even out, fewer cost less to hand over. */
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

const comparisonsIn = ({ rule }: RuleTask): readonly ComparisonRule[] => [
  ...comparisonsOf(rule.entry),
  ...comparisonsOf(rule.exit),
]

const keysIn = (task: RuleTask): readonly string[] => comparisonsIn(task).map(comparisonKey)

/**
 * Rule strategies over a pool: first each comparison once, then the trees from the bits of their comparisons. The same
 * outcomes whatever the size of the pool and whatever ran before.
 */
class PooledRuleRunner implements RuleRunner {
  readonly #options: RuleRunnerOptions
  readonly #comparisons: Comparisons
  /** Comparisons whose bits fit into the bytes. */
  readonly #most: number

  constructor(options: RuleRunnerOptions) {
    this.#options = options
    const { length, bitsBytes = BITS_BYTES } = options
    this.#comparisons = new Comparisons(options)
    this.#most = Math.floor(bitsBytes / (4 * Math.max(1, wordsOf(length))))
  }

  async run(given: readonly RuleTask[], options: TaskRun = {}): Promise<readonly RuleOutcome[]> {
    const { pool } = this.#options
    const cancel: TaskRun = { isCancelled: () => options.isCancelled?.() === true }
    const tasks = given.map((task, index) => inTask(index, () => checkedTask(task, this.#options)))
    const outcomes: RuleOutcome[] = []
    for (const { items } of batchesOf(tasks, keysIn, this.#most)) {
      const bits = await this.#comparisons.bitsOf(items.flatMap(comparisonsIn), cancel)
      const before = outcomes.length
      const found = await pool.run(
        sharesOf(items, pool.size * SHARES).map((share): RuleWork => {
          const keys = new Set(share.flatMap(keysIn))
          return { kind: 'trade', tasks: share, bits: new Map([...bits].filter(([key]) => keys.has(key))) }
        }),
        {
          ...cancel,
          onProgress: (done, of) => {
            options.onProgress?.(before + Math.floor((done / of) * items.length), tasks.length)
          },
        },
      )
      outcomes.push(...found.flat())
    }
    return outcomes
  }
}

export const ruleRunner = (options: RuleRunnerOptions): RuleRunner => new PooledRuleRunner(options)
