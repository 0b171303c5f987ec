import { join, resolve } from 'node:path'
import { parquetMarketReader } from '../../../adapters/parquet/index.ts'
import { sqliteMarketReader } from '../../../adapters/sqlite/index.ts'
import { InputError } from '../../../domain/index.ts'
import type { MarketReader } from '../../../ports/index.ts'
import { combinedMarketReader } from '../../../recording/index.ts'
import { refuseDamage } from './market-damage.ts'

/** The market database of a data folder, for reading. Throws InputError where there is none that can be read. */
export function openMarketDatabase(dataDir: string): MarketReader {
  const file = join(dataDir, 'market.db')
  try {
    return sqliteMarketReader(file, refuseDamage(file))
  } catch (error) {
    if (error instanceof InputError) throw error
    const reason = error instanceof Error ? error.message : String(error)
    throw new InputError({ field: '--data', value: file, remedy: `cannot be read (${reason}); choose another folder` })
  }
}

/** The database, and the archive behind it where one is named. */
export function openMarket(dataDir: string, archive: string | undefined): MarketReader {
  const past = archive === undefined ? [] : [parquetMarketReader(resolve(archive))]
  return combinedMarketReader([openMarketDatabase(dataDir), ...past])
}
