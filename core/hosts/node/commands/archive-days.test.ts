import { spawn } from 'node:child_process'
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DuckDBInstance } from '@duckdb/node-api'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { ARCHIVE_STEPS, parquetMarketReader } from '../../../adapters/parquet/index.ts'
import { sqliteMarketReader } from '../../../adapters/sqlite/index.ts'
import { DAY, HOUR, millis, price } from '../../../domain/index.ts'
import type { MarketReader, RecordedFact } from '../../../ports/index.ts'
import { combinedMarketReader } from '../../../recording/index.ts'
import { everything, writeMarketDatabase } from '../../../testing/recorded-database.ts'
import { bookAt, BTC, candleAt, gapAt, tradeAt } from '../../../testing/market-facts.ts'
import { anyFact, FIRST_DAY } from '../../../testing/recorded-facts.ts'
import { claimDataFolder } from '../../../adapters/data-folder/index.ts'
import { type ArchiveDaysOptions, archiveDays } from './archive-days.ts'

const root = mkdtempSync(join(tmpdir(), 'sentinel-archive-'))
afterAll(() => {
  rmSync(root, { recursive: true })
})
let folders = 0
function folder(): string {
  folders += 1
  const dir = join(root, String(folders))
  mkdirSync(dir)
  return dir
}

const AFTER = millis(FIRST_DAY + 2 * DAY)
const bars = { open: 1, high: 2, low: 1, close: 2, volume: 1 }
/** Two days and a bit of each kind, in and out of blocks. */
const facts: readonly RecordedFact[] = Array.from({ length: 40 }, (_, index) => FIRST_DAY + index * 1.3 * HOUR).flatMap((at) => [
  { ...tradeAt(at, 0.5, 'buy'), id: String(at) },
  candleAt(at - (at % 60_000), bars),
  bookAt(at, 1, 2),
  { ...gapAt(at, 'trades'), startTime: millis(at - 5) },
])

const options = (dataDir: string, to: string, erase: boolean): ArchiveDaysOptions => ({
  dataDir,
  to,
  erase,
  before: AFTER,
  say: () => undefined,
})

async function reading<T>(reader: MarketReader, work: (reader: MarketReader) => Promise<T>): Promise<T> {
  try {
    return await work(reader)
  } finally {
    await reader.close()
  }
}
const live = (dataDir: string): MarketReader => sqliteMarketReader(join(dataDir, 'market.db'))
const held = (dataDir: string): ReturnType<typeof everything> => reading(combinedMarketReader([live(dataDir)]), everything)
const both = (dataDir: string, to: string): ReturnType<typeof everything> =>
  reading(combinedMarketReader([live(dataDir), parquetMarketReader(to)]), everything)

const filesIn = (dir: string): readonly string[] =>
  readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)
    .sort()

