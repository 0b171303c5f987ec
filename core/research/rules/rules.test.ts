import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { InputError } from '../../domain/index.ts'
import { performanceOf } from '../../performance/index.ts'
import { inThreadPool } from '../../adapters/memory/index.ts'
import { ThreadPool } from '../../adapters/system/index.ts'
import { parseRuleStrategy } from '../../strategies/index.ts'
import { columnsOf } from '../../testing/indicator-checks.ts'
import { sampleBars } from '../../testing/indicator-samples.ts'
import { chanceOf, drawnRuleStrategy } from '../../testing/random-rules.ts'
import { drawnCase, fastTier } from '../../testing/rule-tiers.ts'
import { BarBits } from '../columns/bits.ts'
import { ByteCache } from './byte-cache.ts'
import { ColumnStore } from './column-store.ts'
import { RuleEvaluator } from './evaluate.ts'
import { ruleHistory, sharedColumns } from './history.ts'
import { latchSignals } from './latch.ts'
import type { RuleOutcome, RuleTask } from './run.ts'
import { type RulePool, ruleRunner, type RuleRunnerOptions } from './runner.ts'
import { openRuleTasks, type RuleWork } from './tasks.ts'

const DAY = 86_400_000
const bitsOf = (holds: readonly boolean[]): BarBits => {
  const bits = new BarBits(holds.length)
  holds.forEach((held, index) => {
    if (held) bits.set(index)
  })
  return bits
}

describe('the latch', () => {
  it('finds what a reading bar by bar finds', () => {
    const bar = fc.record({
      entry: fc.boolean(),
      exit: fc.integer({ min: 0, max: 3 }).map((roll) => roll === 0),
      reset: fc.integer({ min: 0, max: 9 }).map((roll) => roll === 0),
    })
    fc.assert(
      fc.property(fc.array(bar, { minLength: 1, maxLength: 150 }), fc.nat(149), fc.nat(149), fc.nat(20), (drawn, a, b, first) => {
        const [from, to] = [Math.min(a, drawn.length - 1), Math.min(drawn.length, Math.max(a, b) + 1)]
        const inputs = {
          entry: bitsOf(drawn.map(({ entry }) => entry)),
          exit: bitsOf(drawn.map(({ exit }) => exit)),
          resets: bitsOf(drawn.map(({ reset }) => reset)),
        }
        const found = latchSignals(inputs, { from, to }, first)
        const wanted: number[] = []
        let view = 'none'
        for (let index = from; index < to; index += 1) {
          const { entry, exit, reset } = drawn[index] ?? { entry: false, exit: false, reset: false }
          const before = view
          view = exit ? 'flat' : entry ? 'long' : reset ? 'none' : view
          if (view === 'long' && before !== 'long' && index >= first) wanted.push(index)
        }
        expect(drawn.flatMap((_, index) => (found.enter.has(index) ? [index] : []))).toEqual(wanted)
        expect(found.leave).toBe(inputs.exit)
      }),
      { numRuns: 500 },
    )
  })
})

describe('the outcome of a rule', () => {
  it('agrees with the trades and with the curve of equity that they make', () => {
    let held = 0
    for (let seed = 100; seed < 140; seed += 1) {
      const given = drawnCase(seed)
      const { outcome, ledger } = fastTier(given)
      const { openTime, close } = given.bars
      const { from, to } = given.range
      const equity = new Float64Array(to - from)
      let [cash, quantity, next, bars] = [10_000, 0, 0, 0]
      for (let bar = from; bar < to; bar += 1) {
        for (let trade = ledger.trades[next]; trade?.[1] === bar; trade = ledger.trades[next]) {
          const [side, , price, amount, fee] = trade
          cash += (side === 'buy' ? -1 : 1) * price * amount - fee
          quantity = side === 'buy' ? amount : 0
          next += 1
        }
        if (quantity > 0) bars += 1
        equity[bar - from] = cash + quantity * (close[bar] ?? 0)
      }
      held += bars
      // One before midnight, so that the day of a bar is the one it opens in.
      const times = openTime.slice(from, to).map((time) => time + 1)
      const fills = ledger.trades.map(([side, bar, price, amount, fee]) => ({
        time: openTime[bar] ?? 0,
        side,
        price,
        quantity: amount,
        fee,
        held: side === 'buy' ? amount : 0,
        market: 'one',
      }))
      const metrics = performanceOf({
        curve: { times, equity },
        start: { equity: 10_000, time: times[0] ?? 0 },
        entries: fills,
        pointsHeld: bars,
      })
      expect(outcome.equity).toBeCloseTo(equity.at(-1) ?? 0, 6)
      expect(outcome.maxDrawdown).toBeCloseTo(metrics.maxDrawdown, 9)
      expect(outcome.exposure).toBeCloseTo(bars / (to - from), 12)
      expect(outcome.closed).toBe(ledger.trades.filter(([side]) => side === 'sell').length)
      expect(outcome.wins).toBe(Math.round((metrics.winRate ?? 0) * outcome.closed))
      const days = [...new Set([...openTime.slice(from, to)].map((time) => Math.floor(time / DAY)))]
      expect(outcome.daily).toHaveLength(days.length)
      const grown = outcome.daily.reduce((product, change) => product * (1 + change), 10_000)
      expect(grown).toBeCloseTo(outcome.equity, 6)
      const firstDay = [...equity].filter((_, index) => Math.floor((openTime[from + index] ?? 0) / DAY) === days[0]).at(-1) ?? 0
      expect(outcome.daily[0]).toBeCloseTo(firstDay / 10_000 - 1, 9)
      const traded = ledger.trades.reduce((sum, [, , price, amount]) => sum + price * amount, 0)
      expect(outcome.turnover).toBeCloseTo(traded / 10_000, 6)
      expect(outcome.grossProfit - outcome.grossLoss).toBeCloseTo(
        fills.length % 2 === 0 ? outcome.equity - 10_000 : outcome.grossProfit - outcome.grossLoss,
        5,
      )
    }
    expect(held).toBeGreaterThan(200)
  })
})

