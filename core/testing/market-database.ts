/** A market database in a folder of its own, and short facts to put into it. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { type DamagedBlock, sqliteMarketReader, sqliteMarketStore } from '../adapters/sqlite/index.ts'
import {
  type BookBins,
  type BookSnapshot,
  type Candle,
  type DerivedMetrics,
  exchangeId,
  type InstrumentId,
  instrumentId,
  millis,
  price,
  quantity,
  type Trade,
} from '../domain/index.ts'
import type { FactBatches, MarketReader, MarketStore } from '../ports/index.ts'
import { barRules } from '../recording/index.ts'
import { BTC, bookAt, candleAt, tradeAt } from './market-facts.ts'

/** The open of a five-minute bar. */
export const T0 = 1_700_006_400_000
export const ETH = instrumentId(exchangeId('binance'), 'ETH/USDT')
export const ALL = { instrument: BTC.id, from: millis(0), to: millis(2 ** 50) }

export interface MarketDatabase {
  readonly file: string
  /** Blocks that could not be read. */
  readonly damaged: readonly DamagedBlock[]
  store(): MarketStore
  reader(): MarketReader
  /** Runs a statement on a connection of its own. */
  sql<Row>(text: string): Row[]
  /** Closes what was opened and removes the folder. */
  remove(): void
}

export function marketDatabase(): MarketDatabase {
  const folder = mkdtempSync(join(tmpdir(), 'sentinel-market-'))
  const file = join(folder, 'market.db')
  const damaged: DamagedBlock[] = []
  const opened: { close(): unknown }[] = []
  const report = (block: DamagedBlock): void => void damaged.push(block)
  const keep = <Opened extends { close(): unknown }>(one: Opened): Opened => {
    opened.push(one)
    return one
  }
  return {
    file,
    damaged,
    store: () => keep(sqliteMarketStore(file, { bars: barRules, damaged: report })),
    reader: () => keep(sqliteMarketReader(file, report)),
    sql: <Row>(text: string) => {
      const database = new Database(file)
      const statement = database.prepare(text)
      const rows = statement.reader ? statement.all() : [statement.run()]
      database.close()
      return rows as Row[]
    },
    remove() {
      for (const each of opened) each.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export async function all<Fact>(batches: FactBatches<Fact>): Promise<Fact[]> {
  const facts: Fact[] = []
  for await (const batch of batches) facts.push(...batch)
  return facts
}

export const packAll = (store: MarketStore, now: number): void => {
  while (store.pack(millis(now)) > 0);
}

export const at = (time: number, instrument: InstrumentId = BTC.id) => ({
  instrument,
  exchangeTime: millis(time),
  receivedTime: millis(time + 7),
})
export const trade = (time: number, of: Partial<Trade> = {}): Trade => ({ ...tradeAt(time, 1, 'buy'), ...at(time), ...of })
export const book = (time: number, instrument: InstrumentId = BTC.id): BookSnapshot => ({
  ...bookAt(time, 1 + (time % 7), 2, instrument),
  ...at(time, instrument),
})
export const bins = (time: number): BookBins => ({
  kind: 'book-bins',
  ...at(time),
  bins: [
    {
      bps: 5,
      bid: { volume: quantity('1.5'), count: 3, vwap: price('99.5') },
      ask: { volume: quantity('0'), count: 0, truncated: true },
    },
  ],
})
export const metrics = (time: number): DerivedMetrics => ({
  kind: 'metrics',
  ...at(time),
  cumulativeDelta: quantity('-3.25'),
  tradeRate: 0.1,
  imbalance: 1 / 3,
})
export const second = (open: number, volume = 1): Candle =>
  candleAt(open, { open: 1, high: 2.5, low: 0.5, close: 2, volume }, '1s')
