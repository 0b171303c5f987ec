import { TIMEFRAMES } from '../../../domain/index.ts'
import type { RecordedKind, RetentionCutoffs } from '../../../ports/index.ts'
import { KINDS, PACKED_KINDS, type Shelf } from './kinds.ts'
import type { PackedKind } from './packing/index.ts'
import type { Market, MarketTables } from './tables.ts'

/** What goes first when the disk's share is used up; bars and gaps are small and stay. */
const SPARED = ['books', 'bins', 'metrics', 'trades'] as const satisfies readonly RecordedKind[]
/** Rows that go together when there is no block. */
const ROWS = 1_000

const seriesOf = (kind: PackedKind): readonly string[] => (kind === 'candles' ? TIMEFRAMES : [''])

/** Deletes old rows, and old blocks whole: a block goes when its newest fact is past the limit. */
export class Retention {
  readonly #tables: MarketTables

  constructor(tables: MarketTables) {
    this.#tables = tables
  }

  #deleteRows({ kind, series }: Shelf, market: Market, before: number, limit: number): number {
    const { table, time, key } = KINDS[kind]
    const keys = key.join(', ')
    return this.#tables
      .statement(
        `DELETE FROM ${table} WHERE (${keys}) IN (
           SELECT ${keys} FROM ${table} WHERE instrument = ? AND ${kind === 'candles' ? 'timeframe = ?' : "? = ''"} AND ${time} < ?
           ORDER BY ${time} LIMIT ?)`,
      )
      .run(market.id, series, before, limit).changes
  }

  #deleteBlocks({ kind, series }: Shelf, market: Market, before: number, limit: number): number {
    return this.#tables
      .statement(
        `DELETE FROM blocks WHERE id IN (
           SELECT id FROM blocks WHERE kind = ? AND series = ? AND instrument = ? AND to_time < ? ORDER BY to_time LIMIT ?)`,
      )
      .run(kind, series, market.id, before, limit).changes
  }

  prune(cutoffs: RetentionCutoffs, limit: number): number {
    let removed = this.#tables
      .statement('DELETE FROM gaps WHERE id IN (SELECT id FROM gaps WHERE end_time < ? ORDER BY end_time LIMIT ?)')
      .run(cutoffs.gaps, limit).changes
    for (const market of this.#tables.markets())
      for (const kind of PACKED_KINDS)
        for (const series of seriesOf(kind))
          removed +=
            this.#deleteRows({ kind, series }, market, cutoffs[kind], limit) +
            this.#deleteBlocks({ kind, series }, market, cutoffs[kind], limit)
    return removed
  }

  /** One block, or a thousand rows, of the market that reaches furthest back. */
  forgetOldest(): RecordedKind | undefined {
    for (const kind of SPARED) {
      const { table, time } = KINDS[kind]
      const found = this.#tables.markets().flatMap((market) => {
        const block = this.#tables
          .statement("SELECT min(to_time) AS at FROM blocks WHERE kind = ? AND series = '' AND instrument = ?")
          .get(kind, market.id) as { at: number | null }
        const row = this.#tables.statement(`SELECT min(${time}) AS at FROM ${table} WHERE instrument = ?`).get(market.id) as {
          at: number | null
        }
        return block.at === null && row.at === null ? [] : [{ market, block: block.at ?? Infinity, row: row.at ?? Infinity }]
      })
      const [oldest] = found.sort((a, b) => Math.min(a.block, a.row) - Math.min(b.block, b.row))
      if (oldest === undefined) continue
      if (oldest.block <= oldest.row) this.#deleteBlocks({ kind, series: '' }, oldest.market, Infinity, 1)
      else this.#deleteRows({ kind, series: '' }, oldest.market, Infinity, ROWS)
      return kind
    }
    return undefined
  }
}
