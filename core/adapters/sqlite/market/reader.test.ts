import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DAY, type Gap, HOUR, type MarketEvent, millis, MINUTE, price, quantity, SECOND, toJson } from '../../../domain/index.ts'
import { BTC, gapAt } from '../../../testing/market-facts.ts'
import {
  ALL,
  all,
  at,
  bins,
  book,
  ETH,
  marketDatabase,
  type MarketDatabase,
  metrics,
  packAll,
  second,
  T0,
  trade,
} from '../../../testing/market-database.ts'
import { openDatabase } from '../database.ts'
import { MARKET_MIGRATIONS } from '../market-schema.ts'

let database: MarketDatabase
beforeEach(() => {
  database = marketDatabase()
})
afterEach(() => {
  database.remove()
})

describe('what is read back', () => {
  const facts = [...Array(1_500).keys()].flatMap((index) => {
    const time = T0 + index * 100
    return [trade(time), book(time), bins(time), metrics(time)]
  })
  const of = (kind: MarketEvent['kind']) => facts.filter((fact) => fact.kind === kind)

  it.each(['as rows', 'packed', 'half of each'])('is what was written, in order and once: %s', async (how) => {
    const store = database.store()
    store.write(facts)
    store.write([second(T0), second(T0 + SECOND), book(T0, ETH)])
    const now = T0 + (how === 'as rows' ? 0 : how === 'packed' ? 2 * DAY : 15 * MINUTE)
    packAll(store, now)
    const reader = database.reader()
    expect(await all(reader.trades(ALL))).toEqual(of('trade'))
    expect(await all(reader.books(ALL))).toEqual(of('book-snapshot'))
    expect(await all(reader.bins(ALL))).toEqual(of('book-bins'))
    expect(await all(reader.metrics(ALL))).toEqual(of('metrics'))
    expect(await all(reader.candles(ALL, '1s'))).toEqual([second(T0), second(T0 + SECOND)])
    expect(await all(reader.books({ ...ALL, instrument: ETH }))).toEqual([book(T0, ETH)])
    const middle = { ...ALL, from: millis(T0 + 50_000), to: millis(T0 + 110_000) }
    expect(await all(reader.books(middle))).toEqual(of('book-snapshot').slice(500, 1_100))
    const spans = await reader.spans()
    const last = T0 + 149_900
    expect(spans.filter(({ instrument }) => instrument === BTC.id)).toEqual(
      ['trades', 'candles', 'books', 'bins', 'metrics'].map((kind) =>
        kind === 'candles'
          ? { instrument: BTC.id, kind, from: T0, to: T0 + SECOND, rows: 2 }
          : { instrument: BTC.id, kind, from: T0, to: last, rows: 1_500 },
      ),
    )
    const [left] = database.sql<{ rows: number; blocks: number }>(
      "SELECT (SELECT count(*) FROM books) AS rows, (SELECT count(*) FROM blocks WHERE kind = 'books') AS blocks",
    )
    expect(left).toEqual(
      how === 'as rows' ? { rows: 1_501, blocks: 0 } : how === 'packed' ? { rows: 0, blocks: 4 } : { rows: 301, blocks: 2 },
    )
  })

  it('stays whole while a reader is in the middle of it and rows turn into blocks', async () => {
    const store = database.store()
    const books = [...Array(5_000).keys()].map((index) => book(T0 + index * 10))
    store.write(books)
    const reader = database.reader()
    const read: unknown[] = []
    for await (const batch of reader.books(ALL)) {
      read.push(...batch)
      packAll(store, T0 + 2 * DAY)
    }
    expect(read).toEqual(books)
  })

  it('keeps several facts of one moment together, whatever the cuts', async () => {
    const store = database.store()
    const trades = [...Array(5_000).keys()].map((index) => trade(T0 + Math.floor(index / 1_700), { id: String(index) }))
    store.write(trades)
    packAll(store, T0 + HOUR)
    expect(await all(database.reader().trades(ALL))).toEqual(trades)
  })

  it('is exact to the last digit and wider than a machine word', async () => {
    const store = database.store()
    const wide = { price: price('123456789012345678.000000000001'), quantity: quantity('98765432109876543210.5') }
    const odd = { ...book(T0), bids: [wide], asks: [] }
    const facts = [odd, book(T0 + 1), trade(T0, wide)]
    store.write(facts)
    const reader = database.reader()
    const read = async () => [...(await all(reader.books(ALL))), ...(await all(reader.trades(ALL)))]
    expect(await read()).toEqual(facts)
    packAll(store, T0 + 2 * DAY)
    expect(await read()).toEqual(facts)
  })

  it('is still merged when late books belong inside blocks', async () => {
    const store = database.store()
    const even = [...Array(600).keys()].map((index) => book(T0 + index * 20))
    const odd = [...Array(600).keys()].map((index) => book(T0 + index * 20 + 10))
    store.write(even)
    packAll(store, T0 + HOUR)
    store.write(odd)
    packAll(store, T0 + 2 * DAY)
    const expected = [...even, ...odd].sort((a, b) => a.exchangeTime - b.exchangeTime)
    expect((await all(database.reader().books(ALL))).map(toJson)).toEqual(expected.map(toJson))
  })
})

