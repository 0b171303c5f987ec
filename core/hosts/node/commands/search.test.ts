import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { formatPrice, formatQuantity, InputError } from '../../../domain/index.ts'
import {
  type BacktestReport,
  type MonteCarloReport,
  type OptimiseReport,
  optimiseText,
  type WalkForwardReport,
} from '../../../services/research/index.ts'
import { hourlyCandles } from '../../../testing/hourly-candles.ts'
import { placesFrom } from '../places.ts'
import type { CommandSpec } from './arguments.ts'
import { backtestCommand } from './backtest.ts'
import { monteCarloCommand } from './montecarlo.ts'
import { optimiseCommand } from './optimise.ts'
import type { Print } from './print.ts'
import { walkForwardCommand } from './walk-forward.ts'

const folder = mkdtempSync(join(tmpdir(), 'sentinel-search-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const file = join(folder, 'candles.csv')
const rows = hourlyCandles(24 * 30, 5).map(({ openTime, open, high, low, close, volume }) =>
  [openTime, ...[open, high, low, close].map(formatPrice), formatQuantity(volume)].join(','),
)
writeFileSync(file, `open_time_ms,open,high,low,close,volume\n${rows.join('\n')}\n`)

const places = placesFrom(new URL('../cli.ts', import.meta.url).href, 'test')
const never = (): Promise<void> => new Promise(() => undefined)
const quiet = (): void => undefined

async function printed(make: (print: Print) => CommandSpec, ...args: readonly string[]): Promise<string> {
  let text = ''
  const command = make(async (part) => {
    text += part
  })
  expect(await command.run(args)).toBe(0)
  return text
}
const optimise = (...args: readonly string[]) => printed((print) => optimiseCommand(places, print, never, quiet), ...args)
const walk = (...args: readonly string[]) => printed((print) => walkForwardCommand(places, print, never, quiet), ...args)
const monteCarlo = (...args: readonly string[]) => printed((print) => monteCarloCommand(print), ...args)

const MARKET = ['--candles', file, '--strategy', 'ema-cross']
const SPACE = ['--space', '{"fast":[2,10],"slow":[5,30]}', '--trials', '20']

describe('optimise', () => {
  const FREE = [...MARKET, ...SPACE, '--folds', '4', '--fee-bps', '0', '--json']
  let one = ''
  beforeAll(async () => {
    one = await optimise(...FREE, '--threads', '1')
  })

  it('gives the same bytes on one thread and on two, and others for another seed', async () => {
    const [two, other] = await Promise.all([
      optimise(...FREE, '--threads', '2'),
      optimise(...FREE, '--seed', '2', '--threads', '1'),
    ])
    expect(two).toBe(one)
    expect(other).not.toBe(one)
  })

  it('reports the search, the winner and what to think of it', () => {
    const report = JSON.parse(one) as OptimiseReport
    expect(report).toMatchObject({
      instrument: 'file:BTC/USDT',
      timeframe: '1h',
      strategy: 'ema-cross',
      fixed: { seed: 'sma' },
      ...{ method: 'tpe', objective: 'sharpe', minTrades: 5, seed: 1, batch: 8, asked: 20, ran: 20, partial: false, bars: 720 },
      terms: { fee: '0', slippage: '0', size: { mode: 'all-in' } },
    })
    expect(report.winner?.score).toBe(Math.max(...report.trials.map(({ score }) => score ?? -99)))
    expect(report.folds).toHaveLength(4)
    expect(report.deflation?.deflated).toBeLessThanOrEqual(report.deflation?.probabilistic ?? 0)
    expect(report.overfitting?.splits).toBe(3_432)
    expect(report.robustness?.neighbours).toBeGreaterThan(1)
    expect(optimiseText({ ...report, winner: null })).toMatch(/No trial has a score/)
  })

  it('finds what a backtest of the winner finds', async () => {
    const report = JSON.parse(one) as OptimiseReport
    const params = JSON.stringify({ ...report.fixed, ...report.winner?.params })
    const text = await printed(
      (print) => backtestCommand(places.strategies, print),
      ...MARKET,
      '--fee-bps',
      '0',
      '--params',
      params,
      '--json',
    )
    const { metrics } = JSON.parse(text) as BacktestReport
    expect(report.winner?.metrics.return).toBeCloseTo(metrics.totalReturn, 9)
    expect(report.winner?.metrics.sharpe).toBeCloseTo(metrics.sharpe ?? Number.NaN, 9)
  })

  it('tells a person, and goes through a grid', async () => {
    const text = await optimise(
      ...MARKET,
      '--space',
      '{"fast":[2,8,2],"slow":[5,20,5]}',
      '--threads',
      '1',
      '--method',
      'grid',
      '--objective',
      'return',
      '--folds',
      '2',
    )
    expect(text).toMatch(/Searched +fast 2\.\.8 by 2, slow 5\.\.20 by 5/)
    expect(text).toMatch(/Trials +14 of 100, 14 with a score/)
    for (const words of [
      /Winner +fast=\d slow=\d+/,
      /Deflated Sharpe/,
      /Overfitting/,
      /Neighbours/,
      /Best trials/,
      /Chosen by the other days/,
    ])
      expect(text).toMatch(words)
    expect(text).not.toMatch(/NaN|undefined|Infinity|PARTIAL/)
  })

  it('tells how far it is, and ends early with what it knows, told as partial', async () => {
    const lines: string[] = []
    let end: () => void = () => undefined
    const stopped = new Promise<void>((resolve) => {
      end = resolve
    })
    const tell = (line: string): void => {
      lines.push(line)
      if (line.includes('10 of 24')) end()
    }
    const text = await printed(
      (print) => optimiseCommand(places, print, () => stopped, tell),
      ...FREE,
      ...['--trials', '24', '--threads', '1'],
    )
    const report = JSON.parse(text) as OptimiseReport
    expect(report).toMatchObject({ partial: true, ran: 8, asked: 24, robustness: null })
    expect(report.winner).not.toBeNull()
    expect(lines).toContain('optimise: stopping; trials at work are waited for\n')
    const known = JSON.parse(one) as OptimiseReport
    expect(known.trials.slice(0, 8)).toEqual(report.trials)
  })
})

describe('walk-forward', () => {
  it('gives the same bytes on one thread and on two; its tests follow one another', async () => {
    const of = (...args: readonly string[]) =>
      walk(...MARKET, ...SPACE, '--train', '10', '--test', '6', '--trials', '8', '--min-trades', '1', '--json', ...args)
    const [one, two, text] = await Promise.all([
      of('--threads', '1'),
      of('--threads', '2'),
      walk(...MARKET, ...SPACE, '--train', '10', '--test', '6', '--trials', '8', '--anchored', '--threads', '1'),
    ])
    expect(two).toBe(one)
    const report = JSON.parse(one) as WalkForwardReport
    expect(report).toMatchObject({ windowCount: 4, partial: false, windowTerms: { train: 10, test: 6, gap: 0, anchored: false } })
    expect(report.windows.map(({ test }) => test.from)).toEqual([10, 16, 22, 28].map((day) => Date.UTC(2025, 0, 1 + day)))
    expect(report.equity).toHaveLength(21)
    expect(report.equity.at(-1)?.[1]).toBeCloseTo(1 + report.outOfSample.return, 12)
    expect(report.windows.reduce((equity, { testMetrics }) => equity * (1 + testMetrics.return), 1)).toBeCloseTo(
      1 + report.outOfSample.return,
      12,
    )
    expect(report.drift.map(({ name, values }) => [name, values.length])).toEqual([
      ['fast', 4],
      ['slow', 4],
    ])
    expect(text).toMatch(/Windows +4 of 4: all days before to choose by, 6 to trade/)
    expect(text).toMatch(/Out of sample .* in 20 days/)
    expect(text).not.toMatch(/NaN|undefined|Infinity/)
  })
})

describe('montecarlo', () => {
  const report = join(folder, 'report.json')

  it('draws the closed trades of a report again, the same with the same seed', async () => {
    writeFileSync(report, await printed((print) => backtestCommand(places.strategies, print), ...MARKET, '--json'))
    const [one, two, other] = await Promise.all([
      monteCarlo('--report', report, '--json'),
      monteCarlo('--report', report, '--json'),
      monteCarlo('--report', report, '--json', '--seed', '2'),
    ])
    expect(two).toBe(one)
    expect(other).not.toBe(one)
    const found = JSON.parse(one) as MonteCarloReport
    expect(found).toMatchObject({ runs: 2_000, seed: 1, ruin: 0.5, startingCash: 10_000 })
    const end = found.returns.reduce((equity, each) => equity * (1 + each), 10_000)
    expect(found.shuffle.observed.finalEquity).toBeCloseTo(end, 6)
    expect(found.shuffle.finalEquity.p5).toBeCloseTo(end, 6)
    expect(found.bootstrap.finalEquity.p5).toBeLessThan(found.bootstrap.finalEquity.p95)
    const text = await monteCarlo('--report', report, '--runs', '100')
    expect(text).toMatch(/closed trades from 10000\.00: as they came/)
    expect(text).not.toMatch(/NaN|undefined/)
  })

  it('counts funding to the trade that paid it, and leaves out what is still open', async () => {
    const trade = (time: number, side: string, price: string) => ({ time, side, price, quantity: '1', fee: '0' })
    const made = {
      startingCash: '1000',
      trades: [
        trade(1, 'buy', '100'),
        trade(5, 'sell', '110'),
        trade(6, 'buy', '100'),
        trade(9, 'sell', '80'),
        trade(10, 'buy', '70'),
      ],
      funding: {
        payments: [
          { time: 5, instrument: 'file:BTC/USDT', amount: '-3' },
          { time: 7, instrument: 'file:BTC/USDT', amount: '1' },
        ],
      },
    }
    const path = join(folder, 'funded.json')
    writeFileSync(path, JSON.stringify(made))
    const found = JSON.parse(await monteCarlo('--report', path, '--json')) as MonteCarloReport
    expect(found.returns).toEqual([expect.closeTo(0.007, 12), expect.closeTo(-19 / 1_007, 12)])
  })

  const written = (name: string, text: string): string => {
    const path = join(folder, name)
    writeFileSync(path, text)
    return path
  }
  const refused: readonly (readonly [args: readonly string[], words: RegExp])[] = [
    [[], /--report: missing/],
    [['--report', join(folder, 'none.json')], /none\.json: cannot be read/],
    [['--report', written('text.json', 'hello')], /it is not JSON: give what `backtest --json` printed/],
    [['--report', written('other.json', '{"trades":[]}')], /startingCash/],
    [['--report', written('odd.json', '{"startingCash":"x","trades":[]}')], /not an exact decimal: "x"/],
    [['--report', written('idle.json', '{"startingCash":"1","trades":[]}')], /it has no closed trade/],
    [['--report', written('poor.json', '{"startingCash":"1","trades":[]}'), '--runs', '0'], /--runs: 0/],
    [['--report', 'x', '--ruin-pct', '100'], /--ruin-pct: 100/],
  ]
  it.each(refused)('refuses %j', async (args, words) => {
    await expect(monteCarlo(...args)).rejects.toThrow(InputError)
    await expect(monteCarlo(...args)).rejects.toThrow(words)
  })
})

describe('a search', () => {
  const GIVEN = [...MARKET, ...SPACE]
  const refused: readonly (readonly [args: readonly string[], words: RegExp])[] = [
    [[], /--candles: missing/],
    [['--candles', file], /--strategy: missing/],
    [[...MARKET, '--space', '[1]'], /--space: \[1\]: give a JSON object such as \{"fast"/],
    [[...MARKET, '--space', '{"fats":[1,2]}'], /--space\.fats: ema-cross: it has no such parameter/],
    [[...MARKET, '--space', '{"fast":[1,900]}'], /--space\.fast: \[1,900\]: give \[min, max\]/],
    [[...GIVEN, '--params', '{"fast":3}'], /--space\.fast: ema-cross: it is fixed by --params/],
    [[...MARKET, '--method', 'grid'], /--space: a grid of 999000 combinations/],
    [[...GIVEN, '--method', 'guess'], /--method: guess: use one of grid, random, tpe/],
    [[...GIVEN, '--objective', 'luck'], /--objective: luck/],
    [[...GIVEN, '--trials', '0'], /--trials: 0/],
    [[...GIVEN, '--seed', '-1'], /--seed/],
    [[...GIVEN, '--threads', '0'], /--threads: 0/],
    [[...GIVEN, '--fee-bps', 'free'], /--fee-bps: free/],
    [['--candles', `BTC/USDT=${file}`, '--candles', `ETH/USDT=${file}`, '--strategy', 'ema-cross'], /--candles: several markets/],
  ]
  it.each(refused)('refuses %j', async (args, words) => {
    await expect(optimise(...args)).rejects.toThrow(InputError)
    await expect(optimise(...args)).rejects.toThrow(words)
    await expect(walk('--train', '9', '--test', '9', ...args)).rejects.toThrow(words)
  })

  it('refuses folds and windows that cannot be', async () => {
    await expect(optimise(...GIVEN, '--embargo', '2')).rejects.toThrow(/--embargo: 2: it belongs to --folds/)
    await expect(optimise(...GIVEN, '--folds', '1')).rejects.toThrow(/--folds: 1/)
    await expect(walk(...GIVEN, '--test', '5')).rejects.toThrow(/--train: missing/)
    await expect(walk(...GIVEN, '--train', '5', '--test', '0')).rejects.toThrow(/--test: 0/)
    await expect(walk(...GIVEN, '--train', '40', '--test', '5')).rejects.toThrow(
      /--train: 40 days and 1 to test: the candles reach from/,
    )
  })
})
