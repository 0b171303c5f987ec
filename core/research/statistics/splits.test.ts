import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { backtestPaths, combinations, combinatorialSplits, purgedFolds, type SampleRange } from './index.ts'

const members = (ranges: readonly SampleRange[]): readonly number[] =>
  ranges.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, index) => from + index))

describe('combinations', () => {
  it('are all subsets in lexical order', () => {
    expect(combinations(4, 2)).toEqual([
      [0, 1],
      [0, 2],
      [0, 3],
      [1, 2],
      [1, 3],
      [2, 3],
    ])
    expect(combinations(16, 8)).toHaveLength(12_870)
  })
})

describe('purged splits', () => {
  it('leave out what overlaps the test, and the embargo after it', () => {
    expect(purgedFolds(10, 2, { horizon: 1, embargo: 2 })).toEqual([
      { test: [{ from: 0, to: 5 }], train: [{ from: 8, to: 10 }] },
      { test: [{ from: 5, to: 10 }], train: [{ from: 0, to: 4 }] },
    ])
    expect(combinatorialSplits(6, { groups: 3, testGroups: 2 })).toEqual([
      { test: [{ from: 0, to: 4 }], train: [{ from: 4, to: 6 }] },
      {
        test: [
          { from: 0, to: 2 },
          { from: 4, to: 6 },
        ],
        train: [{ from: 2, to: 4 }],
      },
      { test: [{ from: 2, to: 6 }], train: [{ from: 0, to: 2 }] },
    ])
    // Lopez de Prado 2018, 12.3: six groups with two tested make fifteen splits and five paths.
    expect(combinatorialSplits(60, { groups: 6, testGroups: 2 })).toHaveLength(15)
    expect(backtestPaths({ groups: 6, testGroups: 2 })).toBe(5)
  })

  it('never train on a sample whose outcome a test shares, and test each sample in equally many splits', () => {
    const settings = fc.record({
      samples: fc.integer({ min: 40, max: 120 }),
      groups: fc.integer({ min: 3, max: 6 }),
      horizon: fc.integer({ min: 0, max: 3 }),
      embargo: fc.integer({ min: 0, max: 3 }),
    })
    fc.assert(
      fc.property(settings, ({ samples, groups, horizon, embargo }) => {
        const splits = combinatorialSplits(samples, { groups, testGroups: 2 }, { horizon, embargo })
        const tested = new Map<number, number>()
        for (const { train, test } of splits) {
          const tests = members(test)
          for (const each of tests) tested.set(each, (tested.get(each) ?? 0) + 1)
          const near = new Set(
            tests.flatMap((at) => Array.from({ length: 2 * horizon + embargo + 1 }, (_, step) => at - horizon + step)),
          )
          const wanted = Array.from({ length: samples }, (_, at) => at).filter((at) => !near.has(at))
          expect(members(train)).toEqual(wanted)
        }
        expect(new Set(tested.values())).toEqual(new Set([groups - 1]))
        expect(tested.size).toBe(samples)
      }),
      { numRuns: 60 },
    )
  })

  it('are refused where they cannot be', () => {
    expect(() => purgedFolds(10, 1)).toThrow(/groups: 1/)
    expect(() => purgedFolds(3, 5)).toThrow(/groups: 5/)
    expect(() => purgedFolds(10, 2, { embargo: 4 })).not.toThrow()
    expect(() => purgedFolds(10, 2, { embargo: 5 })).toThrow(/embargo: 0 \+ 5 of 10 samples: nothing is left/)
    expect(() => purgedFolds(10, 2, { horizon: 5 })).toThrow(/nothing is left to train on/)
    expect(() => purgedFolds(10, 2, { embargo: -1 })).toThrow(/embargo: -1/)
    expect(() => combinatorialSplits(100, { groups: 4, testGroups: 4 })).toThrow(/testGroups: 4/)
    expect(() => combinatorialSplits(100, { groups: 40, testGroups: 20 })).toThrow(/splits: give at most/)
  })
})
