import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemClock } from '../../adapters/system/index.ts'
import { API_METHODS, connectApi, type ResearchApi, type ResearchRunRow } from '../../contract/index.ts'
import { type BacktestReport, type OptimiseReport, researchThreads, startResearchService } from '../../services/research/index.ts'
import { hourlyCandles } from '../../testing/hourly-candles.ts'
import { BTC } from '../../testing/market-facts.ts'
import { writeMarketDatabase } from '../../testing/recorded-database.ts'
import { serviceContext } from '../../testing/service-context.ts'
import type { CommandSpec } from './commands/arguments.ts'
import { backtestCommand } from './commands/backtest.ts'
import { monteCarloCommand } from './commands/montecarlo.ts'
import { optimiseCommand } from './commands/optimise.ts'
import type { Print } from './commands/print.ts'
import { placesFrom } from './places.ts'

const data = mkdtempSync(join(tmpdir(), 'sentinel-research-host-'))
const places = placesFrom(new URL('./cli.ts', import.meta.url).href, 'test')
let service: Awaited<ReturnType<typeof open>>
beforeAll(async () => {
  writeMarketDatabase(
    data,
    hourlyCandles(24 * 30, 5).map((candle) => ({ ...candle, instrument: BTC.id })),
  )
  service = await open()
})
afterAll(async () => {
  await service.stop()
  rmSync(data, { recursive: true, force: true })
})

