import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inThreadPool } from '../../adapters/memory/index.ts'
import { InputError } from '../../domain/index.ts'
import { seededRandom } from '../../simulation/paper/index.ts'
import type { TrialOutcome, TrialTask } from '../backtest/index.ts'
import {
  crossValidate,
  dayMetrics,
  deflationOf,
  pointsAround,
  OBJECTIVES,
  overfittingOf,
  probeNeighbours,
  robustnessOf,
  runSearch,
  scoreOf,
  type ParameterSearch,
  type SearchSpace,
  type TrialPool,
  wholeOf,
} from './index.ts'

const space: SearchSpace = {
  dimensions: [
    { kind: 'integer', name: 'fast', min: 1, max: 40 },
    { kind: 'number', name: 'edge', min: 0, max: 1 },
    { kind: 'choice', name: 'seed', choices: ['a', 'b'] },
  ],
  fixed: { slow: 50 },
  allows: ({ fast }) => Number(fast) !== 13,
}
const search = (other: Partial<ParameterSearch['plan']> = {}): ParameterSearch => ({
  space,
  plan: { method: 'tpe', trials: 40, seed: 7, batch: 8, ...other },
  aim: { objective: 'sharpe', minTrades: 1 },
  range: { from: 0, to: 100 },
})

/** Sixty days whose drift is the better the nearer the parameters are to fast 20, edge 0.5; one trade a day. */
function outcomeOf({ params }: TrialTask): TrialOutcome {
  const [fast, edge] = [Number(params['fast']), Number(params['edge'])]
  const random = seededRandom(Math.round(fast * 1e6 + edge * 1e4))
  const drift = 0.004 - Math.abs(fast - 20) / 4_000 - Math.abs(edge - 0.5) / 100
  const daily = Float64Array.from({ length: 60 }, () => drift + (random.next() - 0.5) / 50)
  return { daily, trades: Array.from(daily, (change, day) => ({ day, profit: change, return: change })) }
}
const pool = (perform: (task: TrialTask) => TrialOutcome = outcomeOf): TrialPool => inThreadPool(() => perform, undefined)

describe('a search', () => {
  it('is the same however many threads share a batch, and however they end', async () => {
    const sequential = await runSearch(search(), pool())
    const scattered: TrialPool = {
      size: 3,
      run: (tasks) =>
        Promise.resolve(
          tasks
            .map((_, index) => index)
            .toReversed()
            .map((index) => [index, outcomeOf(tasks[index] as TrialTask)] as const)
            .sort(([a], [b]) => a - b)
            .map(([, outcome]) => outcome),
        ),
      close: () => Promise.resolve(),
    }
    expect(await runSearch(search(), scattered)).toEqual(sequential)
    expect(sequential.partial).toBe(false)
    expect(sequential.trials).toHaveLength(40)
    expect(sequential.outcomes).toHaveLength(40)
    expect(Math.max(...sequential.trials.map(({ score }) => score ?? -9))).toBe(sequential.trials[sequential.winner ?? -1]?.score)
    expect(await runSearch(search({ seed: 8 }), pool())).not.toEqual(sequential)
  })

  it('runs what is searched with what is fixed, over the range', async () => {
    const seen: TrialTask[] = []
    await runSearch(
      search({ trials: 3 }),
      pool((task) => (seen.push(task), outcomeOf(task))),
    )
    expect(seen).toHaveLength(3)
    for (const { params, range } of seen) {
      expect(Object.keys(params).sort()).toEqual(['edge', 'fast', 'seed', 'slow'])
      expect([params['slow'], range]).toEqual([50, { from: 0, to: 100 }])
    }
  })

  it('gives what is known when it is ended, told as partial', async () => {
    let done = 0
    const control = {
      onProgress: (now: number) => {
        done = now
      },
      isCancelled: () => done >= 19,
    }
    const found = await runSearch(search(), pool(), control)
    expect([found.partial, found.trials.length, found.outcomes.length]).toEqual([true, 16, 16])
    expect(found.trials).toEqual((await runSearch(search(), pool())).trials.slice(0, 16))
    expect(await probeNeighbours(search(), found, pool(), control)).toBeNull()
    expect(await runSearch(search(), pool(), { isCancelled: () => true })).toMatchObject({
      trials: [],
      winner: null,
      partial: true,
    })
  })

  it('has no winner where no trial has a score, and passes on what a trial throws', async () => {
    const idle = pool(() => ({ daily: new Float64Array(60), trades: [] }))
    expect((await runSearch(search({ trials: 20 }), idle)).winner).toBeNull()
    const broken = pool(() => {
      throw new InputError({ field: 'strategy', value: 'x', remedy: 'it failed' })
    })
    await expect(runSearch(search(), broken)).rejects.toThrow(/it failed/)
  })
})

