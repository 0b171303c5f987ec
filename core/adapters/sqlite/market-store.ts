import {
  type BookLevel,
  type BookSnapshot,
  type Candle,
  type Gap,
  formatPrice,
  formatQuantity,
  fromWire,
  type InstrumentId,
  type MarketEvent,
  required,
  type Trade,
} from '../../domain/index.ts'
import type { MarketStore } from '../../ports/index.ts'
import { openDatabase } from './database.ts'
import { MARKET_MIGRATIONS } from './market-schema.ts'

interface CandleRecord {
  readonly open_time: number
  readonly open: string
  readonly high: string
  readonly low: string
  readonly close: string
  readonly volume: string
  readonly trades: number
}

const levelsText = (levels: readonly BookLevel[]): string =>
  JSON.stringify(levels.map((level) => [formatPrice(level.price), formatQuantity(level.quantity)]))

/** The market database: closed candles, trades, book snapshots and gaps. Writing the same fact again changes nothing. */
export function sqliteMarketStore(file: string): MarketStore {
  const database = openDatabase(file, { migrations: MARKET_MIGRATIONS, synchronous: 'NORMAL' })
  const addInstrument = database.prepare('INSERT OR IGNORE INTO instruments (name) VALUES (?)')
  const findInstrument = database.prepare<[string], { id: number }>('SELECT id FROM instruments WHERE name = ?')
  const known = new Map<InstrumentId, number>()
  const idOf = (name: InstrumentId): number => {
    const cached = known.get(name)
    if (cached !== undefined) return cached
    addInstrument.run(name)
    const { id } = required(findInstrument.get(name), 'an inserted instrument is found')
    known.set(name, id)
    return id
  }
  const insertTrade = database.prepare('INSERT OR IGNORE INTO trades VALUES (?, ?, ?, ?, ?, ?, ?)')
  const insertCandle = database.prepare('INSERT OR REPLACE INTO candles VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)')
  const insertBook = database.prepare('INSERT OR REPLACE INTO book_snapshots VALUES (?, ?, ?, ?, ?, ?)')
  const insertGap = database.prepare(
    'INSERT OR IGNORE INTO gaps (instrument, channel, start_sequence, end_sequence, missing_count, exchange_time, received_time, cause) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  )
  const writeTrade = (t: Trade): void => {
    insertTrade.run(
      idOf(t.instrument),
      t.exchangeTime,
      t.receivedTime,
      t.id,
      formatPrice(t.price),
      formatQuantity(t.quantity),
      t.aggressor,
    )
  }
  const writeCandle = (c: Candle): void => {
    const prices = [c.open, c.high, c.low, c.close].map((p) => formatPrice(p))
    insertCandle.run(idOf(c.instrument), c.timeframe, c.openTime, ...prices, formatQuantity(c.volume), c.trades)
  }
  const writeBook = (b: BookSnapshot): void => {
    insertBook.run(idOf(b.instrument), b.exchangeTime, b.receivedTime, b.sequence, levelsText(b.bids), levelsText(b.asks))
  }
  const writeGap = (g: Gap): void => {
    insertGap.run(
      idOf(g.instrument),
      g.channel,
      g.startSequence ?? 0,
      g.endSequence ?? 0,
      g.missingCount ?? 0,
      g.exchangeTime,
      g.receivedTime,
      g.cause,
    )
  }
  const write = database.transaction((events: readonly MarketEvent[]) => {
    for (const event of events) {
      if (event.kind === 'trade') writeTrade(event)
      else if (event.kind === 'candle' && event.closed) writeCandle(event)
      else if (event.kind === 'book-snapshot') writeBook(event)
      else if (event.kind === 'gap') writeGap(event)
    }
  })
  const pruneCandles = database.prepare(
    'DELETE FROM candles WHERE (instrument, timeframe, open_time) IN (SELECT instrument, timeframe, open_time FROM candles WHERE open_time < ? LIMIT ?)',
  )
  const pruneTrades = database.prepare(
    'DELETE FROM trades WHERE (instrument, trade_id) IN (SELECT instrument, trade_id FROM trades WHERE exchange_time < ? LIMIT ?)',
  )
  const pruneBooks = database.prepare(
    'DELETE FROM book_snapshots WHERE (instrument, received_time) IN (SELECT instrument, received_time FROM book_snapshots WHERE exchange_time < ? LIMIT ?)',
  )
  const newest = database.prepare<[string, string, number, number, number], CandleRecord>(`
    SELECT open_time, open, high, low, close, volume, trades FROM candles
    WHERE instrument = (SELECT id FROM instruments WHERE name = ?) AND timeframe = ? AND open_time BETWEEN ? AND ?
    ORDER BY open_time DESC LIMIT ?`)
  return {
    write(events) {
      try {
        write.immediate(events)
      } catch (error) {
        // A rolled-back transaction takes the ids it inserted with it.
        known.clear()
        throw error
      }
    },
    prune(cutoffs, limit) {
      const removed = [
        pruneCandles.run(cutoffs.candles, limit),
        pruneTrades.run(cutoffs.trades, limit),
        pruneBooks.run(cutoffs.books, limit),
      ]
      return removed.reduce((sum, { changes }) => sum + changes, 0)
    },
    candles(query) {
      const rows = newest.all(
        query.instrument,
        query.timeframe,
        query.from ?? 0,
        query.to ?? Number.MAX_SAFE_INTEGER,
        query.limit,
      )
      return rows.reverse().map((row) => {
        const { open_time, ...rest } = row
        const base = {
          kind: 'candle',
          instrument: query.instrument,
          timeframe: query.timeframe,
          openTime: open_time,
          closed: true,
        }
        return fromWire<Candle>({ ...base, ...rest, exchangeTime: open_time, receivedTime: open_time })
      })
    },
    close() {
      database.pragma('wal_checkpoint(TRUNCATE)')
      database.close()
    },
  }
}
