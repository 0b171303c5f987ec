import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { inThreadPool } from '../../adapters/memory/index.ts'
import { systemClock } from '../../adapters/system/index.ts'
import { API_METHODS, type Api, connectApi, type ResearchApi, type ResearchRunRow } from '../../contract/index.ts'
import { type Candle, DAY, HOUR, millis, price, quantity } from '../../domain/index.ts'
import { type GeneratorReport, openRuleTasks } from '../../research/index.ts'
import { BTC } from '../../testing/market-facts.ts'
import { writeMarketDatabase } from '../../testing/recorded-database.ts'
import { FIRST_DAY } from '../../testing/recorded-facts.ts'
import { portPair, serviceContext } from '../../testing/service-context.ts'
import type { PromotedStrategies } from '../streams/index.ts'
import type { BacktestReport, ResearchTools } from './index.ts'
import { openTrialTasks, startResearchService } from './index.ts'

const DAYS = 40
let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sentinel-research-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

/** Hourly bars of a market that swings by the day, with the week on top. */
function record(days: number): void {
  const at = (hour: number): string => (100 + 6 * Math.sin(hour / 5) + 3 * Math.sin(hour / 27) + (hour % 7) / 10).toFixed(4)
  const candles = Array.from({ length: days * 24 }, (_, hour): Candle => {
    const [open, close] = [at(hour), at(hour + 1)]
    const [low, high] = Number(open) < Number(close) ? [open, close] : [close, open]
    const openTime = millis(FIRST_DAY + hour * HOUR)
    return {
      kind: 'candle',
      instrument: BTC.id,
      exchangeTime: millis(openTime + HOUR),
      receivedTime: millis(openTime + HOUR),
      timeframe: '1h',
      openTime,
      open: price(open),
      high: price(high),
      low: price(low),
      close: price(close),
      volume: quantity('1'),
      trades: 1,
      closed: true,
    }
  })
  writeMarketDatabase(folder, candles)
}

const PLAIN: ResearchTools = {
  openRulePool: (setup) => inThreadPool(openRuleTasks, setup),
  openTrialPool: (setup) => inThreadPool(openTrialTasks, setup),
}

async function start(tools = PLAIN) {
  const { context, alerts, join: join_, connect } = serviceContext({ clock: systemClock(), dataDir: folder })
  const service = await startResearchService(tools)(context)
  const client = connectApi<Api>(API_METHODS.research, connect(), { clock: systemClock() }) as unknown as ResearchApi
  const told: string[][] = []
  const [near, far] = portPair()
  far.listen((list) => told.push((list as PromotedStrategies).map(({ strategy }) => strategy)))
  join_('strategy', near)
  const ended = async (id: string): Promise<ResearchRunRow> => {
    for (;;) {
      const row = (await client.runs(50)).find((run) => run.id === id)
      if (row !== undefined && row.state !== 'running' && row.state !== 'queued') return row
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
  return { service, client, alerts, told, ended }
}

/** Pools that count how often trees are traded, once a generation, and say when the given time begins. */
function counting(wanted = Infinity) {
  let runs = 0
  const { promise: reached, resolve } = Promise.withResolvers<undefined>()
  const tools: ResearchTools = {
    ...PLAIN,
    openRulePool(setup) {
      const pool = PLAIN.openRulePool(setup)
      return {
        size: pool.size,
        close: () => pool.close(),
        run: async (tasks, options) => {
          if (tasks[0]?.kind === 'trade') runs += 1
          if (runs === wanted) resolve(undefined)
          await new Promise((done) => setTimeout(done, 1))
          return await pool.run(tasks, options)
        },
      }
    },
  }
  return { tools, reached, count: () => runs }
}

const BACKTEST = {
  kind: 'backtest',
  instrument: BTC.id,
  timeframe: '1h',
  days: 30,
  strategy: 'ema-cross',
  params: { fast: 5, slow: 20 },
}
const GENERATE = { kind: 'generate', instrument: BTC.id, timeframe: '1h', days: 90, count: 40, generations: 3, seed: 7 }

describe('the research service', () => {
  it('backtests what was recorded and keeps the report over a restart', async () => {
    record(DAYS)
    const first = await start()
    const { id } = await first.client.start(BACKTEST)
    const row = await first.ended(id)
    expect(row).toMatchObject({ state: 'done', kind: 'backtest', title: `ema-cross on ${BTC.id}, 1h, 30 days`, progress: null })
    await first.service.stop()
    const second = await start()
    const report = (await second.client.report(id)) as BacktestReport
    expect(report.bars).toBe(30 * 24)
    expect(report.trades.length).toBeGreaterThan(10)
    expect(row.summary).toMatchObject({ trades: report.metrics.trades, bars: report.bars })
    expect(await second.client.report('run-none')).toBeNull()
    await second.service.stop()
  })

  it('searches, and a search that was stopped goes on to the very same report', async () => {
    record(DAYS)
    const straightRuns = counting()
    const whole = await start(straightRuns.tools)
    const straight = await whole.client.start(GENERATE)
    expect((await whole.ended(straight.id)).state).toBe('done')
    const wanted = (await whole.client.report(straight.id)) as GeneratorReport
    expect(wanted.funnel.population).toBe(40)
    await whole.service.stop()

    const cutRuns = counting(2)
    const stopped = await start(cutRuns.tools)
    const cut = await stopped.client.start(GENERATE)
    await cutRuns.reached
    await stopped.service.stop()
    const resumedRuns = counting()
    const resumed = await start(resumedRuns.tools)
    expect((await resumed.client.runs(1))[0]).toMatchObject({ id: cut.id, state: 'running' })
    expect((await resumed.ended(cut.id)).state).toBe('done')
    expect(await resumed.client.report(cut.id)).toEqual(wanted)
    expect(resumedRuns.count()).toBeLessThan(straightRuns.count())
    await resumed.service.stop()
  })

  it('says why a search cannot be made, as an alert too', async () => {
    record(5)
    const { service, client, alerts, ended } = await start()
    const { id } = await client.start(GENERATE)
    expect(await ended(id)).toMatchObject({
      state: 'failed',
      error: expect.stringMatching(/days: 5\.0 recorded: at least 20/) as unknown,
    })
    expect(alerts).toEqual([expect.stringMatching(/^warning: 40 strategies for .*: days: 5\.0 recorded/)])
    await expect(client.start({ ...GENERATE, count: 1 })).rejects.toThrow(/count: 1: expected a whole number/)
    await expect(client.retire('x', BTC.id, ' ')).rejects.toThrow(/reason/)
    await service.stop()
  })

  it('has nothing to read before anything was recorded', async () => {
    const { service, client, ended } = await start()
    const { id } = await client.start(BACKTEST)
    expect((await ended(id)).error).toMatch(/is not there yet; record something first/)
    await service.stop()
  })

  it('knows when it works next', async () => {
    const { service, client } = await start()
    const { next } = await client.schedule()
    expect(next).toBeGreaterThan(systemClock().now())
    expect((next ?? 0) % DAY).toBe(3 * HOUR)
    await service.stop()
  })
})
