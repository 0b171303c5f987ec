import type { Millis } from '../../domain/index.ts'
import { type Migration, openDatabase } from './database.ts'

const MIGRATIONS: readonly Migration[] = [
  {
    version: 1,
    name: 'drills',
    sql: 'CREATE TABLE drill (at INTEGER NOT NULL, result TEXT NOT NULL) STRICT;',
  },
]

/** What drills showed, oldest first. The file is made by the first one. */
export interface DrillStore {
  add(at: Millis, result: unknown): void
  /** The newest `limit`, newest first, as they were added. */
  newest(limit: number): readonly { readonly at: Millis; readonly result: unknown }[]
  close(): void
}

export function sqliteDrillStore(file: string): DrillStore {
  const database = openDatabase(file, { migrations: MIGRATIONS, synchronous: 'FULL' })
  const insert = database.prepare('INSERT INTO drill (at, result) VALUES (?, ?)')
  const select = database.prepare<[number], { readonly at: Millis; readonly result: string }>(
    'SELECT at, result FROM drill ORDER BY rowid DESC LIMIT ?',
  )
  return {
    add: (at, result) => void insert.run(at, JSON.stringify(result)),
    newest: (limit) => select.all(limit).map((row) => ({ at: row.at, result: JSON.parse(row.result) as unknown })),
    close: () => void database.close(),
  }
}
