import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { type BookLevel, formatPrice, millis, price, quantity } from '../../domain/index.ts'
import type { RecordedFact, RecordedKind } from '../../ports/index.ts'
import { BTC, tradeAt } from '../../testing/market-facts.ts'
import { anyFact, FIRST_DAY, gathered, kindOf } from '../../testing/recorded-facts.ts'
import { ParquetSession } from './session.ts'
import { openParquetWriter } from './writer.ts'

const dir = mkdtempSync(join(tmpdir(), 'sentinel-parquet-'))
const session = new ParquetSession()
afterAll(async () => {
  await session.close()
  rmSync(dir, { recursive: true })
})

async function written(kind: RecordedKind, facts: readonly RecordedFact[], name = `${kind}.parquet`): Promise<string> {
  const file = join(dir, name)
  const writer = await openParquetWriter(session, kind, file)
  try {
    // Cut unevenly, as readers give them.
    await writer.add(facts.slice(0, 1))
    await writer.add(facts.slice(1))
    await writer.finish()
  } finally {
    writer.close()
  }
  return file
}

async function query(sql: string): Promise<readonly Record<string, unknown>[]> {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  try {
    return (await connection.runAndReadAll(sql)).getRowObjectsJson()
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

const readBack = (kind: RecordedKind, file: string): Promise<readonly RecordedFact[]> => gathered(session.facts(kind, file))

describe('a Parquet file', () => {
  it('gives back every kind of fact to the last digit and in order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyFact(), { minLength: 1, maxLength: 60 }), async (facts) => {
        for (const kind of new Set(facts.map((fact) => kindOf(fact)))) {
          const mine = facts.filter((fact) => kindOf(fact) === kind)
          expect(await readBack(kind, await written(kind, mine))).toEqual(mine)
        }
      }),
      { numRuns: 12 },
    )
  })

  it('is made of as many slices as it takes, in order, and nothing of them stays', async () => {
    const books = Array.from({ length: 20_000 }, (_, index) => ({
      kind: 'book-snapshot' as const,
      instrument: BTC.id,
      exchangeTime: millis(FIRST_DAY + index),
      receivedTime: millis(FIRST_DAY + index),
      sequence: (index * 7_919) % 20_011,
      bids: index % 3 === 0 ? [] : [{ price: price(String(index)), quantity: quantity('1') }],
      asks: [],
    }))
    const file = await written('books', books, 'slices.parquet')
    expect(readdirSync(dir).filter((name) => name.startsWith('slices'))).toEqual(['slices.parquet'])
    expect(await readBack('books', file)).toEqual(books)
    const [groups] = await query(`SELECT count(DISTINCT row_group_id)::INT AS groups FROM parquet_metadata('${file}')`)
    expect(Number(groups?.['groups'])).toBeGreaterThan(1)
  })

  it('is opened by DuckDB with exact types, equal counts and equal sums', async () => {
    const facts = Array.from({ length: 5_000 }, (_, index) => ({
      ...tradeAt(FIRST_DAY + index, 1, 'buy'),
      id: String(index),
      price: price(`${String(60_000 + index)}.000000000001`),
      quantity: quantity('0.1'),
    }))
    const file = await written('trades', facts, 'typed.parquet')
    const types = await query(`SELECT column_name AS name, column_type AS type FROM (DESCRIBE SELECT * FROM '${file}')`)
    expect(Object.fromEntries(types.map(({ name, type }) => [name, type]))).toEqual({
      instrument: 'VARCHAR',
      exchange_time: 'TIMESTAMP WITH TIME ZONE',
      received_time: 'TIMESTAMP WITH TIME ZONE',
      trade_id: 'VARCHAR',
      price: 'DECIMAL(38,12)',
      quantity: 'DECIMAL(38,12)',
      side: 'VARCHAR',
    })
    const sum = facts.reduce((total, fact) => total + fact.price, 0n)
    const [row] = await query(
      `SELECT count(*) AS rows, sum(price) AS price, sum(quantity) AS quantity, epoch_ms(max(exchange_time)) AS newest FROM '${file}'`,
    )
    expect(row).toEqual({
      rows: '5000',
      price: formatPrice(sum as never, 12),
      quantity: '500.000000000000',
      newest: String(FIRST_DAY + 4_999),
    })
    const [codec] = await query(`SELECT DISTINCT compression FROM parquet_metadata('${file}')`)
    expect(codec).toEqual({ compression: 'ZSTD' })
  })

  it('keeps book levels as a list of price and quantity', async () => {
    const level = (p: string, q: string): BookLevel => ({ price: price(p), quantity: quantity(q) })
    const book = {
      kind: 'book-snapshot' as const,
      instrument: BTC.id,
      exchangeTime: millis(FIRST_DAY),
      receivedTime: millis(FIRST_DAY),
      sequence: Number.MAX_SAFE_INTEGER,
      bids: [level('100.1', '2'), level('99', '3.5')],
      asks: [],
    }
    const file = await written('books', [book], 'book.parquet')
    const rows = await query(
      `SELECT bids[1].price AS best, list_sum([l.quantity FOR l IN bids]) AS held, len(asks) AS asks FROM '${file}'`,
    )
    expect(rows).toEqual([{ best: '100.100000000000', held: '5.500000000000', asks: '0' }])
  })

  it('refuses a number that it cannot hold exactly, and leaves nothing', async () => {
    const fact = { ...tradeAt(FIRST_DAY, 1, 'buy'), price: price(`1${'0'.repeat(26)}`) }
    await expect(written('trades', [fact], 'wide.parquet')).rejects.toThrow(/DECIMAL\(38,12\)/)
    expect(readdirSync(dir).filter((name) => name.startsWith('wide'))).toEqual([])
  })
})
