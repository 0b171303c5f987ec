import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createHash } from 'node:crypto'
import { DuckDBInstance } from '@duckdb/node-api'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DAY, HOUR, millis, price } from '../../../domain/index.ts'
import { RECORDED_KINDS, type RecordedKind } from '../../../ports/index.ts'
import { csvHeader, csvRows, influxEncoder } from '../../../recording/index.ts'
import { parseLine } from '../../../testing/line-protocol.ts'
import { writeMarketDatabase } from '../../../testing/recorded-database.ts'
import { bookAt, BTC, candleAt, gapAt, instrumentOf, tradeAt } from '../../../testing/market-facts.ts'
import { Programs } from '../../../testing/program.ts'
import { FIRST_DAY, kindOf } from '../../../testing/recorded-facts.ts'
import { archiveDays } from './archive-days.ts'
import { exportFacts } from './export-facts.ts'
import type { ExportFormat } from './export-format.ts'
import { fileOutput } from './output-file.ts'

const root = mkdtempSync(join(tmpdir(), 'sentinel-export-'))
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

const ETH = instrumentOf('ETH/USDT').id
const bars = { open: 1, high: 2, low: 1, close: 2, volume: 1 }
const hours = Array.from({ length: 60 }, (_, index) => FIRST_DAY + index * HOUR)
const facts = [
  ...hours.map((at) => ({ ...tradeAt(at, 0.5, 'buy'), id: String(at), price: price(`${String(at % 977)}.000000000001`) })),
  ...hours.map((at) => tradeAt(at, 2, 'sell', ETH)),
  ...hours.map((at) => candleAt(at, bars)),
  ...hours.map((at) => bookAt(at, 1, 2)),
  ...hours.map((at) => gapAt(at, 'trades')),
]
const data = writeMarketDatabase(folder(), facts)

interface Wanted {
  readonly kind: RecordedKind
  readonly format: ExportFormat
  readonly instrument?: typeof BTC.id
  readonly from?: number
  readonly to?: number
  readonly archive?: string
  readonly force?: boolean
  readonly dataDir?: string
}

async function exported(
  { kind, format, instrument, from = 0, to = Number.MAX_SAFE_INTEGER, ...rest }: Wanted,
  out = join(folder(), 'out'),
): Promise<string> {
  const selection = { kind, instrument, from: millis(from), to: millis(to) }
  await exportFacts(selection, { format, out, force: rest.force ?? false, dataDir: rest.dataDir ?? data, archive: rest.archive })
  expect(readdirSync(join(out, '..')).filter((name) => /partial/.test(name))).toEqual([])
  return out
}

