import { type Gap, type InstrumentId, millis, type Timeframe } from '../../../domain/index.ts'
import type { FactBatches, GapQuery, MarketRange, MarketReader, RecordedKind, RecordedSpan } from '../../../ports/index.ts'
import { openReadOnly } from '../database.ts'
import { MARKET_MIGRATIONS } from '../market-schema.ts'
import { gapOf, type GapRow } from './gaps.ts'
import { KINDS, PACKED_KINDS, type Shelf } from './kinds.ts'
import type { PackedFacts, PackedKind } from './packing/index.ts'
import { type DamagedBlock, type Market, MarketTables, type Range } from './tables.ts'

/** Rows that are not packed yet come so many at a time. */
const BATCH = 2_000

/**
 * Where the next batch ends: with the block that holds `from`, or else before the next block or with
 * the batch's last row. A moment is never cut in two, so the following batch begins at the end of this one.
 */
function batchEnd(tables: MarketTables, shelf: Shelf, market: Market, { from, to }: Range): number {
  const [block] = tables.blocks(shelf, market, { from, to }, 1)
  if (block !== undefined && block.from_time <= from) return Math.min(to, block.to_time + 1)
  const before = block === undefined ? to : Math.min(to, block.from_time)
  const last = tables.rowTime(shelf, market, { from, to: before }, BATCH - 1)
  return last === undefined ? before : last + 1
}

const message = ({ kind, instrument, id, from, to, rows, reason }: DamagedBlock): string =>
  `${String(rows)} ${kind} of ${instrument} from ${new Date(from).toISOString()} to ${new Date(to).toISOString()} cannot be read: block ${String(id)} is damaged (${reason})`

/**
 * Reads a market database while another process writes it. A batch is one moment of the file, so a fact
 * that is packed between two batches is neither missed nor given twice; no lock is held between batches.
 * Throws InputError for a file that is missing or has another schema. A damaged block is told to `damaged`, as a warning of the process by default, and left out.
 */
export function sqliteMarketReader(
  file: string,
  damaged: (block: DamagedBlock) => void = (block) => {
    process.emitWarning(message(block))
  },
): MarketReader {
  const database = openReadOnly(file, MARKET_MIGRATIONS)
  const tables = new MarketTables(database, damaged)

  async function* batches<Kind extends PackedKind>(shelf: Shelf<Kind>, range: MarketRange): FactBatches<PackedFacts[Kind]> {
    const market = tables.market(range.instrument)
    if (market === undefined) return
    let from: number = range.from
    const next = database.transaction(() => {
      const end = batchEnd(tables, shelf, market, { from, to: range.to })
      const facts = tables.facts(shelf, market, { from, to: end })
      from = end
      return facts
    })
    while (from < range.to) {
      const facts = next()
      if (facts.length > 0) yield await Promise.resolve(facts)
    }
  }

  const spanOf = (kind: RecordedKind, instrument: InstrumentId, parts: readonly Part[]): readonly RecordedSpan[] => {
    const present = parts.filter(({ rows }) => rows > 0)
    if (present.length === 0) return []
    const from = Math.min(...present.map((part) => part.from ?? Infinity))
    const to = Math.max(...present.map((part) => part.to ?? -Infinity))
    const rows = present.reduce((sum, part) => sum + part.rows, 0)
    return [{ instrument, kind, from: millis(from), to: millis(to), rows }]
  }
  const spans = database.transaction((): readonly RecordedSpan[] =>
    tables.markets().flatMap(({ id, name }) => [
      ...PACKED_KINDS.flatMap((kind) => {
        const { table, time } = KINDS[kind]
        const rows = tables
          .statement(`SELECT min(${time}) AS "from", max(${time}) AS "to", count(*) AS rows FROM ${table} WHERE instrument = ?`)
          .get(id) as Part
        const blocks = tables
          .statement(
            'SELECT min(from_time) AS "from", max(to_time) AS "to", coalesce(sum(rows), 0) AS rows FROM blocks WHERE kind = ? AND instrument = ?',
          )
          .get(kind, id) as Part
        return spanOf(kind, name, [rows, blocks])
      }),
      ...spanOf('gaps', name, [
        tables
          .statement(
            'SELECT min(exchange_time) AS "from", max(exchange_time) AS "to", count(*) AS rows FROM gaps WHERE instrument = ?',
          )
          .get(id) as Part,
      ]),
    ]),
  )

  const gaps = (query: GapQuery): readonly Gap[] => {
    const rows = tables
      .statement(
        `SELECT g.*, i.name AS instrument FROM gaps g JOIN instruments i ON i.id = g.instrument
         WHERE (? IS NULL OR i.name = ?) AND g.end_time >= ? AND g.start_time < ? AND (? = 0 OR g.repaired_by IS NULL)
         ORDER BY g.end_time DESC, g.id DESC LIMIT ?`,
      )
      .all(
        query.instrument ?? null,
        query.instrument ?? null,
        query.from ?? 0,
        query.to ?? Number.MAX_SAFE_INTEGER,
        query.open === true ? 1 : 0,
        query.limit,
      ) as GapRow[]
    return rows.map(gapOf).reverse()
  }
  const shelf = <Kind extends PackedKind>(kind: Kind, series: Timeframe | '' = ''): Shelf<Kind> => ({ kind, series })
  return {
    spans: async () => Promise.resolve(spans()),
    trades: (range) => batches(shelf('trades'), range),
    candles: (range, timeframe) => batches(shelf('candles', timeframe), range),
    books: (range) => batches(shelf('books'), range),
    bins: (range) => batches(shelf('bins'), range),
    metrics: (range) => batches(shelf('metrics'), range),
    gaps: async (query) => Promise.resolve(gaps(query)),
    close: async () => {
      database.close()
      return Promise.resolve()
    },
  }
}

interface Part {
  readonly from: number | null
  readonly to: number | null
  readonly rows: number
}
