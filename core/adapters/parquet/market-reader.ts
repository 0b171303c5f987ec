import { statSync } from 'node:fs'
import { join } from 'node:path'
import { DuckDBTimestampTZValue, type DuckDBValue } from '@duckdb/node-api'
import { DAY, type Gap, InputError, millis, type Timeframe } from '../../domain/index.ts'
import type { FactBatches, MarketRange, MarketReader, RecordedFacts, RecordedKind, RecordedSpan } from '../../ports/index.ts'
import { archivedDays, archivedMarkets, dayOf, marketFolder } from './layout.ts'
import { ParquetSession } from './session.ts'
import { TIME_COLUMN } from './tables.ts'

/** Times beyond these are no dates to DuckDB. */
const EARLIEST = -62_135_596_800_000
const LATEST = 253_402_300_799_999
const moment = (time: number): DuckDBValue =>
  new DuckDBTimestampTZValue(BigInt(Math.min(LATEST, Math.max(EARLIEST, time))) * 1_000n)

/**
 * Reads an archive in place: only the files of the days asked for are opened, only the row groups of the
 * range are decoded, and a file is given batch by batch. Throws InputError for a folder that is not there.
 */
export function parquetMarketReader(dir: string): MarketReader {
  if (statSync(dir, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new InputError({ field: 'archive', value: dir, remedy: 'no such folder; name the one that `archive --to` wrote' })
  const session = new ParquetSession()

  async function* facts<K extends RecordedKind>(
    kind: K,
    range: MarketRange,
    timeframe?: Timeframe,
  ): FactBatches<RecordedFacts[K]> {
    const { instrument, from, to } = range
    const time = TIME_COLUMN[kind]
    for (const { folder, manifest } of archivedDays(marketFolder(dir, kind, instrument), dayOf(from), to)) {
      if (manifest.to < from || manifest.from >= to) continue
      yield* session.facts(kind, join(folder, manifest.file), {
        where: `"${time}" >= ? AND "${time}" < ?${timeframe === undefined ? '' : ' AND timeframe = ?'}`,
        values: [moment(from), moment(to), ...(timeframe === undefined ? [] : [timeframe])],
      })
    }
  }

  const gapFolders = (instrument: MarketRange['instrument'] | undefined): readonly string[] =>
    instrument === undefined
      ? archivedMarkets(dir).flatMap(({ kind, folder }) => (kind === 'gaps' ? [folder] : []))
      : [marketFolder(dir, 'gaps', instrument)]

  return {
    async spans() {
      return archivedMarkets(dir).flatMap(({ kind, folder }): readonly RecordedSpan[] => {
        const manifests = archivedDays(folder, -Infinity, Infinity).map(({ manifest }) => manifest)
        const [first] = manifests
        if (first === undefined) return []
        const from = millis(Math.min(...manifests.map((each) => each.from)))
        const to = millis(Math.max(...manifests.map((each) => each.to)))
        const rows = manifests.reduce((sum, each) => sum + each.rows, 0)
        return [{ kind, instrument: first.instrument, from, to, rows }]
      })
    },
    trades: (range) => facts('trades', range),
    candles: (range, timeframe) => facts('candles', range, timeframe),
    books: (range) => facts('books', range),
    bins: (range) => facts('bins', range),
    metrics: (range) => facts('metrics', range),
    async gaps({ instrument, from, to, open, limit }) {
      const found: Gap[] = []
      // A gap may begin days before the range that it reaches into, so every day up to its end is looked at.
      for (const folder of gapFolders(instrument)) {
        for (const { folder: day, manifest } of archivedDays(folder, -Infinity, to === undefined ? Infinity : dayOf(to) + DAY)) {
          for await (const batch of session.facts('gaps', join(day, manifest.file), {
            where: `start_time < ? AND end_time >= ?${open === true ? ' AND repaired_by IS NULL' : ''}`,
            values: [moment(to ?? Infinity), moment(from ?? -Infinity)],
          }))
            found.push(...batch)
        }
      }
      return found.sort((a, b) => a.startTime - b.startTime).slice(-limit)
    },
    close: () => session.close(),
  }
}