describe('export', () => {
  it('writes every fact of a kind as CSV, market after market, under its final name only', async () => {
    for (const kind of RECORDED_KINDS) {
      const text = readFileSync(await exported({ kind, format: 'csv' }), 'utf8')
      const mine = facts.filter((fact) => kindOf(fact) === kind && (kind !== 'candles' || fact.kind === 'candle'))
      for (const fact of mine) expect(text).toContain(csvRows(fact))
      expect(text.startsWith(csvHeader(kind))).toBe(true)
      if (kind === 'trades') expect(text).toBe(csvHeader(kind) + mine.map(csvRows).join(''))
    }
  })

  it('takes from --from on and up to --to, and one market', async () => {
    const [from, to] = [FIRST_DAY + HOUR, FIRST_DAY + 3 * HOUR]
    const text = readFileSync(await exported({ kind: 'trades', format: 'influx', instrument: ETH, from, to }), 'utf8')
    const encode = influxEncoder()
    expect(text).toBe([1, 2].map((hour) => encode(tradeAt(FIRST_DAY + hour * HOUR, 2, 'sell', ETH))).join(''))
    for (const line of text.trim().split('\n')) expect(parseLine(line).tags).toContainEqual(['symbol', 'ETH/USDT'])
  })

  it('writes Parquet whose counts and sums are those of the facts', async () => {
    const file = await exported({ kind: 'trades', format: 'parquet', instrument: BTC.id })
    const instance = await DuckDBInstance.create(':memory:')
    const connection = await instance.connect()
    const answer = await connection.runAndReadAll(
      `SELECT count(*)::INT AS rows, sum(price)::VARCHAR AS price FROM read_parquet('${file}')`,
    )
    const sum = hours.reduce((total, at) => total + BigInt(at % 977), 0n)
    expect(answer.getRowObjectsJson()).toEqual([{ rows: 60, price: `${String(sum)}.000000000060` }])
    connection.closeSync()
    instance.closeSync()
  })

  it('gives the same file when part of the days rests in an archive', async () => {
    const [own, to] = [writeMarketDatabase(folder(), facts), join(folder(), 'archive')]
    await archiveDays({ before: millis(FIRST_DAY + DAY), to, dataDir: own, erase: true, say: () => undefined })
    for (const kind of ['trades', 'candles', 'books', 'gaps'] as const) {
      const whole = readFileSync(await exported({ kind, format: 'csv' }), 'utf8')
      expect(readFileSync(await exported({ kind, format: 'csv', dataDir: own, archive: to }), 'utf8')).toBe(whole)
    }
    // Without the archive the erased day is missing.
    expect(readFileSync(await exported({ kind: 'trades', format: 'csv', dataDir: own }), 'utf8')).not.toContain('2026-11-21')
  })

  it('replaces a file only when forced, and needs a folder', async () => {
    const out = join(folder(), 'mine.csv')
    writeFileSync(out, 'precious')
    for (const format of ['csv', 'parquet'] as const) {
      await expect(exported({ kind: 'trades', format }, out)).rejects.toThrow(/--out: .+mine\.csv: is there already.+--force/)
      await expect(exported({ kind: 'trades', format }, join(out, '..', 'none', 'x'))).rejects.toThrow(/--out: .+is no folder/)
      await expect(exported({ kind: 'trades', format }, join(out, '..'))).rejects.toThrow(/--out: .+is a folder/)
    }
    expect(readFileSync(out, 'utf8')).toBe('precious')
    await exported({ kind: 'trades', format: 'csv', force: true }, out)
    expect(readFileSync(out, 'utf8')).toMatch(/^instrument,/)
  })

  it('gives a file its name only when it is whole', async () => {
    const out = join(folder(), 'out.csv')
    const output = await fileOutput(out, false)
    await output.write('a,b')
    expect(existsSync(out)).toBe(false)
    await output.write('\r\n')
    await output.commit()
    expect(readFileSync(out, 'utf8')).toBe('a,b\r\n')
    const second = await fileOutput(out, true)
    await second.write('half')
    await second.abandon()
    expect(readFileSync(out, 'utf8')).toBe('a,b\r\n')
    expect(readdirSync(join(out, '..'))).toEqual(['out.csv'])
  })

  it('says what is wrong with the database', async () => {
    await expect(exported({ kind: 'trades', format: 'csv', dataDir: folder() })).rejects.toThrow(
      /data folder: .+market\.db: is not there yet.+--data DIR/,
    )
    const ruined = folder()
    writeFileSync(
      join(ruined, 'market.db'),
      'this is not a database, and it is longer than the header of one would be, by some margin.',
    )
    await expect(exported({ kind: 'trades', format: 'csv', dataDir: ruined })).rejects.toThrow(
      /--data: .+cannot be read \(file is not a database\)/,
    )
    const old = folder()
    new Database(join(old, 'market.db')).exec('CREATE TABLE instruments (id INTEGER)').close()
    await expect(exported({ kind: 'trades', format: 'csv', dataDir: old })).rejects.toThrow(/older version/)
    await expect(exported({ kind: 'trades', format: 'csv', instrument: 'binance:NO/PE' as never })).rejects.toThrow(
      /--instrument: binance:NO\/PE: trades are recorded of binance:BTC\/USDT, binance:ETH\/USDT/,
    )
    await expect(exported({ kind: 'trades', format: 'csv', archive: '/no/such/archive' })).rejects.toThrow(
      /archive: .+no such folder/,
    )
  })
})

const CLI = fileURLToPath(new URL('../../../../dist/node/cli.js', import.meta.url))
const shell = (script: string, ...args: string[]) =>
  spawnSync('bash', ['-c', script, 'bash', process.execPath, CLI, ...args], { encoding: 'utf8', timeout: 60_000 })

describe.skipIf(process.platform === 'win32')('a disk or a pipe that takes no more', () => {
  beforeAll(() => new Programs().build(), 150_000)
  const burst = Array.from({ length: 10_000 }, (_, index) => ({
    ...tradeAt(FIRST_DAY + index, 1, 'buy'),
    id: createHash('sha256').update(String(index)).digest('hex'),
  }))
  const full = writeMarketDatabase(folder(), burst)

  it.each(['csv', 'parquet'])(
    'leaves nothing of a %s under any name',
    (format) => {
      const out = join(folder(), 'out')
      // In KiB: more than the reader's own small files need, less than the result.
      const script = `trap '' XFSZ; ulimit -f 128; exec "$@"`
      const { status, stderr } = shell(script, 'export', '--format', format, '--kind', 'trades', '--data', full, '--out', out)
      expect(stderr).toMatch(/^error: .*(too large|write)/im)
      expect(status).not.toBe(0)
      expect(readdirSync(join(out, '..'))).toEqual([])
    },
    60_000,
  )

  it('ends quietly when nobody reads on', () => {
    const script = '"$@" | head -c 100; exit "${PIPESTATUS[0]}"'
    const { status, stdout, stderr } = shell(
      script,
      'export',
      '--format',
      'csv',
      '--kind',
      'trades',
      '--data',
      full,
      '--out',
      '-',
    )
    expect(stdout).toHaveLength(100)
    expect(stderr).not.toMatch(/error/i)
    expect(status).toBe(0)
    expect(existsSync(full)).toBe(true)
  }, 60_000)
})
