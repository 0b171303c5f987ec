import { type Candle, type InstrumentId, type MarketEvent, millis, required } from '../../domain/index.ts'
import type { BarRules, MarketStore } from '../../ports/index.ts'
import { openDatabase } from './database.ts'
import { MARKET_MIGRATIONS } from './market-schema.ts'
import { Bars } from './market/bars.ts'
import { Blocks } from './market/blocks.ts'
import { gapValues, WRITE_GAP } from './market/gaps.ts'
import { Retention } from './market/retention.ts'
import { type DamagedBlock, type Market, MarketTables } from './market/tables.ts'

export interface MarketStoreOptions {
  readonly bars: BarRules
  /** Told of a block that cannot be read. */
  readonly damaged: (block: DamagedBlock) => void
  /** The file never grows beyond this: the store refuses then, as it does on a full disk. Without end unless told. */
  readonly maxBytes?: number
}

/** The facts that wait in memory may wait; the thread that writes them may not. */
const BUSY_TIMEOUT = 100
/** Pages in the log beyond which a commit itself puts them into the file, should nobody {@link MarketStore.tidy}. */
const LOG_PAGES = 16_384
/** Bytes that the log file keeps after its content is in the database. */
const LOG_BYTES = 64 * 1024 * 1024
/** Free pages that are kept for what is written next, and pages given back at a time. */
const FREE_KEPT = 1_024
const FREE_STEP = 256

/** The market database: trades, bars, books, bins, metrics and gaps. Writing the same fact again changes nothing. */
export function sqliteMarketStore(file: string, { bars: rules, damaged, maxBytes }: MarketStoreOptions): MarketStore {
  const database = openDatabase(file, {
    migrations: MARKET_MIGRATIONS,
    synchronous: 'NORMAL',
    busyTimeout: BUSY_TIMEOUT,
    autoVacuum: 'INCREMENTAL',
  })
  database.pragma(`wal_autocheckpoint = ${String(LOG_PAGES)}`)
  database.pragma(`journal_size_limit = ${String(LOG_BYTES)}`)
  const count = (pragma: string): number => Number(database.pragma(pragma, { simple: true }))
  if (maxBytes !== undefined) count(`max_page_count = ${String(Math.ceil(maxBytes / count('page_size')))}`)
  const tables = new MarketTables(database, damaged)
  const blocks = new Blocks(tables)
  const bars = new Bars(tables, rules, (shelf, market, time) => {
    blocks.makeLoose(shelf, market, time)
  })
  const retention = new Retention(tables)
  const known = new Map<InstrumentId, Market>()
  const marketOf = (name: InstrumentId): Market => {
    const cached = known.get(name)
    if (cached !== undefined) return cached
    tables.statement('INSERT OR IGNORE INTO instruments (name) VALUES (?)').run(name)
    const market = required(tables.market(name), 'an inserted instrument is found')
    known.set(name, market)
    return market
  }
  const writeOne = (event: MarketEvent): void => {
    const market = marketOf(event.instrument)
    switch (event.kind) {
      case 'trade':
        blocks.makeLoose({ kind: 'trades', series: '' }, market, event.exchangeTime)
        if (blocks.insert('trades', market, event)) bars.traded(market, event.exchangeTime)
        return
      case 'candle':
        if (event.closed) bars.write(market, event)
        return
      case 'book-snapshot':
        blocks.insert('books', market, event)
        return
      case 'book-bins':
        blocks.insert('bins', market, event)
        return
      case 'metrics':
        blocks.insert('metrics', market, event)
        return
      case 'gap':
        tables.statement(WRITE_GAP).run(...gapValues(event, market.id))
        return
      case 'quote':
      case 'book-delta':
        return
    }
  }
  /** A rolled-back transaction takes with it what is remembered about the file. */
  const whole = <Args extends unknown[], Result>(work: (...args: Args) => Result): ((...args: Args) => Result) => {
    const transaction = database.transaction(work)
    return (...args) => {
      try {
        return transaction.immediate(...args)
      } catch (error) {
        known.clear()
        blocks.reset()
        bars.reset()
        throw error
      }
    }
  }
  const candles = database.transaction((market: Market, query: Parameters<MarketStore['candles']>[0]): readonly Candle[] =>
    bars.newest(
      market,
      query.timeframe,
      { from: query.from ?? 0, to: (query.to ?? millis(Number.MAX_SAFE_INTEGER - 1)) + 1 },
      query.limit,
    ),
  )
  return {
    write: whole((events) => {
      for (const event of events) writeOne(event)
      bars.settle()
    }),
    prune: whole((cutoffs, limit) => retention.prune(cutoffs, limit)),
    pack: whole((now) => blocks.packNext(now)),
    forgetOldest: whole(() => retention.forgetOldest()),
    tidy() {
      database.pragma('wal_checkpoint(PASSIVE)')
      if (count('freelist_count') > FREE_KEPT) database.pragma(`incremental_vacuum(${String(FREE_STEP)})`)
    },
    size() {
      const page = count('page_size')
      const free = count('freelist_count')
      return { used: (count('page_count') - free) * page, free: free * page }
    },
    candles(query) {
      const market = tables.market(query.instrument)
      return market === undefined ? [] : candles(market, query)
    },
    close() {
      database.pragma('wal_checkpoint(TRUNCATE)')
      database.close()
    },
  }
}
