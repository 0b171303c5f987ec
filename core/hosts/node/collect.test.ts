import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { silentLogger } from '../../adapters/memory/index.ts'
import { sqliteMarketReader } from '../../adapters/sqlite/index.ts'
import { systemClock } from '../../adapters/system/index.ts'
import { type DemoExchange, startDemoExchange } from '../../demo/index.ts'
import { millis } from '../../domain/index.ts'
import { RECORDED_KINDS, type RecordedKind } from '../../ports/index.ts'
import { factsOf } from '../../recording/index.ts'
import { type Program, Programs } from '../../testing/program.ts'
import { gathered } from '../../testing/recorded-facts.ts'

const programs = new Programs()
let venue: DemoExchange
beforeAll(async () => {
  await programs.build()
  venue = await startDemoExchange({ source: 'market', speed: 5, clock: systemClock(), logger: silentLogger() })
}, 150_000)
afterAll(async () => {
  await programs.close()
  await venue.close()
})

type Line = Readonly<Record<string, unknown>> & { readonly event: string }
const linesOf = (stdout: string): readonly Line[] =>
  stdout.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Line]))

const collect = (...args: string[]): Program =>
  programs.spawn(
    [
      'collect',
      '--exchange',
      'binance',
      '--symbols',
      'BTC/USDT,ETH/USDT',
      '--endpoint',
      venue.endpoint,
      '--log',
      'warn',
      ...args,
    ],
    {
      limit: 60_000,
    },
  )

/** Rows of each kind, read from a database that another process may be writing. */
async function stored(data: string): Promise<Record<RecordedKind, number>> {
  const reader = sqliteMarketReader(join(data, 'market.db'))
  try {
    const counts = RECORDED_KINDS.map((kind) => [kind, 0] as [RecordedKind, number])
    for (const count of counts) {
      for (const instrument of new Set((await reader.spans()).map((span) => span.instrument)))
        count[1] += (
          await gathered(factsOf(reader, count[0], { instrument, from: millis(0), to: millis(Number.MAX_SAFE_INTEGER) }))
        ).length
    }
    return Object.fromEntries(counts) as Record<RecordedKind, number>
  } finally {
    await reader.close()
  }
}

describe('collect', () => {
  it('records until it is interrupted, and all that it reports is in the database', async () => {
    const data = join(programs.folder(), 'data')
    const program = collect('--live', '--data', data, '--bins', '5,20', '--cadence', '200ms', '--depth', '5')
    await vi.waitFor(
      async () => {
        expect(existsSync(join(data, 'market.db'))).toBe(true)
        const rows = await stored(data)
        expect(Math.min(rows.trades, rows.books, rows.candles, rows.bins, rows.metrics)).toBeGreaterThan(2)
      },
      { timeout: 30_000, interval: 200 },
    )
    // The folder has one writer; a reader may be beside it.
    const refused = await programs.run(['collect', '--exchange', 'binance', '--symbols', 'BTC/USDT', '--live', '--data', data])
    expect(refused).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(/--data: .+another instance/) })
    const exported = await programs.run(['export', '--format', 'csv', '--kind', 'trades', '--data', data, '--out', '-'])
    expect(exported.code, exported.stderr).toBe(0)
    expect(exported.stdout.split('\r\n').length).toBeGreaterThan(3)

    const { code, stdout, stderr } = await program.end('SIGINT')
    expect(code, stderr).toBe(0)
    // Nothing is left ahead of the database.
    expect(existsSync(join(data, 'market.db-wal'))).toBe(false)
    const lines = linesOf(stdout)
    expect(lines[0]).toMatchObject({ event: 'collecting', mode: 'live', symbols: ['BTC/USDT', 'ETH/USDT'] })
    const summary = lines.at(-1) as Line & { readonly rows: Record<RecordedKind, number>; readonly bytes: number }
    expect(summary).toMatchObject({ event: 'summary', mode: 'live', reason: 'stopped', rejected: 0, gaps: summary.rows.gaps })
    const rows = await stored(data)
    for (const kind of ['trades', 'books', 'bins', 'metrics', 'gaps'] as const) expect(rows[kind], kind).toBe(summary.rows[kind])
    // History is told again by the bars that were built from trades, and longer bars are made of shorter ones.
    expect(rows.candles).toBeGreaterThan(1_000)
    expect(summary.bytes).toBeGreaterThan(10_000)
    const bins = await programs.run(['export', '--format', 'influx', '--kind', 'bins', '--data', data, '--out', '-'])
    expect(new Set([...bins.stdout.matchAll(/bps=(\d+)/g)].map(([, bps]) => bps))).toEqual(new Set(['5', '20']))
  }, 90_000)

  it('shows in a dry run what it would write each second, and writes nothing', async () => {
    const data = join(programs.folder(), 'data')
    const program = collect('--dry-run', '--data', data)
    const seen = (): readonly Line[] => linesOf(program.stdout().slice(0, program.stdout().lastIndexOf('\n') + 1))
    await vi.waitFor(
      () => {
        for (const kind of ['trades', 'candles', 'books'])
          expect(seen().filter((line) => line['kind'] === kind).length).toBeGreaterThan(1)
      },
      { timeout: 30_000, interval: 100 },
    )
    const { code, stdout, stderr } = await program.end('SIGTERM')
    expect(code, stderr).toBe(0)
    const lines = linesOf(stdout)
    const trades = lines.filter(({ event, kind }) => event === 'would-write' && kind === 'trades')
    expect(trades[0]).toMatchObject({
      rows: expect.any(Number),
      bytes: expect.any(Number),
      sample: { kind: 'trade', price: expect.any(String) },
    })
    const summary = lines.at(-1) as Line & { readonly rows: Record<RecordedKind, number> }
    expect(summary).toMatchObject({ event: 'summary', mode: 'dry-run', reason: 'stopped' })
    // What came after the last full second is in the totals only.
    expect(summary.rows.trades).toBeGreaterThanOrEqual(trades.reduce((sum, line) => sum + Number(line['rows']), 0))
    expect(existsSync(data)).toBe(false)
  }, 60_000)

  it('stops by itself when its time is up', async () => {
    const { code, stdout, stderr } = await collect('--dry-run', '--duration', '2s').exited
    expect(code, stderr).toBe(0)
    expect(linesOf(stdout).at(-1)).toMatchObject({ event: 'summary', reason: 'duration' })
  }, 60_000)

  it('refuses a symbol that the exchange does not list, and ends', async () => {
    const exit = await programs.run([
      'collect',
      '--exchange',
      'binance',
      '--symbols',
      'NOPE/USDT',
      '--dry-run',
      '--endpoint',
      venue.endpoint,
      '--log',
      'silent',
    ])
    expect(exit).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(/^error: symbols: NOPE\/USDT/) })
  }, 60_000)
})
