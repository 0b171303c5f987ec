import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type EngineEvent, type EngineInput, InputError, type MarketEvent, millis } from '../../domain/index.ts'
import { barRules } from '../../recording/index.ts'
import { BTC, bookAt, candleAt, gapAt, tradeAt } from '../../testing/market-facts.ts'
import { type Migration, openDatabase } from './database.ts'
import { sqliteJournal } from './journal.ts'
import { type MarketStoreOptions, sqliteMarketStore } from './market-store.ts'

const OPTIONS: MarketStoreOptions = {
  bars: barRules,
  damaged: ({ reason }) => {
    throw new Error(reason)
  },
}
let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sentinel-sqlite-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})
const file = (): string => join(folder, 'test.db')
const rowsOf = (sql: string): unknown[] => {
  const database = new Database(file(), { readonly: true })
  const rows = database.prepare(sql).all()
  database.close()
  return rows
}

const INPUT: EngineInput = { type: 'ClockTicked' }
const halted = (reason: string): EngineEvent => ({ type: 'TradingHalted', code: 'x', reason, by: 'test' })

describe('the journal', () => {
  it('numbers inputs and events in one row of sequences and reads them back, also after a restart', () => {
    const first = sqliteJournal(file())
    expect(first.append(millis(1), INPUT, [halted('größe'), halted('b')])).toBe(1)
    expect(first.append(millis(2), INPUT, [])).toBe(4)
    first.close()
    const again = sqliteJournal(file())
    expect(again.lastSequence()).toBe(4)
    expect(again.append(millis(3), INPUT, [halted('c')])).toBe(5)
    const rows = again.read(0, 100)
    expect(rows.map(({ sequence, at, cause, entry }) => [sequence, at, cause, entry.kind])).toEqual([
      [1, 1, 1, 'input'],
      [2, 1, 1, 'event'],
      [3, 1, 1, 'event'],
      [4, 2, 4, 'input'],
      [5, 3, 5, 'input'],
      [6, 3, 5, 'event'],
    ])
    expect(again.read(2, 2).map(({ sequence }) => sequence)).toEqual([3, 4])
    expect(again.find('größe', 5).map(({ sequence }) => sequence)).toEqual([2])
    const folded: number[] = []
    again.replay(({ sequence }) => folded.push(sequence))
    expect(folded).toEqual([1, 2, 3, 4, 5, 6])
    expect(again.takeCommitTimes()).toHaveLength(1)
    again.close()
  })

  it.each([
    ['the first', 0],
    ['the last', 2],
  ])('writes an input with all its events or nothing: %s event cannot be written', (_what, at) => {
    const journal = sqliteJournal(file())
    journal.append(millis(1), INPUT, [halted('before')])
    // A decimal in a field that has no unit is refused in the middle of the transaction.
    const broken = { type: 'TradingRearmed', by: 'x', nameless: 5n } as EngineEvent
    const events = [halted('a'), halted('b'), halted('c')].map((event, index) => (index === at ? broken : event))
    expect(() => journal.append(millis(2), INPUT, events)).toThrow('nameless')
    expect(journal.lastSequence()).toBe(2)
    expect(journal.append(millis(3), INPUT, [halted('after')])).toBe(3)
    journal.close()
    expect(rowsOf('SELECT sequence FROM journal ORDER BY sequence')).toEqual([1, 2, 3, 4].map((sequence) => ({ sequence })))
  })

  it('leaves nothing behind when the row of another writer is in the way', () => {
    const journal = sqliteJournal(file())
    const other = new Database(file())
    other.prepare("INSERT INTO journal (sequence, at, cause, kind, type, payload) VALUES (2, 1, 2, 'event', 'X', '{}')").run()
    other.close()
    expect(() => journal.append(millis(1), INPUT, [halted('a')])).toThrow('UNIQUE')
    expect(rowsOf('SELECT sequence FROM journal')).toEqual([{ sequence: 2 }])
    journal.close()
  })

  it('is durable to the power cut: a full sync at each commit', () => {
    const database = openDatabase(file(), { migrations: [], synchronous: 'FULL' })
    expect([database.pragma('synchronous', { simple: true }), database.pragma('journal_mode', { simple: true })]).toEqual([
      2,
      'wal',
    ])
    database.close()
  })
})