describe('a damaged block', () => {
  it('is reported and left out, and everything else is read', async () => {
    const store = database.store()
    const books = [...Array(1_800).keys()].map((index) => book(T0 + index * 100))
    store.write(books)
    packAll(store, T0 + HOUR)
    database.sql('UPDATE blocks SET data = CAST(substr(data, 1, 100) || zeroblob(8) || substr(data, 109) AS BLOB) WHERE id = 2')
    const reader = database.reader()
    expect(await all(reader.books(ALL))).toEqual([...books.slice(0, 600), ...books.slice(1_200)])
    expect(database.damaged).toMatchObject([{ id: 2, kind: 'books', instrument: BTC.id, rows: 600, from: T0 + 60_000 }])
    expect(store.forgetOldest()).toBe('books')
    expect(store.forgetOldest()).toBe('books')
    expect(await all(reader.books(ALL))).toEqual(books.slice(1_200))
  })
})

describe('gaps', () => {
  it('are told again under their id when their repair changes', async () => {
    const store = database.store()
    const { startSequence: _s, endSequence: _e, missingCount: _m, ...unnumbered } = gapAt(T0 + 500, 'book')
    const open: Gap = { ...gapAt(T0, 'trades'), endTime: millis(T0 + 60) }
    const closed: Gap = { ...open, recovered: 2, repairedBy: 'backfill' }
    store.write([open, unnumbered])
    const reader = database.reader()
    expect(await reader.gaps({ limit: 10 })).toEqual([open, unnumbered])
    store.write([closed])
    expect(await reader.gaps({ limit: 10 })).toEqual([closed, unnumbered])
    expect(await reader.gaps({ limit: 10, open: true })).toEqual([unnumbered])
    expect(await reader.gaps({ limit: 1 })).toEqual([unnumbered])
    expect(await reader.gaps({ limit: 9, from: millis(T0 + 60), to: millis(T0 + 500) })).toEqual([closed])
    expect(await reader.gaps({ limit: 9, from: millis(T0 + 61), to: millis(T0 + 500) })).toEqual([])
    expect(await reader.gaps({ limit: 9, instrument: ETH })).toEqual([])
  })
})

describe('a reader', () => {
  it('names a file that is not there, or that no newer program has brought up to date', () => {
    expect(() => database.reader()).toThrow(/data folder: .*market.db: is not there yet; record something first/)
    const first = openDatabase(database.file, { migrations: MARKET_MIGRATIONS.slice(0, 1), synchronous: 'NORMAL' })
    expect(() => database.reader()).toThrow(/an older version \(schema 1, this one reads 2\); start the program once/)
    first.pragma('user_version = 99')
    first.close()
    expect(() => database.reader()).toThrow(/a newer version \(schema 99, this one knows 2\); update the program/)
  })
})

describe('the second schema', () => {
  it('takes over what the first one held', async () => {
    const first = openDatabase(database.file, { migrations: MARKET_MIGRATIONS.slice(0, 1), synchronous: 'NORMAL' })
    first.exec(`
      INSERT INTO instruments VALUES (1, '${BTC.id}');
      INSERT INTO trades VALUES (1, ${String(T0)}, ${String(T0 + 7)}, '5', '100.5', '0.25', 'sell');
      INSERT INTO candles VALUES (1, '1m', ${String(T0)}, '1', '2', '0.5', '1.5', '3', 4);
      INSERT INTO book_snapshots VALUES (1, ${String(T0)}, ${String(T0 + 7)}, 9, '[["100","1.5"]]', '[]');
      INSERT INTO gaps VALUES (1, 1, 'trades', 3, 5, 3, ${String(T0)}, ${String(T0 + 7)}, 'old');
      INSERT INTO gaps VALUES (2, 1, 'trades', 0, 0, 0, ${String(T0)}, ${String(T0 + 7)}, 'unknown');`)
    first.close()
    database.store()
    const reader = database.reader()
    expect(await all(reader.trades(ALL))).toEqual([
      { kind: 'trade', ...at(T0), id: '5', price: price('100.5'), quantity: quantity('0.25'), aggressor: 'sell' },
    ])
    expect(await all(reader.books(ALL))).toEqual([
      { kind: 'book-snapshot', ...at(T0), sequence: 9, bids: [{ price: price('100'), quantity: quantity('1.5') }], asks: [] },
    ])
    expect(await all(reader.candles(ALL, '1m'))).toMatchObject([
      { openTime: T0, exchangeTime: T0 + MINUTE, close: price('1.5'), trades: 4, closed: true },
    ])
    const gaps = await reader.gaps({ limit: 9 })
    expect(gaps).toMatchObject([
      { startSequence: 3, endSequence: 5, missingCount: 3, startTime: T0, cause: 'old', recovered: 0 },
      { startTime: T0, cause: 'unknown' },
    ])
    expect(gaps[1]).not.toHaveProperty('startSequence')
    expect(gaps[1]).not.toHaveProperty('missingCount')
    expect(database.sql('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }])
  })
})
