import { describe, expect, it } from 'vitest'
import { inThreadPool } from '../../adapters/memory/index.ts'
import { hourlyCandles } from '../../testing/hourly-candles.ts'
import type { TrialOutcome, TrialTask } from '../backtest/index.ts'
import type { SearchSpace, TrialPool } from '../optimise/index.ts'
import { type WalkForward, walkForward, walkForwardWindows } from './index.ts'

const bars = hourlyCandles(24 * 20, 1)
const terms = { train: 6, test: 3, gap: 0, anchored: false }
const inDays = ({ from, to }: { from: number; to: number }) => [from / 24, to / 24]

describe('windows', () => {
  it('roll, their tests without a hole to the end', () => {
    const windows = walkForwardWindows(bars, terms)
    expect(windows.map(({ train }) => inDays(train))).toEqual([
      [0, 6],
      [3, 9],
      [6, 12],
      [9, 15],
      [12, 18],
    ])
    expect(windows.map(({ test }) => inDays(test))).toEqual([
      [6, 9],
      [9, 12],
      [12, 15],
      [15, 18],
      [18, 20],
    ])
    expect(windows.map(({ testDays }) => testDays)).toEqual([3, 3, 3, 3, 2])
  })

  it('are anchored, or leave a gap', () => {
    expect(walkForwardWindows(bars, { ...terms, anchored: true }).map(({ train }) => inDays(train))).toEqual([
      [0, 6],
      [0, 9],
      [0, 12],
      [0, 15],
      [0, 18],
    ])
    const gapped = walkForwardWindows(bars, { ...terms, gap: 2 })
    expect(gapped.map(({ train, test }) => [...inDays(train), ...inDays(test)])).toEqual([
      [0, 6, 8, 11],
      [3, 9, 11, 14],
      [6, 12, 14, 17],
      [9, 15, 17, 20],
    ])
  })

  it('leave out days without a bar, and are refused where there is no test', () => {
    const holed = bars.filter((_, index) => index < 24 * 5 || index >= 24 * 10)
    expect(walkForwardWindows(holed, terms).map(({ testDays }) => testDays)).toEqual([2, 3, 3, 2])
    expect(() => walkForwardWindows(bars, { ...terms, train: 20 })).toThrow(
      /--train: 20 days and 1 to test: the candles reach from 2025-01-01 to 2025-01-20/,
    )
    expect(() => walkForwardWindows(bars, { ...terms, test: 0 })).toThrow(/--test: 0/)
    expect(() => walkForwardWindows([], terms)).toThrow(/--train/)
  })
})

const space: SearchSpace = {
  dimensions: [
    { kind: 'integer', name: 'lag', min: 0, max: 4 },
    { kind: 'choice', name: 'side', choices: ['up', 'down'] },
  ],
  fixed: {},
  allows: () => true,
}

/** Earns 1 % a day where its lag is that of the day, told from the day alone: 0 for five days, then 1, and so on; loses else. */
function outcomeOf({ params, range }: TrialTask): TrialOutcome {
  const days = Array.from({ length: Math.ceil((range.to - range.from) / 24) }, (_, day) => range.from / 24 + day)
  const daily = Float64Array.from(days, (day) => {
    const right = Math.floor(day / 5) === params['lag'] && params['side'] === 'up'
    return right ? 0.01 : -0.01
  })
  return { daily, trades: Array.from(daily, (change, day) => ({ day, profit: change, return: change })) }
}
const pool = (perform: (task: TrialTask) => TrialOutcome = outcomeOf): TrialPool => inThreadPool(() => perform, undefined)
const plan = (other: Partial<WalkForward> = {}): WalkForward => ({
  space,
  plan: { method: 'grid', trials: 10, seed: 1, batch: 4 },
  aim: { objective: 'return', minTrades: 1 },
  windows: walkForwardWindows(bars, { ...terms, train: 5, test: 5 }),
  ...other,
})

describe('a walk forward', () => {
  it('trades each test with what was best before it, and says so', async () => {
    const { windows, outOfSample, daily, efficiency, drift, partial } = await walkForward(plan(), pool())
    expect(windows.map(({ params }) => params)).toEqual([0, 1, 2].map((lag) => ({ lag, side: 'up' })))
    // What was right for five days is wrong for the next five.
    expect([...daily]).toEqual(Array.from({ length: 15 }, () => -0.01))
    expect(outOfSample.return).toBeCloseTo(0.99 ** 15 - 1, 12)
    expect(outOfSample.trades).toBe(15)
    expect(windows.map(({ trainScore, testScore }) => [trainScore, testScore])).toEqual(
      windows.map(() => [expect.closeTo(1.01 ** 5 - 1, 12), expect.closeTo(0.99 ** 5 - 1, 12)]),
    )
    expect(efficiency).toBeCloseTo(-1, 12)
    expect(drift).toEqual([
      { name: 'lag', values: [0, 1, 2], meanChange: expect.closeTo(0.2, 12) },
      { name: 'side', values: ['up', 'up', 'up'], meanChange: 0 },
    ])
    expect(partial).toBe(false)
  })

  it('never lets a test, nor what follows it, into the choice', async () => {
    const seen: TrialTask[] = []
    const { windows } = plan()
    await walkForward(
      plan(),
      pool((task) => (seen.push(task), outcomeOf(task))),
    )
    expect(seen).toHaveLength(33)
    windows.forEach(({ train, test }, index) => {
      const tasks = seen.slice(11 * index, 11 * index + 11)
      expect(tasks.slice(0, 10).every(({ range }) => range.from === train.from && range.to === train.to)).toBe(true)
      expect(tasks[10]?.range).toEqual(test)
      expect(train.to).toBeLessThanOrEqual(test.from)
    })
  })

  it('trades nothing where no choice has a score', async () => {
    const found = await walkForward(plan({ aim: { objective: 'return', minTrades: 6 } }), pool())
    expect(found.windows.map(({ params, trainScore }) => [params, trainScore])).toEqual([
      [null, null],
      [null, null],
      [null, null],
    ])
    expect([...found.daily]).toEqual(Array.from({ length: 15 }, () => 0))
    expect([found.efficiency, found.drift[0]?.meanChange]).toEqual([null, null])
  })

  it('gives the windows that are done when it is ended', async () => {
    let done = 0
    const control = {
      onProgress: (now: number) => {
        done = now
      },
      isCancelled: () => done >= 20,
    }
    const found = await walkForward(plan(), pool(), control)
    expect([found.partial, found.windows.length, found.daily.length]).toEqual([true, 1, 5])
    expect((await walkForward(plan(), pool())).windows[0]).toEqual(found.windows[0])
  })
})
