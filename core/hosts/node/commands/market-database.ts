import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import Database from 'better-sqlite3'
import { parquetMarketReader } from '../../../adapters/parquet/index.ts'
import { type DamagedBlock, sqliteMarketReader } from '../../../adapters/sqlite/index.ts'
import { InputError } from '../../../domain/index.ts'
import type { MarketReader } from '../../../ports/index.ts'
import { combinedMarketReader } from '../../../recording/index.ts'

/** The market database of a data folder, for reading. Throws InputError where there is none. */
export function openMarketDatabase(dataDir: string): MarketReader {
  const file = join(dataDir, 'market.db')
  if (!existsSync(file)) {
    throw new InputError({
      field: '--data',
      value: dataDir,
      remedy: 'has no market.db; name the folder that collect or serve writes with --data DIR',
    })
  }
  probe(file)
  return sqliteMarketReader(file, refuseDamage(file))
}

/** What leaves the database must be all of it: a block that cannot be read ends the command. */
export const refuseDamage =
  (file: string) =>
  ({ kind, instrument, id, reason }: DamagedBlock): never => {
    throw new Error(`${file}: block ${String(id)} of ${kind} of ${instrument} is damaged (${reason})`)
  }

/** Whether it is a market database of this version, before anything is begun. */
function probe(file: string): void {
  let database: Database.Database | undefined
  try {
    database = new Database(file, { readonly: true, fileMustExist: true })
    database.prepare('SELECT 1 FROM blocks LIMIT 1').get()
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    const remedy = reason.includes('no such table')
      ? 'is of an older version; start serve or collect on this folder once, which brings it up to date'
      : `cannot be read (${reason}); put a backup in its place, or choose another folder`
    throw new InputError({ field: '--data', value: file, remedy })
  } finally {
    database?.close()
  }
}

/** The database, and the archive behind it where one is named. */
export function openMarket(dataDir: string, archive: string | undefined): MarketReader {
  const past = archive === undefined ? [] : [parquetMarketReader(resolve(archive))]
  return combinedMarketReader([openMarketDatabase(dataDir), ...past])
}
