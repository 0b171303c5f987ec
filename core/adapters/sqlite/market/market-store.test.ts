import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  type BookBins,
  type Candle,
  DAY,
  type DerivedMetrics,
  exchangeId,
  type Gap,
  HOUR,
  type InstrumentId,
  instrumentId,
  type MarketEvent,
  millis,
  MINUTE,
  price,
  quantity,
  SECOND,
  type Timeframe,
  type Trade,
  toJson,
} from '../../../domain/index.ts'
import type { FactBatches, MarketStore, RetentionCutoffs } from '../../../ports/index.ts'
import { barRules } from '../../../recording/index.ts'
import { BTC, bookAt, candleAt, gapAt, tradeAt } from '../../../testing/market-facts.ts'
import { openDatabase } from '../database.ts'
import { sqliteMarketStore } from '../market-store.ts'
import { MARKET_MIGRATIONS } from '../market-schema.ts'
import { sqliteMarketReader } from './reader.ts'
import type { DamagedBlock } from './tables.ts'

const T0 = 1_700_006_400_000
const ETH = instrumentId(exchangeId('binance'), 'ETH/USDT')
const ALL = { instrument: BTC.id, from: millis(0), to: millis(2 ** 50) }

let folder = ''
let damaged: DamagedBlock[] = []
const opened: { close(): unknown }[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sentinel-market-'))
  damaged = []
})
afterEach(() => {
  for (const each of opened.splice(0)) each.close()
  rmSync(folder, { recursive: true, force: true })
})
const file = (): string => join(folder, 'market.db')
const report = (block: DamagedBlock): void => void damaged.push(block)
function openStore(): MarketStore {
  const store = sqliteMarketStore(file(), { bars: barRules, damaged: report })
  opened.push(store)
  return store
}
function openReader() {
  const reader = sqliteMarketReader(file(), report)
  opened.push(reader)
  return reader
}
const sql = <Row>(text: string): Row[] => {
  const database = new Database(file())
  const statement = database.prepare(text)
  const rows = statement.reader ? statement.all() : [statement.run()]
  database.close()
  return rows as Row[]
}
async function all<Fact>(batches: FactBatches<Fact>): Promise<Fact[]> {
  const facts: Fact[] = []
  for await (const batch of batches) facts.push(...batch)
  return facts
}
const packAll = (store: MarketStore, now: number): void => {
  while (store.pack(millis(now)) > 0);
}

const at = (time: number, instrument: InstrumentId = BTC.id) => ({
  instrument,
  exchangeTime: millis(time),
  receivedTime: millis(time + 7),
})
const trade = (time: number, of: Partial<Trade> = {}): Trade => ({ ...tradeAt(time, 1, 'buy'), ...at(time), ...of })
const book = (time: number, instrument: InstrumentId = BTC.id) => ({
  ...bookAt(time, 1 + (time % 7), 2, instrument),
  ...at(time, instrument),
})
const bins = (time: number): BookBins => ({
  kind: 'book-bins',
  ...at(time),
  bins: [{ bps: 5, bid: { volume: quantity('1.5'), count: 3, vwap: price('99.5') }, ask: { volume: quantity('0'), count: 0 } }],
})
const metrics = (time: number): DerivedMetrics => ({
  kind: 'metrics',
  ...at(time),
  cumulativeDelta: quantity('-3.25'),
  tradeRate: 0.1,
  imbalance: 1 / 3,
})
const second = (open: number, volume = 1): Candle => candleAt(open, { open: 1, high: 2.5, low: 0.5, close: 2, volume }, '1s')
const CUTOFFS: RetentionCutoffs = {
  candles: millis(0),
  trades: millis(0),
  books: millis(0),
  bins: millis(0),
  metrics: millis(0),
  gaps: millis(0),
}