describe('an objective', () => {
  const outcome = {
    daily: Float64Array.of(0.1, -0.2, 0.05, 0.15),
    trades: [0.1, -0.2, 0.05, 0.15].map((change, day) => ({ day, profit: change, return: change })),
  }
  const of = (objective: (typeof OBJECTIVES)[number], ranges = [{ from: 0, to: 4 }]) =>
    scoreOf({ objective, minTrades: 1 }, dayMetrics(outcome, ranges))

  it('is read from the days and the trades that end on them', () => {
    const end = 1.1 * 0.8 * 1.05 * 1.15
    expect(of('return')).toBeCloseTo(end - 1, 12)
    expect(of('return-drawdown')).toBeCloseTo((end - 1) / 0.2, 12)
    expect(of('profit-factor')).toBeCloseTo(0.3 / 0.2, 12)
    expect(of('expectancy')).toBeCloseTo(0.025, 12)
    // Mean 0.025, sample deviation 0.155456 (NumPy), a year of 365 days.
    expect(of('sharpe')).toBeCloseTo((0.025 / 0.1554563176) * Math.sqrt(365), 6)
    expect(of('calmar')).toBeCloseTo((end ** (365 / 4) - 1) / 0.2, 3)
    expect(
      of('return', [
        { from: 0, to: 1 },
        { from: 2, to: 4 },
      ]),
    ).toBeCloseTo(1.1 * 1.05 * 1.15 - 1, 12)
    expect(dayMetrics(outcome, [{ from: 2, to: 4 }])).toMatchObject({ days: 2, trades: 2, maxDrawdown: 0, profitFactor: null })
  })

  it('has no score where nothing can be said', () => {
    expect(of('return-drawdown', [{ from: 2, to: 4 }])).toBeNull()
    expect(of('profit-factor', [{ from: 2, to: 4 }])).toBeNull()
    for (const objective of OBJECTIVES) {
      expect(scoreOf({ objective, minTrades: 5 }, dayMetrics(outcome, wholeOf({ ...outcome })))).toBeNull()
      const score = scoreOf(
        { objective, minTrades: 0 },
        dayMetrics({ daily: new Float64Array(5), trades: [] }, [{ from: 0, to: 5 }]),
      )
      expect(score === null || score === 0).toBe(true)
    }
  })
})