describe('a cache of bytes', () => {
  it('never holds more than its bytes, and lets go of what was used least recently', () => {
    const cache = new ByteCache<Uint8Array>(100, (value) => value.byteLength)
    for (const key of ['a', 'b', 'c', 'd']) cache.put(key, new Uint8Array(25))
    expect(cache.get('a')).toBeDefined()
    cache.put('e', new Uint8Array(40))
    expect(['a', 'b', 'c', 'd', 'e'].map((key) => cache.get(key) !== undefined)).toEqual([true, false, false, true, true])
    cache.put('huge', new Uint8Array(101))
    expect([cache.get('huge'), cache.bytes]).toEqual([undefined, 90])
    cache.put('e', new Uint8Array(10))
    expect(cache.bytes).toBe(60)
  })
})

describe('a store of columns', () => {
  const names = (text: string): ReadonlySet<string> => new Set(text)
  const fillWith = async (store: ColumnStore, text: string, made: string[] = []): Promise<string> => {
    const found = await store.filled(names(text), (missing) => {
      for (const [name, column] of missing) {
        made.push(name)
        column.fill(name.charCodeAt(0))
      }
      return Promise.resolve()
    })
    return Array.from(text, (name) => String.fromCharCode(found.get(name)?.[4] ?? 0)).join('')
  }

  it('fills what is missing, and makes room by what was used least recently', async () => {
    const store = new ColumnStore(5, 3 * 8 * 5)
    const made: string[] = []
    for (const text of ['abc', 'a', 'ad', 'c', 'abd']) expect(await fillWith(store, text, made)).toBe(text)
    expect(made.join('')).toBe('abcdb')
    expect(store.bytes).toBe(120)
    await expect(fillWith(store, 'abcd')).rejects.toThrow(RangeError)
  })

  it('does not keep what was not filled to the end, nor lose its memory', async () => {
    const store = new ColumnStore(5, 0)
    await fillWith(store, 'ab')
    await expect(store.filled(names('ac'), () => Promise.reject(new Error('cancelled')))).rejects.toThrow('cancelled')
    const made: string[] = []
    expect(await fillWith(store, 'ca', made)).toBe('ca')
    expect([made, store.bytes]).toEqual([['c'], 80])
  })
})

const BARS = 3_000
const bars = sharedColumns(columnsOf(sampleBars(BARS, 4)))
const trees = (count: number, seed = 1): readonly RuleTask[] => {
  const chance = chanceOf(seed)
  return Array.from({ length: count }, (_, index) => ({
    rule: drawnRuleStrategy({ chance, timeframe: '1m', mostPeriod: 50, depth: 2 }),
    range: { from: (index % 3) * 100, to: BARS - (index % 5) * 50 },
    cash: 10_000,
    costs: { fee: 0.001, slippage: 0 },
    ledger: index % 2 === 0,
  }))
}
const setup = { bars, timeframe: '1m' } as const
const runnerOf = (bytes: Pick<RuleRunnerOptions, 'bitsBytes' | 'columnBytes'> = {}) =>
  ruleRunner({ pool: inThreadPool(openRuleTasks, setup), timeframe: '1m', length: BARS, ...bytes })

/** One that takes its time before every third run of comparisons, so that others that are at work meet it half done. */
function slowPool(): RulePool {
  const pool = inThreadPool(openRuleTasks, setup)
  let runs = 0
  return {
    size: pool.size,
    async run(works, options) {
      if (works[0]?.kind === 'compare' && runs++ % 3 === 0) for (let turn = 0; turn < 300; turn += 1) await Promise.resolve()
      return await pool.run(works, options)
    },
    close: () => pool.close(),
  }
}