describe('what is read back', () => {
  const facts = [...Array(1_500).keys()].flatMap((index) => {
    const time = T0 + index * 100
    return [trade(time), book(time), bins(time), metrics(time)]
  })
  const of = (kind: MarketEvent['kind']) => facts.filter((fact) => fact.kind === kind)

  it.each(['as rows', 'packed', 'half of each'])('is what was written, in order and once: %s', async (how) => {
    const store = openStore()
    store.write(facts)
    store.write([second(T0), second(T0 + SECOND), book(T0, ETH)])
    const now = T0 + (how === 'as rows' ? 0 : how === 'packed' ? 2 * DAY : 15 * MINUTE)
    packAll(store, now)
    const reader = openReader()
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
    const [left] = sql<{ rows: number; blocks: number }>(
      "SELECT (SELECT count(*) FROM books) AS rows, (SELECT count(*) FROM blocks WHERE kind = 'books') AS blocks",
    )
    expect(left).toEqual(
      how === 'as rows' ? { rows: 1_501, blocks: 0 } : how === 'packed' ? { rows: 0, blocks: 4 } : { rows: 301, blocks: 2 },
    )
  })

  it('stays whole while a reader is in the middle of it and rows turn into blocks', async () => {
    const store = openStore()
    const books = [...Array(5_000).keys()].map((index) => book(T0 + index * 10))
    store.write(books)
    const reader = openReader()
    const read: unknown[] = []
    for await (const batch of reader.books(ALL)) {
      read.push(...batch)
      packAll(store, T0 + 2 * DAY)
    }
    expect(read).toEqual(books)
  })

  it('keeps several facts of one moment together, whatever the cuts', async () => {
    const store = openStore()
    const trades = [...Array(5_000).keys()].map((index) => trade(T0 + Math.floor(index / 1_700), { id: String(index) }))
    store.write(trades)
    packAll(store, T0 + HOUR)
    expect(await all(openReader().trades(ALL))).toEqual(trades)
  })

  it('is exact to the last digit and wider than a machine word', async () => {
    const store = openStore()
    const wide = { price: price('123456789012345678.000000000001'), quantity: quantity('98765432109876543210.5') }
    const odd = { ...book(T0), bids: [wide], asks: [] }
    const facts = [odd, book(T0 + 1), trade(T0, wide)]
    store.write(facts)
    const reader = openReader()
    const read = async () => [...(await all(reader.books(ALL))), ...(await all(reader.trades(ALL)))]
    expect(await read()).toEqual(facts)
    packAll(store, T0 + 2 * DAY)
    expect(await read()).toEqual(facts)
  })

  it('is still merged when late books belong inside blocks', async () => {
    const store = openStore()
    const even = [...Array(600).keys()].map((index) => book(T0 + index * 20))
    const odd = [...Array(600).keys()].map((index) => book(T0 + index * 20 + 10))
    store.write(even)
    packAll(store, T0 + HOUR)
    store.write(odd)
    packAll(store, T0 + 2 * DAY)
    const expected = [...even, ...odd].sort((a, b) => a.exchangeTime - b.exchangeTime)
    expect((await all(openReader().books(ALL))).map(toJson)).toEqual(expected.map(toJson))
  })
})

describe('a damaged block', () => {
  it('is reported and left out, and everything else is read', async () => {
    const store = openStore()
    const books = [...Array(1_800).keys()].map((index) => book(T0 + index * 100))
    store.write(books)
    packAll(store, T0 + HOUR)
    sql('UPDATE blocks SET data = CAST(substr(data, 1, 100) || zeroblob(8) || substr(data, 109) AS BLOB) WHERE id = 2')
    const reader = openReader()
    expect(await all(reader.books(ALL))).toEqual([...books.slice(0, 600), ...books.slice(1_200)])
    expect(damaged).toMatchObject([{ id: 2, kind: 'books', instrument: BTC.id, rows: 600, from: T0 + 60_000 }])
    expect(store.prune({ ...CUTOFFS, books: millis(T0 + HOUR) }, 10)).toBe(3)
  })
})

