import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { InputError } from '../../../domain/index.ts'
import type { BarColumns } from '../../../features/index.ts'
import type { GeneratorReport } from '../../../research/index.ts'
import { marketDatabase } from '../../../testing/market-database.ts'
import { candleAt } from '../../../testing/market-facts.ts'
import { syntheticBars } from '../../../testing/synthetic-bars.ts'
import { generateCommand } from './generate.ts'

const folder = mkdtempSync(join(tmpdir(), 'sentinel-generate-'))
const children: ChildProcess[] = []
afterAll(() => {
  for (const child of children) child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

const market = (seed: number): BarColumns => syntheticBars({ seed, days: 40, perDay: 24, volatility: 0.006, reversion: 0.2 })
const written = (value: number | undefined): string => (value ?? 0).toFixed(8)

function candleFile(name: string, seed: number): string {
  const { openTime, open, high, low, close, volume } = market(seed)
  const rows = Array.from(openTime, (time, index) =>
    [open, high, low, close, volume].reduce((row, column) => `${row},${written(column[index])}`, String(time)),
  )
  const file = join(folder, name)
  writeFileSync(file, `open_time_ms,open,high,low,close,volume\n${rows.join('\n')}\n`)
  return file
}

const file = candleFile('candles.csv', 1)
const THREAD = new URL('../workers/rule-tasks.ts', import.meta.url)
const GIVEN = ['--candles', file, '--count', '24', '--islands', '2', '--generations', '3', '--json']

async function run(...args: string[]): Promise<string> {
  let text = ''
  const command = generateCommand(THREAD, {
    print(part) {
      text += part
      return Promise.resolve()
    },
    tell: () => undefined,
    live: true,
  })
  expect(await command.run(args)).toBe(0)
  return text
}

async function refusal(...args: string[]): Promise<InputError['problem']> {
  try {
    await run(...args)
  } catch (error) {
    if (error instanceof InputError) return error.problem
    throw error
  }
  throw new Error('it was not refused')
}

const out = join(folder, 'kept')
const whole = run(...GIVEN, '--threads', '2', '--out', out)

describe('generate', () => {
  it('prints a report that can be made again from what it says', async () => {
    const report = JSON.parse(await whole) as GeneratorReport
    expect(report.data).toMatchObject({ instrument: 'file:BTC/USDT', timeframe: '1h', bars: 960 })
    expect(report.config).toMatchObject({ seed: 1, costs: { fee: 0.001, slippage: 0.0001 }, split: [0.6, 0.2, 0.2] })
    expect(report.funnel.population).toBeGreaterThan(20)
    expect(report.rejected.length + report.survivors.length).toBe(report.funnel.population)
    for (const { reasons } of report.rejected) expect(reasons.length).toBeGreaterThan(0)
    expect(readFileSync(join(out, 'report.json'), 'utf8')).toBe(await whole)
    expect(JSON.parse(readFileSync(join(out, 'timing.json'), 'utf8'))).toMatchObject({ threads: 2 })
  })

  it('gives the same bytes on one thread, and others for another split', async () => {
    expect(await run(...GIVEN, '--threads', '1')).toBe(await whole)
    expect(await run(...GIVEN, '--threads', '1', '--split', '50/30/20')).not.toBe(await whole)
  })

  it('goes on only with what it was begun with, and names what differs', async () => {
    await whole
    expect(await refusal(...GIVEN, '--out', out)).toMatchObject({
      field: '--out',
      remedy: expect.stringContaining('--resume') as string,
    })
    expect(await refusal(...GIVEN, '--resume', out, '--seed', '7')).toMatchObject({
      field: '--resume',
      remedy: expect.stringContaining('config.seed: 1, not 7') as string,
    })
    expect(await refusal(...GIVEN, '--resume', out, '--slippage-bps', '3')).toMatchObject({
      remedy: expect.stringContaining('config.costs.slippage: 0.0001, not 0.0003') as string,
    })
    const other = candleFile('other.csv', 2)
    expect(await refusal('--candles', other, '--resume', out)).toMatchObject({
      remedy: expect.stringMatching(/data\.fingerprint: "[0-9a-f]{64}", not "[0-9a-f]{64}"/) as string,
    })
    expect(await refusal('--candles', file, '--symbol', 'ETH/USDT', '--resume', out)).toMatchObject({
      remedy: expect.stringContaining('data.instrument') as string,
    })
    // Of a search that is done only the judging is left, and the options need not be said again.
    expect(await run('--candles', file, '--resume', out, '--json')).toBe(await whole)
    const text = await run('--candles', file, '--resume', out)
    expect(text).toMatch(/^file:BTC\/USDT 1h, 960 bars: train .+ \(hold .+ %\), validation .+, heldOut/)
    expect(text).toMatch(
      /probability of overfitting: (0|1)\.\d\d; a market without an edge promotes in at most 5\.0 % of searches/,
    )
    appendFileSync(join(out, 'checkpoint.json'), ' ')
    expect(await refusal(...GIVEN, '--resume', out)).toMatchObject({ remedy: expect.stringContaining('damaged') as string })
  })

  it('searches a recorded market as it searches the same candles from a file', async () => {
    const database = marketDatabase()
    const { openTime, open, high, low, close, volume } = market(1)
    database.store().write(
      Array.from(openTime, (time, index) => {
        const [o, h, l, c, v] = [open, high, low, close, volume].map((column) => Number(written(column[index])))
        return candleAt(time, { open: o ?? 0, high: h ?? 0, low: l ?? 0, close: c ?? 0, volume: v ?? 0 }, '1h')
      }),
    )
    const from = ['--from-store', '--instrument', 'binance:BTC/USDT', '--timeframe', '1h', '--data', dirname(database.file)]
    const stored = JSON.parse(await run(...from, '--threads', '1', ...GIVEN.slice(2))) as GeneratorReport
    database.remove()
    const wanted = JSON.parse(await whole) as GeneratorReport
    expect(stored.data).toEqual({ ...wanted.data, instrument: 'binance:BTC/USDT' })
    expect({ ...stored, data: null }).toEqual({ ...wanted, data: null })
  })

  it.each([
    [['--count', '7'], '--count'],
    [['--islands', '4'], '--islands'],
    [['--split', '60/20'], '--split'],
    [['--split', '60/40/0'], '--split'],
    [['--generations', '0'], '--generations'],
    [['--fee-bps', 'much'], '--fee-bps'],
    [['--threads', '0'], '--threads'],
    [['--symbol', 'bitcoin'], 'symbol'],
    [['--days', '9'], 'candles'],
    [['--candles', join(folder, 'absent.csv')], 'candles'],
    [['--resume', join(folder, 'absent')], '--resume'],
    [['--resume', out, '--out', out], '--out'],
    [['--instrument', 'binance:BTC/USDT'], '--instrument'],
    [['--from-store'], '--candles'],
  ])('refuses %j', async (args, field) => {
    expect(await refusal(...GIVEN, ...args)).toMatchObject({ field })
  })
})

describe('a search that ends before its time', () => {
  const CLI = fileURLToPath(new URL('../cli.ts', import.meta.url))

  /** Sends the signal once so many generations were told; the exit code, null for a kill. */
  async function interrupted(args: readonly string[], generations: number, signal: 'SIGINT' | 'SIGKILL'): Promise<number | null> {
    const child = spawn(process.execPath, [CLI, 'generate', ...args], { stdio: ['ignore', 'ignore', 'pipe'] })
    children.push(child)
    let told = ''
    child.stderr.on('data', (part: Buffer) => {
      told += String(part)
      if (told.split('\n').length > generations) child.kill(signal)
    })
    const [code] = (await once(child, 'exit')) as [number | null]
    return code
  }

  it('is resumed after a SIGINT and after a kill to the same bytes', async () => {
    const kept = join(folder, 'interrupted')
    const given = ['--candles', file, '--count', '24', '--islands', '2', '--generations', '20', '--threads', '1', '--json']
    expect(await interrupted([...given, '--out', kept], 2, 'SIGINT')).toBe(1)
    expect(await interrupted([...given, '--resume', kept], 3, 'SIGKILL')).toBeNull()
    expect(existsSync(join(kept, 'report.json'))).toBe(false)
    expect(await run(...given, '--resume', kept)).toBe(await run(...given))
  }, 60_000)
})