describe('the choice among trials', () => {
  /** One good in the first half and bad in the second, one the other way round, one a little good throughout. */
  const trial = (first: number, second: number): TrialOutcome => {
    const daily = Float64Array.from({ length: 40 }, (_, day) => (day < 20 ? first : second) + (day % 2 === 0 ? 0.001 : -0.001))
    return { daily, trades: Array.from(daily, (change, day) => ({ day, profit: change, return: change })) }
  }
  const outcomes = [trial(0.01, -0.02), trial(-0.02, 0.01), trial(0.0005, 0.0005)]

  it('is judged by days that had no part in it', () => {
    const [first, second] = crossValidate(outcomes, { objective: 'return', minTrades: 1 }, { folds: 2, embargo: 2 })
    expect(first).toMatchObject({ test: { from: 0, to: 20 }, trial: 1, beats: 0 })
    expect(second).toMatchObject({ test: { from: 20, to: 40 }, trial: 0, beats: 0 })
    expect(first?.testReturn).toBeLessThan(-0.3)
    // 20 days less the one that touches the test and two of embargo; the last fold only less the one before it.
    expect(first?.trainScore).toBeCloseTo(dayMetrics(trial(-0.02, 0.01), [{ from: 23, to: 40 }]).return, 12)
    expect(second?.trainScore).toBeCloseTo(dayMetrics(trial(0.01, -0.02), [{ from: 0, to: 19 }]).return, 12)
    const none = crossValidate(outcomes, { objective: 'return', minTrades: 99 }, { folds: 2, embargo: 0 })
    expect(none[0]).toMatchObject({ trial: null, testScore: null, beats: null })
    expect(() => crossValidate(outcomes, { objective: 'return', minTrades: 1 }, { folds: 2, embargo: 30 })).toThrow(
      /nothing is left/,
    )
  })

  it('is believed less, the more it was a choice', () => {
    const random = seededRandom(5)
    const noise = Array.from(
      { length: 60 },
      (): TrialOutcome => ({ daily: Float64Array.from({ length: 120 }, () => (random.next() - 0.5) / 50), trades: [] }),
    )
    const best = noise.reduce((a, b) =>
      (dayMetrics(a, wholeOf(a)).sharpe ?? 0) > (dayMetrics(b, wholeOf(b)).sharpe ?? 0) ? a : b,
    )
    const [alone, among] = [deflationOf(best, [best]), deflationOf(best, noise)]
    expect(alone?.deflated).toBe(alone?.probabilistic)
    expect(among?.probabilistic).toBeGreaterThan(0.95)
    expect(among?.deflated).toBeLessThan(0.75)
    expect(among?.independentTrials).toBeGreaterThan(50)
    expect(among?.sharpe).toBeCloseTo(dayMetrics(best, wholeOf(best)).sharpe ?? 0, 9)
    const skilled = { ...best, daily: best.daily.map((change) => change + 0.004) }
    expect(deflationOf(skilled, [...noise, skilled])?.deflated).toBeGreaterThan(0.95)
    expect(overfittingOf([...noise, skilled])?.probability).toBeLessThan(0.05)
    expect(overfittingOf(noise)?.probability).toBeGreaterThan(0.2)
    expect([overfittingOf([best]), deflationOf({ daily: new Float64Array(9), trades: [] }, noise)]).toEqual([null, null])
    expect(overfittingOf(outcomes.map(({ daily }) => ({ daily: daily.slice(0, 5), trades: [] })))).toMatchObject({
      blocks: 2,
      splits: 2,
    })
  })
})

describe('neighbours', () => {
  it('are a little less and a little more of each number, where the strategy takes it', () => {
    expect(pointsAround(space, { fast: 12, edge: 0.5, seed: 'a' })).toEqual([
      { fast: 10, edge: 0.5, seed: 'a' },
      { fast: 15, edge: 0.5, seed: 'a' },
      { fast: 12, edge: 0.45, seed: 'a' },
      { fast: 12, edge: 0.55, seed: 'a' },
    ])
    expect(pointsAround(space, { fast: 1, edge: 0, seed: 'b' }).map(({ fast, edge }) => [fast, edge])).toEqual([
      [2, 0],
      [1, 0.05],
    ])
    const stepped: SearchSpace = {
      dimensions: [{ kind: 'integer', name: 'a', min: 10, max: 30, step: 10 }],
      fixed: {},
      allows: () => true,
    }
    expect(pointsAround(stepped, { a: 20 })).toEqual([{ a: 10 }, { a: 30 }])
  })

  it('are inside the space and differ from the point in one number', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 1000 }), (fast, edge) => {
        const point = { fast, edge: edge / 1000, seed: 'a' }
        const found = pointsAround(space, point)
        expect(found.length).toBeGreaterThan(1)
        for (const each of found) {
          expect(space.allows(each)).toBe(true)
          expect(
            Number(each['fast']) >= 1 && Number(each['fast']) <= 40 && Number(each['edge']) >= 0 && Number(each['edge']) <= 1,
          ).toBe(true)
          expect(Object.keys(point).filter((name) => each[name] !== point[name as keyof typeof point])).toHaveLength(1)
        }
      }),
    )
  })

  it('tell a plateau from a spike', async () => {
    expect(robustnessOf(2, [1.8, 1.6, 1.9])).toEqual({ neighbours: 3, median: 1.8, worst: 1.6, kept: 0.9, shape: 'plateau' })
    expect(robustnessOf(2, [1, 1, 1.9])).toMatchObject({ kept: 0.5, shape: 'slope' })
    expect(robustnessOf(2, [-1, 0.1, null])).toMatchObject({ median: -1, worst: null, kept: 0, shape: 'spike' })
    expect(robustnessOf(2, [null, null])).toMatchObject({ median: null, kept: 0, shape: 'spike' })
    expect(robustnessOf(-1, [-2])).toMatchObject({ kept: null, shape: null })
    expect(robustnessOf(1, [])).toBeNull()
    const found = await runSearch(search(), pool())
    expect(await probeNeighbours(search(), found, pool())).toMatchObject({ neighbours: 4 })
  })
})