describe('gaps', () => {
  it('are told again under their id when their repair changes', async () => {
    const store = openStore()
    const { startSequence: _s, endSequence: _e, missingCount: _m, ...unnumbered } = gapAt(T0 + 500, 'book')
    const open: Gap = { ...gapAt(T0, 'trades'), endTime: millis(T0 + 60) }
    const closed: Gap = { ...open, recovered: 2, repairedBy: 'backfill' }
    store.write([open, unnumbered])
    const reader = openReader()
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

describe('the second schema', () => {
  it('takes over what the first one held', async () => {
    const first = openDatabase(file(), { migrations: MARKET_MIGRATIONS.slice(0, 1), synchronous: 'NORMAL' })
    first.exec(`
      INSERT INTO instruments VALUES (1, '${BTC.id}');
      INSERT INTO trades VALUES (1, ${String(T0)}, ${String(T0 + 7)}, '5', '100.5', '0.25', 'sell');
      INSERT INTO candles VALUES (1, '1m', ${String(T0)}, '1', '2', '0.5', '1.5', '3', 4);
      INSERT INTO book_snapshots VALUES (1, ${String(T0)}, ${String(T0 + 7)}, 9, '[["100","1.5"]]', '[]');
      INSERT INTO gaps VALUES (1, 1, 'trades', 3, 5, 3, ${String(T0)}, ${String(T0 + 7)}, 'old');
      INSERT INTO gaps VALUES (2, 1, 'trades', 0, 0, 0, ${String(T0)}, ${String(T0 + 7)}, 'unknown');`)
    first.close()
    openStore()
    const reader = openReader()
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
    expect(sql('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }])
  })
})

describe('bars', () => {
  const query = (timeframe: Timeframe) => ({ instrument: BTC.id, timeframe, limit: 100_000 })
  const bar = (candle: Candle | undefined) =>
    candle === undefined
      ? undefined
      : [
          candle.openTime - T0,
          ...[candle.open, candle.high, candle.low, candle.close, candle.volume].map(Number),
          candle.trades,
        ].map((value, index) => (index > 0 && index < 6 ? value / 1e12 : value))

  it('of a day come from those of an hour when all are there, and not before', () => {
    const store = openStore()
    const hours = [...Array(24).keys()].map((hour) =>
      candleAt(T0 + hour * HOUR, { open: hour, high: hour + 2, low: hour, close: hour + 1, volume: 2 }, '1h'),
    )
    const day = T0 - (T0 % DAY)
    const ofDay = hours.map((hour, index) => ({ ...hour, openTime: millis(day + index * HOUR) }))
    store.write(ofDay.filter((_, index) => index !== 5))
    expect(store.candles(query('4h'))).toHaveLength(5)
    expect(store.candles(query('1d'))).toEqual([])
    store.write(ofDay.slice(5, 6))
    expect(store.candles(query('4h'))).toHaveLength(6)
    expect(store.candles(query('1d')).map(bar)).toEqual([[day - T0, 0, 25, 0, 24, 48, 240]])
    const before = store.candles(query('1d'))
    store.write(ofDay)
    expect(store.candles(query('1d'))).toEqual(before)
  })

  /** Trades of ten minutes as the live stream tells them, with the bars it closes. */
  const live = (trades: readonly Trade[]): readonly MarketEvent[] =>
    (['1s', '1m', '5m'] as const).flatMap((timeframe) => barRules.fromTrades(trades, timeframe))

  it.each(['rows', 'blocks'])('are corrected by trades that come late, up to the longest, in %s', (how) => {
    const store = openStore()
    const trades = [...Array(600).keys()].map((index) =>
      trade(T0 + index * SECOND, { id: String(index), price: price(String(100 + (index % 10))), quantity: quantity('1') }),
    )
    const late = trades.filter((_, index) => index % 3 === 0)
    const intime = trades.filter((_, index) => index % 3 !== 0)
    store.write(intime)
    store.write(live(intime))
    if (how === 'blocks') packAll(store, T0 + 3 * DAY)
    store.write([...late].reverse())
    const expected = (timeframe: Timeframe) => barRules.fromTrades(trades, timeframe).map(bar)
    for (const timeframe of ['1s', '1m', '5m'] as const)
      expect(store.candles(query(timeframe)).map(bar)).toEqual(expected(timeframe))
    store.write(late)
    for (const timeframe of ['1s', '1m', '5m'] as const)
      expect(store.candles(query(timeframe)).map(bar)).toEqual(expected(timeframe))
    const [kept] = sql<{ trades: number }>(
      "SELECT (SELECT count(*) FROM trades) + (SELECT coalesce(sum(rows), 0) FROM blocks WHERE kind = 'trades') AS trades",
    )
    expect(kept?.trades).toBe(600)
  })

  it('are the same whatever the order in which trades and bars arrive', () => {
    const trades = [...Array(40).keys()].map((index) =>
      trade(T0 + index * 3_000, { id: String(index), price: price(String(100 + ((index * 7) % 10))) }),
    )
    const facts = [...trades, ...live(trades)]
    fc.assert(
      fc.property(fc.shuffledSubarray(facts, { minLength: facts.length }), (order) => {
        const inner = mkdtempSync(join(folder, 'order-'))
        const store = sqliteMarketStore(join(inner, 'market.db'), { bars: barRules, damaged: report })
        for (let from = 0; from < order.length; from += 25) store.write(order.slice(from, from + 25))
        for (const timeframe of ['1s', '1m'] as const)
          expect(store.candles(query(timeframe)).map(bar)).toEqual(barRules.fromTrades(trades, timeframe).map(bar))
        store.close()
      }),
      { numRuns: 15 },
    )
  })

  it('that know more stay when one that knows less is told again', () => {
    const store = openStore()
    store.write([candleAt(T0, { open: 1, high: 9, low: 1, close: 2, volume: 10 })])
    store.write([candleAt(T0, { open: 1, high: 5, low: 1, close: 2, volume: 9 })])
    expect(store.candles(query('1m')).map(bar)).toEqual([[0, 1, 9, 1, 2, 10, 10]])
  })

  it('of a second are answered from rows and blocks alike', () => {
    const store = openStore()
    store.write([...Array(3_700).keys()].map((index) => second(T0 + index * SECOND)))
    packAll(store, T0 + 3_700_000 + HOUR)
    expect(sql("SELECT count(*) AS n FROM candles WHERE timeframe = '1s'")).toEqual([{ n: 100 }])
    const newest = store.candles({ ...query('1s'), limit: 150 })
    expect([newest.length, newest[0]?.openTime]).toEqual([150, T0 + 3_550_000])
    const old = store.candles({ ...query('1s'), limit: 2, to: millis(T0 + 10_000) })
    expect(old.map(({ openTime }) => openTime)).toEqual([T0 + 9_000, T0 + 10_000])
  })
})

describe('forgetting', () => {
  const kinds = {
    candles: (time: number): MarketEvent => second(time),
    trades: (time: number): MarketEvent => trade(time),
    books: (time: number): MarketEvent => book(time),
    bins,
    metrics,
    gaps: (time: number): MarketEvent => gapAt(time, 'trades'),
  }
  const left = async () => Object.fromEntries((await openReader().spans()).map(({ kind, rows }) => [kind, rows]))

  it.each(Object.entries(kinds))('%s go a millisecond past their limit, and not at it', async (kind, make) => {
    const store = openStore()
    store.write([make(T0 - 1), make(T0)])
    expect(store.prune({ ...CUTOFFS, [kind]: millis(T0 - 1) }, 10)).toBe(0)
    expect(store.prune({ ...CUTOFFS, [kind]: millis(T0) }, 10)).toBe(1)
    expect(await left()).toEqual({ [kind]: 1 })
    expect(store.prune({ ...CUTOFFS, [kind]: millis(T0 + 1) }, 10)).toBe(1)
  })

  it.each(Object.entries(kinds).filter(([kind]) => kind !== 'gaps'))(
    'a block of %s goes whole, a millisecond after its newest fact passed the limit',
    async (kind, make) => {
      const store = openStore()
      store.write([make(T0 - 2_000), make(T0)])
      packAll(store, T0 + 3 * DAY)
      expect(sql('SELECT rows FROM blocks')).toEqual([{ rows: 2 }])
      expect(store.prune({ ...CUTOFFS, [kind]: millis(T0) }, 10)).toBe(0)
      expect(await left()).toEqual({ [kind]: 2 })
      expect(store.prune({ ...CUTOFFS, [kind]: millis(T0 + 1) }, 10)).toBe(1)
      expect(await left()).toEqual({})
    },
  )

  it('takes a few at a time', () => {
    const store = openStore()
    store.write([...Array(50).keys()].map((index) => trade(T0 + index)))
    expect(store.prune({ ...CUTOFFS, trades: millis(T0 + DAY) }, 20)).toBe(20)
    expect(store.prune({ ...CUTOFFS, trades: millis(T0 + DAY) }, 20)).toBe(20)
    expect(store.prune({ ...CUTOFFS, trades: millis(T0 + DAY) }, 20)).toBe(10)
  })

  it('for want of room begins with the oldest books, then what was derived, then trades, never bars or gaps', async () => {
    const store = openStore()
    const facts = Object.values(kinds).map((make) => make(T0))
    store.write([...facts, book(T0 - 5 * DAY, ETH), book(T0 - 4 * DAY), book(T0)])
    packAll(store, T0 - 3 * DAY)
    const order: (string | undefined)[] = []
    expect(store.forgetOldest()).toBe('books')
    expect((await openReader().spans()).filter(({ kind }) => kind === 'books')).toMatchObject([
      { instrument: BTC.id, from: T0 - 4 * DAY },
    ])
    for (let step = 0; step < 6; step += 1) order.push(store.forgetOldest())
    expect(order).toEqual(['books', 'books', 'bins', 'metrics', 'trades', undefined])
    expect(await left()).toEqual({ candles: 1, gaps: 1 })
  })

  it('makes the file usable again and gives some of it back', () => {
    const store = openStore()
    for (let batch = 0; batch < 4; batch += 1)
      store.write([...Array(2_000).keys()].map((index) => book(T0 + batch * 2_000 + index)))
    store.tidy()
    const { used } = store.size()
    while (store.forgetOldest() !== undefined);
    expect(store.size().used).toBeLessThan(used / 20)
    const { free } = store.size()
    expect(free).toBeGreaterThan(used / 2)
    store.tidy()
    store.tidy()
    expect(store.size().free).toBeLessThan(free)
  })
})