async function open() {
  const around = serviceContext({ clock: systemClock(), dataDir: data })
  const tools = researchThreads(new URL('./workers/research.ts', import.meta.url).href, 2)
  const running = await startResearchService(tools)(around.context)
  const client = connectApi<ResearchApi>(API_METHODS.research, around.connect(), { clock: systemClock() })
  /** The run once it is as wanted. */
  const until = async (id: string, wanted: (run: ResearchRunRow) => boolean): Promise<ResearchRunRow> => {
    for (;;) {
      const run = (await client.runs(20)).find((each) => each.id === id)
      if (run !== undefined && wanted(run)) return run
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  }
  return { client, until, stop: () => running.stop() }
}

async function printed(make: (print: Print) => CommandSpec, ...args: readonly string[]): Promise<string> {
  let text = ''
  const command = make(async (part) => {
    text += part
  })
  expect(await command.run(args)).toBe(0)
  return text
}

const STORE = ['--from-store', '--data', data, '--instrument', BTC.id, '--timeframe', '1h', '--days', '13']
const MARKET = { instrument: BTC.id, timeframe: '1h', days: 13, strategy: 'ema-cross', feeBps: 3, slippageBps: 1 }
const COSTS = ['--strategy', 'ema-cross', '--fee-bps', '3', '--slippage-bps', '1', '--json']
const SEARCH = {
  ...MARKET,
  kind: 'optimise',
  space: { fast: [2, 10], slow: [5, 30] },
  trials: 10,
  seed: 9,
  folds: 2,
  minTrades: 1,
}
const ended = ({ state }: ResearchRunRow): boolean => state !== 'queued' && state !== 'running'

describe('a search over parameters as a piece of research', () => {
  it('finds what the command finds with the same seed, to the last digit', async () => {
    const { client, until } = service
    const { id } = await client.start(SEARCH)
    const run = await until(id, ended)
    const report = (await client.report(id)) as OptimiseReport
    const text = await printed(
      (print) =>
        optimiseCommand(
          places,
          print,
          () => new Promise(() => undefined),
          () => undefined,
        ),
      ...[
        ...STORE,
        ...COSTS,
        '--space',
        '{"fast":[2,10],"slow":[5,30]}',
        '--trials',
        '10',
        '--seed',
        '9',
        '--folds',
        '2',
        '--min-trades',
        '1',
      ],
    )
    expect(report).toEqual(JSON.parse(text))
    expect(report.winner).not.toBeNull()
    expect(run).toMatchObject({
      state: 'done',
      title: `10 trials of ema-cross on ${BTC.id}, 1h, 13 days, tpe, seed 9`,
      summary: { trials: 10, score: report.winner?.score, deflated: report.deflation?.deflated },
    })
  }, 60_000)

  it('says how far it is, and leaves nothing behind when it is cancelled', async () => {
    const { client, until } = service
    const { id } = await client.start({ ...SEARCH, trials: 5_000, method: 'random', space: { fast: [2, 90], slow: [91, 900] } })
    const running = await until(id, ({ progress }) => (progress?.done ?? 0) > 8)
    expect(running.progress).toMatchObject({ total: 5_000, phase: expect.stringMatching(/^trial \d+ of 5000$/) as string })
    expect(running.progress?.left).toBeGreaterThan(0)
    expect(await client.cancel(id)).toBe(true)
    expect(await until(id, ended)).toMatchObject({ state: 'cancelled', summary: null })
    expect(await client.report(id)).toBeNull()
  })

  it.each([
    [{ space: { fats: [1, 2] } }, /space\.fats: ema-cross: it has no such parameter/],
    [{ space: { fast: [1, 9_000] } }, /space\.fast: \[1,9000\]: give \[min, max\]/],
    [{ params: { fast: 3 } }, /space\.fast: ema-cross: it is fixed by params/],
    [{ space: undefined, method: 'grid' }, /space: a grid of \d+ combinations/],
    [{ strategy: 'nobody' }, /nobody/],
    [{ params: { seed: 'wma' } }, /ema-cross\.seed/],
  ])('is refused at once for %j', async (change, problem) => {
    const before = (await service.client.runs(50)).length
    await expect(service.client.start({ ...SEARCH, ...change })).rejects.toThrow(problem)
    expect(await service.client.runs(50)).toHaveLength(before)
  })
})

describe('a finished backtest', () => {
  it('is what the command prints, and its trades are drawn as the montecarlo command draws them', async () => {
    const { client, until } = service
    const { id } = await client.start({ ...MARKET, kind: 'backtest', params: { fast: 5, slow: 20 } })
    await until(id, ended)
    const report = (await client.report(id)) as BacktestReport
    const options = [...STORE, ...COSTS, '--params', '{"fast":5,"slow":20}']
    expect(report).toEqual(JSON.parse(await printed((print) => backtestCommand(places.strategies, print), ...options)))
    expect(report.months.map(({ month }) => month)).toEqual(['2025-01'])
    expect(report.months[0]?.return).toBeCloseTo(report.metrics.totalReturn, 12)

    const analysis = await client.analysis(id)
    const { trips = [], monteCarlo = null } = analysis ?? {}
    expect(trips).toHaveLength(report.metrics.trades)
    expect(trips.filter(({ profit }) => Number(profit) > 0).length / trips.length).toBeCloseTo(report.metrics.winRate ?? -1, 12)
    const file = join(data, 'report.json')
    writeFileSync(file, JSON.stringify(report))
    const drawn = JSON.parse(await printed((print) => monteCarloCommand(print), '--report', file, '--json')) as typeof monteCarlo
    expect(drawn).toMatchObject({ bootstrap: monteCarlo?.bootstrap, shuffle: monteCarlo?.shuffle })
    const fan = monteCarlo?.bootstrap.fan ?? []
    expect(fan.at(0)).toMatchObject({ trade: 0, median: 10_000, p5: 10_000 })
    expect(fan.at(-1)).toMatchObject({ trade: trips.length, ...monteCarlo?.bootstrap.finalEquity })
    for (const { p5, p25, median, p75, p95 } of fan)
      expect([p5, p25, median, p75, p95]).toEqual([p5, p25, median, p75, p95].toSorted((a, b) => a - b))
  })

  it('is the only run that is analysed, and nothing is promoted that no search found', async () => {
    const [search] = (await service.client.runs(50)).filter(({ kind, state }) => kind === 'optimise' && state === 'done')
    expect(await service.client.analysis(search?.id ?? '')).toBeNull()
    expect(await service.client.analysis('run-none')).toBeNull()
    await expect(service.client.promote(search?.id ?? '', 'rule-1')).rejects.toThrow(/run: .*: give a search for strategies/)
  })
})
