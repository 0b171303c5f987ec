import { resolveFeature, type ResolvedFeature } from '../../features/index.ts'
import type { TaskRun } from '../../ports/index.ts'
import { type ComparisonRule, featureRequest } from '../../strategies/index.ts'
import { wordsOf } from '../columns/bits.ts'
import { ByteCache } from './byte-cache.ts'
import { COLUMN_BYTES, ColumnStore, type SharedColumn } from './column-store.ts'
import { comparisonKey } from './evaluate.ts'
import type { RuleRunnerOptions } from './runner.ts'
import { batchesOf, sharesOf } from './shares.ts'
import type { ColumnWork, SharedBits } from './tasks.ts'

/** Bits of 4,000 comparisons over 90 days of minutes. */
export const BITS_BYTES = 64 * 1024 * 1024
/** Shares of the work for each thread: more of them even out, fewer cost less to hand over. */
const SHARES = 8

/** A comparison whose bits are not known, with the features that it reads in an order that does not depend on the sides. */
interface Missing {
  readonly comparison: ComparisonRule
  readonly key: string
  readonly words: SharedBits
  readonly reads: readonly ResolvedFeature[]
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const readsOf = ({ left, right }: ComparisonRule): readonly ResolvedFeature[] =>
  [left, right]
    .flatMap((operand) => ('feature' in operand ? [resolveFeature(featureRequest(operand))] : []))
    .sort((a, b) => byText(a.key, b.key))

const keysOf = ({ reads }: Missing): readonly string[] => reads.map(({ key }) => key)

/** The columns to write, those of one running indicator together, so that it runs once. */
function workFor(missing: ReadonlyMap<string, SharedColumn>, features: ReadonlyMap<string, ResolvedFeature>) {
  const runs = new Map<string, { feature: ResolvedFeature; outputs: string[]; into: SharedColumn[] }>()
  for (const [key, column] of missing) {
    const feature = features.get(key)
    if (feature === undefined) continue
    const run = runs.get(feature.run) ?? { feature, outputs: [], into: [] }
    run.outputs.push(feature.output)
    run.into.push(column)
    runs.set(feature.run, run)
  }
  return [...runs.values()].map(({ feature: { indicator, parameters }, outputs, into }): ColumnWork => {
    return { of: { indicator, parameters }, outputs, into }
  })
}

/**
 * Where comparisons hold, made once over all threads and kept within a number of bytes: first each column that they
 * read, by one thread for all, then the comparisons.
 */
export class Comparisons {
  readonly #options: RuleRunnerOptions
  readonly #known: ByteCache<SharedBits>
  readonly #columns: ColumnStore
  /** The latest call: the columns' memory serves one at a time. */
  #turn: Promise<unknown> = Promise.resolve()

  constructor(options: RuleRunnerOptions) {
    const { length, bitsBytes = BITS_BYTES, columnBytes = COLUMN_BYTES } = options
    this.#options = options
    this.#known = new ByteCache(bitsBytes, (words) => words.byteLength)
    this.#columns = new ColumnStore(length, columnBytes)
  }

  bitsOf(comparisons: readonly ComparisonRule[], cancel: TaskRun): Promise<ReadonlyMap<string, SharedBits>> {
    const turn = this.#turn.then(() => this.#made(comparisons, cancel))
    this.#turn = turn.catch(() => undefined)
    return turn
  }

  async #made(comparisons: readonly ComparisonRule[], cancel: TaskRun): Promise<ReadonlyMap<string, SharedBits>> {
    const { length } = this.#options
    const bits = new Map<string, SharedBits>()
    const missing = new Map<string, Missing>()
    for (const comparison of comparisons) {
      const key = comparisonKey(comparison)
      if (bits.has(key) || missing.has(key)) continue
      const known = this.#known.get(key)
      if (known !== undefined) {
        bits.set(key, known)
        continue
      }
      const words: SharedBits = new Uint32Array(new SharedArrayBuffer(4 * wordsOf(length)))
      missing.set(key, { comparison, key, words, reads: readsOf(comparison) })
    }
    const inOrder = [...missing.values()].sort((a, b) => byText(keysOf(a).join(' '), keysOf(b).join(' ')) || byText(a.key, b.key))
    for (const { items, keys } of batchesOf(inOrder, keysOf, this.#columns.most)) await this.#make(items, keys, cancel)
    for (const { key, words } of inOrder) {
      bits.set(key, words)
      this.#known.put(key, words)
    }
    return bits
  }

  async #make(items: readonly Missing[], keys: ReadonlySet<string>, cancel: TaskRun): Promise<void> {
    const { pool } = this.#options
    const features = new Map(items.flatMap(({ reads }) => reads.map((feature) => [feature.key, feature] as const)))
    const columns = await this.#columns.filled(keys, async (missing) => {
      await pool.run(
        workFor(missing, features).map((each) => ({ kind: 'make', columns: [each] })),
        cancel,
      )
    })
    await pool.run(
      sharesOf(items, pool.size * SHARES).map((share) => {
        const read = new Set(share.flatMap(keysOf))
        return {
          kind: 'compare',
          comparisons: share.map(({ comparison }) => comparison),
          columns: new Map([...columns].filter(([key]) => read.has(key))),
          into: share.map(({ words }) => words),
        }
      }),
      cancel,
    )
  }
}
