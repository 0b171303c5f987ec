import { InputError, type Timeframe } from '../../domain/index.ts'
import type { TaskPool, TaskRun } from '../../ports/index.ts'
import { type ComparisonRule, operandKey, parseRuleStrategy } from '../../strategies/index.ts'
import { wordsOf } from '../columns/bits.ts'
import { ByteCache } from './byte-cache.ts'
import { comparisonKey, comparisonsOf } from './evaluate.ts'
import type { RuleOutcome, RuleRunner, RuleTask } from './run.ts'
import type { RuleWork, SharedBits } from './tasks.ts'

export type RulePool = TaskPool<RuleWork, readonly RuleOutcome[]>

export interface RuleRunnerOptions {
  /** Of {@link openRuleTasks} over one history; whoever opened it closes it. */
  readonly pool: RulePool
  readonly timeframe: Timeframe
  /** Bars of that history. */
  readonly length: number
  /** For the bits that are kept from one run to the next; {@link BITS_BYTES} by default. */
  readonly bitsBytes?: number
}

/** Bits of 4,000 comparisons over 90 days of minutes. */
export const BITS_BYTES = 64 * 1024 * 1024
/** Shares of the work for each thread: more of them even out, fewer keep alike work together. */
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

const sharesOf = <Item>(items: readonly Item[], count: number): readonly (readonly Item[])[] => {
  const size = Math.max(1, Math.ceil(items.length / count))
  return Array.from({ length: Math.ceil(items.length / size) }, (_, share) => items.slice(share * size, (share + 1) * size))
}

const comparisonsIn = ({ rule }: RuleTask): readonly ComparisonRule[] => [
  ...comparisonsOf(rule.entry),
  ...comparisonsOf(rule.exit),
]

/** The features that are read, in an order that does not depend on the sides. */
const readsOf = ({ left, right }: ComparisonRule): string =>
  [left, right]
    .flatMap((operand) => ('feature' in operand ? [operandKey(operand)] : []))
    .sort()
    .join(' ')

/** Tasks in their order, as many at a time as their comparisons' bits fit into `most`. */
function batchesOf(tasks: readonly RuleTask[], most: number): readonly (readonly RuleTask[])[] {
  const batches: RuleTask[][] = []
  let keys = new Set<string>()
  for (const task of tasks) {
    const own = comparisonsIn(task).map(comparisonKey)
    const batch = batches.at(-1)
    if (batch !== undefined && new Set([...keys, ...own]).size <= most) batch.push(task)
    else {
      batches.push([task])
      keys = new Set()
    }
    for (const key of own) keys.add(key)
  }
  return batches
}

/**
 * Rule strategies over a pool: first each comparison once, those of one feature side by side, then the trees from the
 * bits of their comparisons. The same outcomes whatever the size of the pool and whatever ran before.
 */
class PooledRuleRunner implements RuleRunner {
  readonly #options: RuleRunnerOptions
  readonly #known: ByteCache<SharedBits>
  /** Comparisons whose bits fit into the bytes. */
  readonly #most: number

  constructor(options: RuleRunnerOptions) {
    this.#options = options
    const { length, bitsBytes = BITS_BYTES } = options
    this.#known = new ByteCache(bitsBytes, (words) => words.byteLength)
    this.#most = Math.floor(bitsBytes / (4 * Math.max(1, wordsOf(length))))
  }

  async run(given: readonly RuleTask[], options: TaskRun = {}): Promise<readonly RuleOutcome[]> {
    const { pool } = this.#options
    const cancel: TaskRun = { isCancelled: () => options.isCancelled?.() === true }
    const tasks = given.map((task, index) => inTask(index, () => checkedTask(task, this.#options)))
    const outcomes: RuleOutcome[] = []
    for (const batch of batchesOf(tasks, this.#most)) {
      const bits = await this.#bitsOf(batch, cancel)
      const shares = sharesOf(batch, pool.size * SHARES)
      const before = outcomes.length
      const found = await pool.run(
        shares.map((share): RuleWork => {
          const keys = new Set(share.flatMap(comparisonsIn).map(comparisonKey))
          return { kind: 'trade', tasks: share, bits: new Map([...bits].filter(([key]) => keys.has(key))) }
        }),
        {
          ...cancel,
          onProgress: (done, of) => {
            options.onProgress?.(before + Math.floor((done / of) * batch.length), tasks.length)
          },
        },
      )
      outcomes.push(...found.flat())
    }
    return outcomes
  }

  async #bitsOf(tasks: readonly RuleTask[], cancel: TaskRun): Promise<ReadonlyMap<string, SharedBits>> {
    const { pool, length } = this.#options
    const bits = new Map<string, SharedBits>()
    const missing = new Map<string, ComparisonRule>()
    for (const comparison of tasks.flatMap(comparisonsIn)) {
      const key = comparisonKey(comparison)
      const known = bits.get(key) ?? this.#known.get(key)
      if (known === undefined) missing.set(key, comparison)
      else bits.set(key, known)
    }
    const made = [...missing]
      .map(([key, comparison]) => {
        const words: SharedBits = new Uint32Array(new SharedArrayBuffer(4 * wordsOf(length)))
        return { key, comparison, words, reads: readsOf(comparison) }
      })
      .sort((a, b) => (a.reads < b.reads ? -1 : a.reads > b.reads ? 1 : a.key < b.key ? -1 : 1))
    const shares = sharesOf(made, pool.size * SHARES)
    await pool.run(
      shares.map((share) => ({
        kind: 'compare',
        comparisons: share.map(({ comparison }) => comparison),
        into: share.map(({ words }) => words),
      })),
      cancel,
    )
    for (const { key, words } of made) {
      bits.set(key, words)
      this.#known.put(key, words)
    }
    return bits
  }
}

export const ruleRunner = (options: RuleRunnerOptions): RuleRunner => new PooledRuleRunner(options)
