import { InputError } from '../../domain/index.ts'
import { combinations, evenBounds } from './combinations.ts'
import { checkWhole } from './series.ts'

/** Samples [from, to) in order of time. */
export interface SampleRange {
  readonly from: number
  readonly to: number
}

/** What is fitted and what it is tested on: ascending, apart, none empty. */
export interface Split {
  readonly train: readonly SampleRange[]
  readonly test: readonly SampleRange[]
}

/** What leaks from one sample into others. */
export interface Leakage {
  /** Samples after its own over which the outcome of one is decided: those of training that overlap a test are purged. 0 by default. */
  readonly horizon?: number
  /** Samples after a test, and after what it overlaps, that are not trained on either. 0 by default. */
  readonly embargo?: number
}

const MAX_SPLITS = 20_000

/**
 * Each of `folds` runs of neighbours once as the test, with purging and embargo
 * (M. Lopez de Prado, Advances in Financial Machine Learning, 2018, chapter 7).
 * Throws InputError for numbers out of range and where nothing is left to train on.
 */
export function purgedFolds(samples: number, folds: number, leakage: Leakage = {}): readonly Split[] {
  return combinatorialSplits(samples, { groups: folds, testGroups: 1 }, leakage)
}

export interface Groups {
  /** Runs of neighbours, 2 or more. */
  readonly groups: number
  /** How many of them are the test, 1 to groups - 1. */
  readonly testGroups: number
}

/**
 * Every choice of test groups once, with purging and embargo around each: combinatorial purged cross-validation
 * (M. Lopez de Prado, Advances in Financial Machine Learning, 2018, chapter 12). Throws as {@link purgedFolds}.
 */
export function combinatorialSplits(
  samples: number,
  { groups, testGroups }: Groups,
  { horizon = 0, embargo = 0 }: Leakage = {},
): readonly Split[] {
  checkWhole('groups', groups, 2, Math.max(2, samples))
  checkWhole('samples', samples, groups)
  checkWhole('testGroups', testGroups, 1, groups - 1)
  checkWhole('horizon', horizon, 0)
  checkWhole('embargo', embargo, 0)
  const count = choices(groups, testGroups)
  if (count > MAX_SPLITS)
    throw new InputError({ field: 'groups', value: `${String(count)} splits`, remedy: `give at most ${String(MAX_SPLITS)}` })
  const bounds = evenBounds(samples, groups)
  return combinations(groups, testGroups).map((chosen) => {
    const test = joined(chosen.map((group) => ({ from: bounds[group] ?? 0, to: bounds[group + 1] ?? samples })))
    const train = rest(
      samples,
      test.map(({ from, to }) => ({ from: from - horizon, to: to + horizon + embargo })),
    )
    if (train.length === 0)
      throw new InputError({
        field: 'embargo',
        value: `${String(horizon)} + ${String(embargo)} of ${String(samples)} samples`,
        remedy: 'nothing is left to train on: give less, or more samples',
      })
    return { train, test }
  })
}

/** How many whole histories the tests of combinatorial splits make: each group is tested so often. */
export const backtestPaths = ({ groups, testGroups }: Groups): number => (choices(groups, testGroups) * testGroups) / groups

/** Of `count` things, so many at a time. */
function choices(count: number, size: number): number {
  let found = 1
  for (let index = 1; index <= size; index += 1) found = (found * (count - size + index)) / index
  return Math.round(found)
}

function joined(ranges: readonly SampleRange[]): readonly SampleRange[] {
  const found: SampleRange[] = []
  for (const range of ranges) {
    const last = found.at(-1)
    if (last?.to === range.from) found[found.length - 1] = { from: last.from, to: range.to }
    else found.push(range)
  }
  return found
}

/** What of [0, samples) is in none of the ranges, which ascend by their starts. */
function rest(samples: number, taken: readonly SampleRange[]): readonly SampleRange[] {
  const found: SampleRange[] = []
  let from = 0
  for (const range of taken) {
    if (range.from > from) found.push({ from, to: range.from })
    from = Math.max(from, range.to)
  }
  if (from < samples) found.push({ from, to: samples })
  return found
}
