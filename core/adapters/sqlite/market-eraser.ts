import { TIMEFRAMES } from '../../domain/index.ts'
import type { MarketEraser } from '../../ports/index.ts'
import { openDatabase } from './database.ts'
import { MARKET_MIGRATIONS } from './market-schema.ts'
import { Blocks } from './market/blocks.ts'
import { KINDS } from './market/kinds.ts'
import { type DamagedBlock, MarketTables } from './market/tables.ts'

/** Pages given back to the file system at a time when all is done. */
const FREE_STEP = 100_000

/**
 * Removes ranges from a market database that nobody else writes. A packed block that reaches over the
 * border of a range is unpacked first, so that what lies outside stays.
 */
export function sqliteMarketEraser(file: string, damaged: (block: DamagedBlock) => void): MarketEraser {
  const database = openDatabase(file, { migrations: MARKET_MIGRATIONS, synchronous: 'FULL' })
  const tables = new MarketTables(database, damaged)
  const blocks = new Blocks(tables)
  const erase = database.transaction<MarketEraser['erase']>((kind, { instrument, from, to }) => {
    const market = tables.market(instrument)
    if (market === undefined) return 0
    const { table, time } = KINDS[kind]
    let erased = 0
    for (const series of kind === 'candles' ? TIMEFRAMES : ['']) {
      const shelf = { kind, series }
      for (const border of [from, to - 1]) blocks.makeLoose(shelf, market, border)
      const inside = tables.blocks(shelf, market, { from, to }).filter((block) => block.from_time >= from && block.to_time < to)
      for (const { id, rows } of inside) {
        tables.statement('DELETE FROM blocks WHERE id = ?').run(id)
        erased += rows
      }
    }
    const rows = tables.statement(`DELETE FROM ${table} WHERE instrument = ? AND ${time} >= ? AND ${time} < ?`)
    return erased + rows.run(market.id, from, to).changes
  })
  return {
    erase: (kind, range) => erase.immediate(kind, range),
    close() {
      database.pragma(`incremental_vacuum(${String(FREE_STEP)})`)
      database.pragma('wal_checkpoint(TRUNCATE)')
      database.close()
    },
  }
}
