import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { sqliteMarketStore } from '../../adapters/sqlite/index.ts'
import type { MarketEvent } from '../../domain/index.ts'
import { barRules } from '../../recording/index.ts'

type Value = string | number | Buffer | null

/** The statements of the store's own tables and the rows it made of the facts, in its order. */
interface BareRows {
  readonly schema: readonly string[]
  readonly inserts: Readonly<Record<string, string>>
  readonly rows: readonly (readonly [table: string, values: readonly Value[]])[]
}

const TABLES = { trade: 'trades', 'book-snapshot': 'books' } as const

/** Takes the rows from a database that the store wrote, so that both write the same. */
function bareRows(file: string, facts: readonly MarketEvent[]): BareRows {
  const database = new Database(file, { readonly: true })
  const schema = database
    .prepare("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'")
    .all()
    .map((row) => (row as { sql: string }).sql)
  const instruments = database.prepare('SELECT * FROM instruments').raw().all() as Value[][]
  const queues = new Map(
    Object.values(TABLES).map((table) => {
      const order = table === 'trades' ? 'ORDER BY length(trade_id), trade_id' : 'ORDER BY id'
      return [table, (database.prepare(`SELECT * FROM ${table} ${order}`).raw().all() as Value[][])[Symbol.iterator]()]
    }),
  )
  const rows = facts.flatMap((fact): [string, readonly Value[]][] => {
    const table = fact.kind === 'trade' || fact.kind === 'book-snapshot' ? TABLES[fact.kind] : undefined
    const next = table === undefined ? undefined : queues.get(table)?.next()
    return table === undefined || next === undefined || next.done === true ? [] : [[table, next.value]]
  })
  if (rows.length !== facts.length) throw new Error('the store did not keep every fact')
  const holes = (count: number): string => Array.from({ length: count }, () => '?').join(', ')
  const inserts: Record<string, string> = { instruments: `INSERT INTO instruments VALUES (${holes(2)})` }
  for (const [table, values] of rows) inserts[table] ??= `INSERT INTO ${table} VALUES (${holes(values.length)})`
  database.close()
  return { schema, inserts, rows: [...instruments.map((values) => ['instruments', values] as const), ...rows] }
}

function inFolder<Result>(work: (file: string) => Result): Result {
  const folder = mkdtempSync(join(tmpdir(), 'sentinel-perf4-'))
  try {
    return work(join(folder, 'market.db'))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function writeThroughStore(file: string, facts: readonly MarketEvent[], batch: number): number {
  const store = sqliteMarketStore(file, {
    bars: barRules,
    damaged: ({ reason }) => {
      throw new Error(reason)
    },
  })
  const started = performance.now()
  for (let from = 0; from < facts.length; from += batch) {
    store.write(facts.slice(from, from + batch))
    if ((from / batch) % 10 === 9) store.tidy()
  }
  const seconds = (performance.now() - started) / 1_000
  store.close()
  return facts.length / seconds
}

function writeBare(file: string, { schema, inserts, rows }: BareRows, batch: number): number {
  const database = new Database(file)
  database.pragma('journal_mode = WAL')
  database.pragma('synchronous = NORMAL')
  database.pragma('foreign_keys = ON')
  for (const sql of schema) database.exec(sql)
  const prepared = new Map(Object.entries(inserts).map(([table, sql]) => [table, database.prepare<Value[]>(sql)]))
  const write = database.transaction((from: number, to: number) => {
    for (let index = from; index < to; index += 1) {
      const row = rows[index]
      if (row !== undefined) prepared.get(row[0])?.run(...row[1])
    }
  })
  const started = performance.now()
  for (let from = 0; from < rows.length; from += batch) write(from, Math.min(from + batch, rows.length))
  const seconds = (performance.now() - started) / 1_000
  database.close()
  return rows.length / seconds
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0

/** Rows a second of the store from facts, and of a bare loop from ready rows, taking turns. */
export function saturated(facts: readonly MarketEvent[], batch: number, rounds: number) {
  const bare = inFolder((file) => {
    writeThroughStore(file, facts, batch)
    return bareRows(file, facts)
  })
  const results: { store: number[]; bare: number[] } = { store: [], bare: [] }
  for (let round = -1; round < rounds; round += 1) {
    const store = inFolder((file) => writeThroughStore(file, facts, batch))
    const loop = inFolder((file) => writeBare(file, bare, batch))
    if (round < 0) continue
    results.store.push(store)
    results.bare.push(loop)
  }
  return { storeRows: median(results.store), bareRows: median(results.bare), ratio: median(results.store) / median(results.bare) }
}
