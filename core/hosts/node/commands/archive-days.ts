import { join } from 'node:path'
import {
  type ArchiveStep,
  archivePartition,
  dateOf,
  dayOf,
  ParquetSession,
  parquetMarketReader,
  type Partition,
} from '../../../adapters/parquet/index.ts'
import { sqliteMarketEraser } from '../../../adapters/sqlite/index.ts'
import { DAY, type Millis, millis } from '../../../domain/index.ts'
import type { MarketEraser, MarketReader } from '../../../ports/index.ts'
import { combinedMarketReader, factsOf } from '../../../recording/index.ts'
import { claimDataFolder } from '../../../adapters/data-folder/index.ts'
import { refuseDamage } from './market-damage.ts'
import { openMarketDatabase } from './market-database.ts'

export interface ArchiveDaysOptions {
  /** A midnight; the days before it are archived. */
  readonly before: Millis
  readonly to: string
  readonly dataDir: string
  /** Removes what is archived from the database, which must be in nobody else's use. */
  readonly erase: boolean
  readonly say: (line: Readonly<Record<string, unknown>>) => void
  readonly onStep?: (step: ArchiveStep, partition: Partition) => void
}

export interface ArchiveReport {
  /** Days of a kind and market that had facts. */
  readonly partitions: number
  /** Of them, how many were written now; the others were in the archive already. */
  readonly written: number
  readonly rows: number
  readonly bytes: number
  readonly erased: number
}

/** The whole days that the database holds of each kind and market, oldest first. */
async function partitionsOf(database: MarketReader, before: Millis): Promise<readonly Partition[]> {
  const partitions: Partition[] = []
  for (const { kind, instrument, from, to } of await database.spans()) {
    if (kind === 'gaps') {
      // Where a gap begins may be long before the time by which it is told.
      const days = (await database.gaps({ instrument, limit: Number.MAX_SAFE_INTEGER })).map((gap) => dayOf(gap.startTime))
      for (const day of [...new Set(days)].sort((a, b) => a - b)) if (day < before) partitions.push({ kind, instrument, day })
    } else {
      for (let day = dayOf(from); day <= to && day < before; day = millis(day + DAY)) partitions.push({ kind, instrument, day })
    }
  }
  return partitions
}

/** One archive at a time writes a folder; only with `erase` must the database be free of other users too. */
export async function archiveDays(options: ArchiveDaysOptions): Promise<ArchiveReport> {
  const { before, to, dataDir, erase, say, onStep } = options
  const database = openMarketDatabase(dataDir)
  const release: (() => void)[] = []
  const session = new ParquetSession()
  let reader: MarketReader = database
  try {
    if (erase) release.push(claimDataFolder(dataDir))
    release.push(claimDataFolder(to, '--to'))
    reader = combinedMarketReader([database, parquetMarketReader(to)])
    let eraser: MarketEraser | undefined
    if (erase) {
      const file = join(dataDir, 'market.db')
      const opened = sqliteMarketEraser(file, refuseDamage(file))
      eraser = opened
      release.push(() => {
        opened.close()
      })
    }
    const report = { partitions: 0, written: 0, rows: 0, bytes: 0, erased: 0 }
    for (const partition of await partitionsOf(database, before)) {
      const { manifest, written, erased } = await archivePartition(
        {
          dir: to,
          session,
          facts: (kind, range) => factsOf(reader, kind, range),
          ...(eraser === undefined ? {} : { eraser }),
          ...(onStep === undefined ? {} : { onStep }),
        },
        partition,
      )
      if (manifest === undefined) continue
      const { kind, instrument, day } = partition
      say({
        event: 'partition',
        kind,
        instrument,
        date: dateOf(day),
        rows: manifest.rows,
        bytes: manifest.bytes,
        written,
        erased,
      })
      report.partitions += 1
      report.written += written ? 1 : 0
      report.rows += manifest.rows
      report.bytes += manifest.bytes
      report.erased += erased
    }
    return report
  } finally {
    await reader.close()
    await session.close()
    for (const each of release.reverse()) each()
  }
}
