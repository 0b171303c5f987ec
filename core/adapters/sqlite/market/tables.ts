import type Database from 'better-sqlite3'
import { type InstrumentId, required } from '../../../domain/index.ts'
import { openBlock } from './block.ts'
import { KINDS, type RowOf, type Shelf, type SqlValue } from './kinds.ts'
import type { PackedFacts, PackedKind } from './packing/index.ts'

/** A block that cannot be read. What it held is lost to readers, nothing else is. */
export interface DamagedBlock {
  readonly id: number
  readonly kind: PackedKind
  readonly instrument: InstrumentId
  readonly from: number
  readonly to: number
  readonly rows: number
  readonly reason: string
}

export interface BlockRange {
  readonly id: number
  readonly from_time: number
  readonly to_time: number
  readonly rows: number
}

export interface Market {
  readonly id: number
  readonly name: InstrumentId
}

/** Times from (inclusive) to (exclusive). */
export interface Range {
  readonly from: number
  readonly to: number
}

/** Takes the series as a parameter in either form. */
const ofSeries = ({ kind }: Shelf): string => (kind === 'candles' ? 'timeframe = ?' : "? = ''")

/** Reads the rows and the packed blocks of one connection as facts. */
export class MarketTables {
  readonly database: Database.Database
  readonly #damaged: (block: DamagedBlock) => void
  readonly #statements = new Map<string, Database.Statement<SqlValue[]>>()
  /** The block read last: a reader asks for parts of it one after the other. */
  #latest: { readonly id: number; readonly facts: readonly PackedFacts[PackedKind][] } | undefined

  constructor(database: Database.Database, damaged: (block: DamagedBlock) => void) {
    this.database = database
    this.#damaged = damaged
  }

  /** The statement of this text, prepared once. */
  statement(sql: string): Database.Statement<SqlValue[]> {
    const found = this.#statements.get(sql) ?? this.database.prepare<SqlValue[]>(sql)
    this.#statements.set(sql, found)
    return found
  }

  market(name: InstrumentId): Market | undefined {
    const row = this.statement('SELECT id FROM instruments WHERE name = ?').get(name) as { id: number } | undefined
    return row === undefined ? undefined : { id: row.id, name }
  }

  markets(): readonly Market[] {
    return this.statement('SELECT id, name FROM instruments ORDER BY id').all() as Market[]
  }

  /** The oldest rows of the range, in order. */
  rows<Kind extends PackedKind>(shelf: Shelf<Kind>, market: Market, range: Range, limit = -1): PackedFacts[Kind][] {
    const { columns, time, ties, fact } = KINDS[shelf.kind]
    const rows = this.statement(
      `SELECT ${columns.join(', ')} FROM ${KINDS[shelf.kind].table}
       WHERE instrument = ? AND ${ofSeries(shelf)} AND ${time} >= ? AND ${time} < ? ORDER BY ${time}, ${ties} LIMIT ?`,
    ).all(market.id, shelf.series, range.from, range.to, limit) as RowOf[Kind][]
    return rows.map((row) => fact(row, market.name))
  }

  /** The time of the row that comes `skip` rows after the oldest of the range. */
  rowTime(shelf: Shelf, market: Market, range: Range, skip = 0): number | undefined {
    const { table, time } = KINDS[shelf.kind]
    const row = this.statement(
      `SELECT ${time} AS at FROM ${table}
       WHERE instrument = ? AND ${ofSeries(shelf)} AND ${time} >= ? AND ${time} < ? ORDER BY ${time} LIMIT 1 OFFSET ?`,
    ).get(market.id, shelf.series, range.from, range.to, skip) as { at: number } | undefined
    return row?.at
  }

  /** The blocks that reach into the range, by their end. */
  blocks(shelf: Shelf, market: Market, range: Range, limit = -1): readonly BlockRange[] {
    return this.statement(
      `SELECT id, from_time, to_time, rows FROM blocks
       WHERE kind = ? AND series = ? AND instrument = ? AND to_time >= ? AND from_time < ? ORDER BY to_time, from_time, id LIMIT ?`,
    ).all(shelf.kind, shelf.series, market.id, range.from, range.to, limit) as BlockRange[]
  }

  /** The facts of a block; none, and a report, when it is damaged. */
  unpacked<Kind extends PackedKind>(shelf: Shelf<Kind>, market: Market, block: BlockRange): readonly PackedFacts[Kind][] {
    if (this.#latest?.id === block.id) return this.#latest.facts as readonly PackedFacts[Kind][]
    const { data } = required(
      this.statement('SELECT data FROM blocks WHERE id = ?').get(block.id) as { data: Buffer } | undefined,
      'a block that was listed is there',
    )
    try {
      const facts = openBlock(shelf.kind, data, { instrument: market.name, series: shelf.series })
      this.#latest = { id: block.id, facts }
      return facts
    } catch (error) {
      const { id, from_time: from, to_time: to, rows } = block
      const reason = error instanceof Error ? error.message : String(error)
      this.#damaged({ id, kind: shelf.kind, instrument: market.name, from, to, rows, reason })
      return []
    }
  }

  /** Everything of the range, rows and blocks, in order. */
  facts<Kind extends PackedKind>(shelf: Shelf<Kind>, market: Market, range: Range): readonly PackedFacts[Kind][] {
    const { timeOf } = KINDS[shelf.kind]
    const inside = (fact: PackedFacts[Kind]): boolean => timeOf(fact) >= range.from && timeOf(fact) < range.to
    const packed = this.blocks(shelf, market, range).flatMap((block) => this.unpacked(shelf, market, block).filter(inside))
    const loose = this.rows(shelf, market, range)
    if (packed.length === 0) return loose
    const all = [...packed, ...loose]
    return all.sort((a, b) => timeOf(a) - timeOf(b) || a.receivedTime - b.receivedTime)
  }
}