describe('migrations', () => {
  const one: Migration = { version: 1, name: 'one', sql: 'CREATE TABLE a (x INTEGER) STRICT' }
  const two: Migration = { version: 2, name: 'two', sql: 'ALTER TABLE a ADD COLUMN y INTEGER; UPDATE a SET y = x' }
  const open = (migrations: readonly Migration[]) => openDatabase(file(), { migrations, synchronous: 'NORMAL' })

  it('keep what was there, and put the file as it was aside first', () => {
    const old = open([one])
    old.exec('INSERT INTO a VALUES (7)')
    old.close()
    expect(existsSync(`${file()}.schema-1.bak`)).toBe(false)
    const next = open([one, two])
    expect(next.prepare('SELECT * FROM a').all()).toEqual([{ x: 7, y: 7 }])
    next.close()
    const backup = new Database(`${file()}.schema-1.bak`, { readonly: true })
    expect([backup.prepare('SELECT * FROM a').all(), backup.pragma('user_version', { simple: true })]).toEqual([[{ x: 7 }], 1])
    backup.close()
    expect(existsSync(`${file()}.schema-1.bak.partial`)).toBe(false)
    open([one, two]).close()
  })

  it('leave the file at the last good step when one fails', () => {
    open([one]).close()
    const bad: Migration = { version: 2, name: 'bad', sql: 'CREATE TABLE b (x INTEGER) STRICT; SELECT * FROM nowhere' }
    expect(() => open([one, bad])).toThrow('nowhere')
    const after = open([one])
    expect(after.prepare("SELECT name FROM sqlite_master WHERE name = 'b'").all()).toEqual([])
    after.close()
  })

  it('refuse a file of a newer program and do not touch it', () => {
    open([one, two]).close()
    expect(() => open([one])).toThrow(InputError)
    expect(() => open([one])).toThrow(/newer version \(schema 2, this one knows 1\); update the program/)
    open([one, two]).close()
  })

  it('name the folder when it cannot be opened', () => {
    expect(() => openDatabase('/dev/null/x.db', { migrations: [], synchronous: 'FULL' })).toThrow(/data folder: .*--data DIR/)
  })
})

describe('the market store', () => {
  const prices = { open: 1, high: 2.5, low: 0.5, close: 2, volume: 3 }
  const events: readonly MarketEvent[] = [
    tradeAt(1, 1, 'buy'),
    candleAt(0, prices),
    candleAt(60_000, { ...prices, close: 1.5 }),
    bookAt(5, 1, 2),
    gapAt(6, 'trades'),
  ]
  const counts = () =>
    rowsOf(`SELECT (SELECT count(*) FROM trades) AS trades, (SELECT count(*) FROM candles) AS candles,
      (SELECT count(*) FROM books) AS books, (SELECT count(*) FROM gaps) AS gaps`)

  it('changes nothing when the same facts are written again', () => {
    const store = sqliteMarketStore(file(), OPTIONS)
    store.write(events)
    store.write([...events, ...events])
    expect(counts()).toEqual([{ trades: 1, candles: 2, books: 1, gaps: 1 }])
    store.close()
  })

  it('gives back the newest bars of a range, oldest first, exactly', () => {
    const store = sqliteMarketStore(file(), OPTIONS)
    store.write([...Array(5).keys()].map((index) => candleAt(index * 60_000, prices)))
    const query = { instrument: BTC.id, timeframe: '1m', limit: 2 } as const
    expect(store.candles(query).map(({ openTime }) => openTime)).toEqual([180_000, 240_000])
    expect(store.candles({ ...query, to: millis(120_000) }).map(({ openTime }) => openTime)).toEqual([60_000, 120_000])
    expect(store.candles({ ...query, from: millis(240_001) })).toEqual([])
    const [bar] = store.candles({ ...query, limit: 1 })
    const { exchangeTime: _exchange, receivedTime: _received, ...facts } = candleAt(240_000, prices)
    expect(bar).toMatchObject(facts)
    store.close()
  })

  it('takes a batch whole or not at all', () => {
    const store = sqliteMarketStore(file(), OPTIONS)
    const broken = { ...tradeAt(2, 1, 'buy'), price: null } as unknown as MarketEvent
    expect(() => {
      store.write([tradeAt(1, 1, 'buy'), broken])
    }).toThrow()
    expect(counts()).toEqual([{ trades: 0, candles: 0, books: 0, gaps: 0 }])
    store.write(events)
    expect(counts()).toEqual([{ trades: 1, candles: 2, books: 1, gaps: 1 }])
    store.close()
  })
})
