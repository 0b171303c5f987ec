import { DAY, type Millis } from '../../../domain/index.ts'
import { sealBlock } from './block.ts'
import { INSERT, KINDS, PACKED_SHELVES, type Shelf } from './kinds.ts'
import type { PackedFacts, PackedKind } from './packing/index.ts'
import type { Market, MarketTables } from './tables.ts'

/** Rows older than this are packed also when they are too few for a full block. */
const LONGEST_WAIT = DAY

/** Turns settled rows into blocks, and blocks back into rows where a late fact belongs among them. */
export class Blocks {
  readonly #tables: MarketTables
  /** Newest time inside a block, by shelf and market. */
  readonly #packedUntil = new Map<string, number>()
  #turn = 0

  constructor(tables: MarketTables) {
    this.#tables = tables
  }

  reset(): void {
    this.#packedUntil.clear()
  }

  #until({ kind, series }: Shelf, market: Market): number {
    const key = `${kind} ${series} ${market.name}`
    const known = this.#packedUntil.get(key)
    if (known !== undefined) return known
    const { at } = this.#tables
      .statement('SELECT max(to_time) AS at FROM blocks WHERE kind = ? AND series = ? AND instrument = ?')
      .get(kind, series, market.id) as { at: number | null }
    const until = at ?? -Infinity
    this.#packedUntil.set(key, until)
    return until
  }

  /** Unpacks what covers `time`, so that a row of that time finds its like. A damaged block stays as it is. */
  makeLoose(shelf: Shelf, market: Market, time: number): void {
    if (time > this.#until(shelf, market)) return
    for (const block of this.#tables.blocks(shelf, market, { from: time, to: time + 1 })) {
      const facts = this.#tables.unpacked(shelf, market, block)
      if (facts.length === 0) continue
      for (const fact of facts) this.insert(shelf.kind, market, fact)
      this.#tables.statement('DELETE FROM blocks WHERE id = ?').run(block.id)
      this.#packedUntil.delete(`${shelf.kind} ${shelf.series} ${market.name}`)
    }
  }

  /** True when the row was not there before. */
  insert<Kind extends PackedKind>(kind: Kind, market: Market, fact: PackedFacts[Kind]): boolean {
    return this.#tables.statement(INSERT[kind]).run(market.id, ...KINDS[kind].values(fact)).changes > 0
  }

  /** Makes at most one block, of the next shelf and market in turn that has one ready. Returns its rows. */
  packNext(now: Millis): number {
    const markets = this.#tables.markets()
    const all = markets.flatMap((market) => PACKED_SHELVES.map((shelf) => ({ market, shelf })))
    for (let tried = 0; tried < all.length; tried += 1) {
      const next = all[this.#turn % all.length]
      this.#turn += 1
      const rows = next === undefined ? 0 : this.#pack(next.shelf, next.market, now)
      if (rows > 0) return rows
    }
    return 0
  }

  #pack<Kind extends PackedKind>(shelf: Shelf<Kind>, market: Market, now: Millis): number {
    const { table, time, timeOf, settles, blockRows } = KINDS[shelf.kind]
    const settled = { from: -Infinity, to: now - settles }
    const oldest = this.#tables.rowTime(shelf, market, settled)
    if (oldest === undefined) return 0
    // A block ends before the next one, and a moment is never cut in two.
    const [next] = this.#tables.blocks(shelf, market, { from: oldest, to: Infinity }, 1)
    const to = Math.min(settled.to, next !== undefined && next.from_time > oldest ? next.from_time : Infinity)
    const last = this.#tables.rowTime(shelf, market, { from: oldest, to }, blockRows - 1)
    const full = last !== undefined || to < settled.to
    if (!full && oldest > now - LONGEST_WAIT) return 0
    const range = { from: oldest, to: last === undefined ? to : last + 1 }
    const facts = this.#tables.rows(shelf, market, range)
    const newest = facts.at(-1)
    if (newest === undefined) return 0
    const end = timeOf(newest)
    this.#tables
      .statement('INSERT INTO blocks (kind, series, instrument, from_time, to_time, rows, data) VALUES (?, ?, ?, ?, ?, ?, ?)')
      .run(shelf.kind, shelf.series, market.id, oldest, end, facts.length, sealBlock(shelf.kind, facts))
    this.#tables
      .statement(
        `DELETE FROM ${table} WHERE instrument = ? AND ${shelf.kind === 'candles' ? 'timeframe = ?' : "? = ''"} AND ${time} >= ? AND ${time} <= ?`,
      )
      .run(market.id, shelf.series, oldest, end)
    const key = `${shelf.kind} ${shelf.series} ${market.name}`
    this.#packedUntil.set(key, Math.max(this.#until(shelf, market), end))
    return facts.length
  }
}