describe('archive', () => {
  it('reads the same sequence before and after any part of it went from rows and blocks to files', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyFact(), { minLength: 1, maxLength: 40 }),
        fc.array(anyFact(), { maxLength: 20 }),
        fc.nat({ max: 3 }),
        async (packed, loose, days) => {
          const [data, to] = [writeMarketDatabase(folder(), packed, loose), join(folder(), 'archive')]
          const before = await held(data)
          await archiveDays({ ...options(data, to, true), before: millis(FIRST_DAY + days * DAY) })
          expect(await both(data, to)).toEqual(before)
          const left = await held(data)
          for (const kind of ['trades', 'books', 'bins', 'metrics'] as const)
            for (const fact of left[kind]) expect(fact.exchangeTime).toBeGreaterThanOrEqual(FIRST_DAY + days * DAY)
        },
      ),
      { numRuns: 4 },
    )
  }, 60_000)

  it('copies without touching the database, then finds nothing to write, then takes in what came late', async () => {
    const [data, to] = [writeMarketDatabase(folder(), facts), join(folder(), 'archive')]
    const before = await held(data)
    const first = await archiveDays(options(data, to, false))
    expect(first).toMatchObject({ partitions: 9, written: 9, erased: 0 })
    expect(await held(data)).toEqual(before)
    expect(await archiveDays(options(data, to, true))).toMatchObject({ partitions: 9, written: 0 })
    const late = { ...tradeAt(FIRST_DAY + 7, 1, 'sell'), id: 'late' }
    writeMarketDatabase(data, [], [late])
    expect(await archiveDays(options(data, to, true))).toMatchObject({ written: expect.any(Number) })
    const { trades } = await both(data, to)
    expect(trades.map((trade) => (trade.kind === 'trade' ? trade.id : ''))).toContain('late')
    expect(trades).toHaveLength(before.trades.length + 1)
    // What the newer file replaced is gone.
    expect(filesIn(join(to, 'kind=trades')).filter((name) => name !== '_manifest.json')).toEqual([
      'part-1.parquet',
      'part-2.parquet',
    ])
  })

  it('is read by DuckDB as one table with its partitions as columns', async () => {
    const [data, to] = [writeMarketDatabase(folder(), facts), join(folder(), 'archive')]
    await archiveDays(options(data, to, true))
    const instance = await DuckDBInstance.create(':memory:')
    const connection = await instance.connect()
    const result = await connection.runAndReadAll(
      `SELECT symbol, "date"::VARCHAR AS day, count(*)::INT AS rows, sum(price)::VARCHAR AS price
       FROM read_parquet('${to}/kind=trades/**/*.parquet', hive_partitioning = true) GROUP BY ALL ORDER BY day`,
    )
    expect(result.getRowObjectsJson()).toEqual([
      { symbol: 'BTC-USDT', day: '2026-11-21', rows: 19, price: '1900.000000000000' },
      { symbol: 'BTC-USDT', day: '2026-11-22', rows: 18, price: '1800.000000000000' },
    ])
    connection.closeSync()
    instance.closeSync()
  })

  it('opens no file of another day', async () => {
    const [data, to] = [writeMarketDatabase(folder(), facts), join(folder(), 'archive')]
    await archiveDays(options(data, to, true))
    const day = join(to, 'kind=trades/exchange=binance/symbol=BTC-USDT/date=2026-11-22')
    writeFileSync(join(day, 'part-1.parquet'), 'ruined')
    await reading(parquetMarketReader(to), async (reader) => {
      const count = async (from: number, until: number): Promise<number> => {
        let rows = 0
        for await (const batch of reader.trades({ instrument: BTC.id, from: millis(from), to: millis(until) }))
          rows += batch.length
        return rows
      }
      expect(await count(FIRST_DAY, FIRST_DAY + DAY)).toBe(19)
      expect(await count(FIRST_DAY, FIRST_DAY + 1)).toBe(1)
      await expect(count(FIRST_DAY, FIRST_DAY + 2 * DAY)).rejects.toThrow(/part-1\.parquet/)
    })
  })

  it('erases nothing when an archived file was changed or lost', async () => {
    const [data, to] = [writeMarketDatabase(folder(), facts), join(folder(), 'archive')]
    const before = await held(data)
    await archiveDays(options(data, to, false))
    const market = join(to, 'kind=trades/exchange=binance/symbol=BTC-USDT')
    const file = join(market, 'date=2026-11-21/part-1.parquet')
    // Readable, and not what was verified: the database still has all of it, so only the file itself can tell.
    copyFileSync(join(market, 'date=2026-11-22/part-1.parquet'), file)
    await expect(archiveDays(options(data, to, true))).rejects.toThrow(/part-1\.parquet: is missing or was changed/)
    expect((await held(data)).trades).toEqual(before.trades)
    writeFileSync(file, 'ruined')
    await expect(archiveDays(options(data, to, true))).rejects.toThrow(/part-1\.parquet/)
    expect((await held(data)).trades).toEqual(before.trades)
  })

  it('refuses numbers that Parquet cannot hold, and keeps them where they are', async () => {
    const wide = { ...tradeAt(FIRST_DAY, 1, 'buy'), price: price(`1${'0'.repeat(26)}`) }
    const [data, to] = [writeMarketDatabase(folder(), [wide]), join(folder(), 'archive')]
    await expect(archiveDays(options(data, to, true))).rejects.toThrow(/DECIMAL/)
    expect((await held(data)).trades).toHaveLength(1)
    expect(filesIn(to).filter((name) => name.endsWith('.parquet'))).toEqual([])
  })

  it('does not erase under a program that writes, and does not share its folder with another archive', async () => {
    const [data, to] = [writeMarketDatabase(folder(), facts), join(folder(), 'archive')]
    const release = claimDataFolder(data)
    await expect(archiveDays(options(data, to, true))).rejects.toThrow(/--data: .+another instance/)
    // A copy may be made beside it.
    await archiveDays(options(data, to, false))
    release()
    const other = claimDataFolder(to)
    await expect(archiveDays(options(data, to, true))).rejects.toThrow(/--to: .+another instance/)
    other()
  })
})

describe('killed', () => {
  const KILLED = fileURLToPath(new URL('../testing/killed-archive.ts', import.meta.url))
  const template = writeMarketDatabase(folder(), facts.slice(0, 80), facts.slice(80))

  async function killAt(data: string, to: string, step: string, nth: number): Promise<string> {
    const args = [KILLED, data, to, String(AFTER), step, String(nth)]
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] })
    const limit = setTimeout(() => child.kill('SIGTERM'), 30_000)
    const signal = await new Promise((resolve) => child.on('exit', (_code, name) => resolve(name)))
    clearTimeout(limit)
    return String(signal)
  }

  it.each(ARCHIVE_STEPS)(
    'right after a partition is %s, everything is in the database or the archive, and a rerun ends it',
    async (step) => {
      const [data, to] = [folder(), join(folder(), 'archive')]
      cpSync(template, data, { recursive: true })
      const before = await held(data)
      expect(await killAt(data, to, step, 2)).toBe('SIGKILL')
      expect(await both(data, to)).toEqual(before)
      await archiveDays(options(data, to, true))
      expect(await both(data, to)).toEqual(before)
      expect(filesIn(to).filter((name) => /partial|staging/.test(name))).toEqual([])
      for (const each of (await held(data)).trades) expect(each.exchangeTime).toBeGreaterThanOrEqual(AFTER)
    },
    60_000,
  )
})