describe('a rule evaluator', () => {
  it('keeps its columns and bits within its bytes, and gives the same whether it has them or not', () => {
    const rules = trees(60).map(({ rule }) => rule.entry)
    const [large, small] = [2e7, 150_000].map((bytes) => new RuleEvaluator(ruleHistory(bars, '1m'), bytes))
    for (const rule of [...rules, ...rules]) {
      expect(small?.holds(rule).words).toEqual(large?.holds(rule).words)
      expect(small?.bytes).toBeLessThanOrEqual(150_000)
    }
    expect(large?.bytes).toBeGreaterThan(1e6)
  })

  it('refuses bars that are not in order', () => {
    const wrong = { ...bars, openTime: Float64Array.from(bars.openTime) }
    wrong.openTime[7] = wrong.openTime[6] ?? 0
    expect(() => ruleHistory(wrong, '1m')).toThrow(/openTime: .*row 7 is not later/)
  })
})

describe('a rule runner', () => {
  it('gives the same on threads, without threads, in small batches and with what is known from before', async () => {
    const tasks = trees(40)
    const runner = runnerOf()
    const wanted = await runner.run(tasks)
    expect(wanted.reduce((sum, { closed }) => sum + closed, 0)).toBeGreaterThan(1_000)
    expect(wanted.map(({ trades }) => trades?.length)).toEqual(
      wanted.map((_, index) => (index % 2 === 0 ? expect.any(Number) : undefined)),
    )
    expect(await runner.run([...tasks].reverse())).toEqual([...wanted].reverse())
    expect(await runnerOf({ bitsBytes: 4_000 }).run(tasks)).toEqual(wanted)
    // Room for two columns, and for nine: they are made again and again in the memory of others.
    for (const columnBytes of [0, 9 * 8 * BARS]) {
      const small = ruleRunner({ pool: slowPool(), timeframe: '1m', length: BARS, columnBytes })
      const halves = await Promise.all([small.run(tasks.slice(0, 20)), small.run(tasks.slice(20))])
      expect(halves.flat()).toEqual(wanted)
    }
    const pool = new ThreadPool<RuleWork, readonly RuleOutcome[]>({
      entry: new URL('../../hosts/node/workers/rule-tasks.ts', import.meta.url),
      setup,
      size: 2,
    })
    expect(await ruleRunner({ pool, timeframe: '1m', length: BARS }).run(tasks)).toEqual(wanted)
    await pool.close()
  })

  it('tells how far it is, and stops when asked to', async () => {
    const told: (readonly [number, number])[] = []
    await runnerOf().run(trees(30), { onProgress: (done, of) => told.push([done, of]) })
    expect(told.at(-1)).toEqual([30, 30])
    expect(told.every(([done], index) => done >= (told[index - 1]?.[0] ?? 0))).toBe(true)
    await expect(runnerOf().run(trees(30), { isCancelled: () => true })).rejects.toThrow(/cancelled/)
  })

  const [good] = trees(1) as [RuleTask]
  const refused: readonly (readonly [task: unknown, words: RegExp])[] = [
    [{ ...good, rule: { ...good.rule, entry: { is: 'all', rules: [] } } }, /^tasks\.1\.entry\.rules: \[\]: /],
    [{ ...good, rule: { ...good.rule, timeframe: '5m' } }, /^tasks\.1\.timeframe: "5m": the history has bars of 1m/],
    [{ ...good, range: { from: 5, to: 5 } }, /^tasks\.1\.range: /],
    [{ ...good, range: { from: 0, to: BARS + 1 } }, /^tasks\.1\.range: /],
    [{ ...good, cash: 0 }, /^tasks\.1\.cash: 0/],
    [{ ...good, costs: { fee: 1, slippage: 0 } }, /^tasks\.1\.costs\.fee: 1/],
    [
      { ...good, rule: { ...good.rule, stop: 0.001 }, costs: { fee: 0, slippage: 0.002 } },
      /^tasks\.1\.stop: .*within the slippage/,
    ],
  ]
  it.each(refused)('refuses a task that is not valid, with its place: %#', async (task, words) => {
    const run = runnerOf().run([good, task as RuleTask])
    await expect(run).rejects.toThrow(InputError)
    await expect(run).rejects.toThrow(words)
  })

  it('enters where it is alone in a range as it does where the range starts', async () => {
    const always = parseRuleStrategy({
      version: 1,
      timeframe: '1m',
      entry: { is: 'above', left: { price: 'close' }, right: { constant: 0 } },
      exit: { is: 'below', left: { price: 'close' }, right: { constant: 0 } },
      fraction: 1,
    })
    const range = { from: 1_000, to: 2_000 }
    const [outcome] = await runnerOf().run([{ rule: always, range, cash: 1, costs: { fee: 0, slippage: 0 }, ledger: true }])
    expect(outcome?.trades?.map(({ entryBar, exit }) => [entryBar, exit])).toEqual([[1_001, undefined]])
    expect(outcome?.equity).toBeCloseTo((bars.close[1_999] ?? 0) / (bars.open[1_001] ?? 1), 9)
  })
})
