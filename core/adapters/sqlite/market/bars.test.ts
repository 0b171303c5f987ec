import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  type Candle,
  DAY,
  HOUR,
  type MarketEvent,
  millis,
  price,
  quantity,
  SECOND,
  type Timeframe,
  type Trade,
} from '../../../domain/index.ts'
import { barRules } from '../../../recording/index.ts'
import { BTC, candleAt } from '../../../testing/market-facts.ts'
import { marketDatabase, type MarketDatabase, packAll, second, T0, trade } from '../../../testing/market-database.ts'

let database: MarketDatabase
beforeEach(() => {
  database = marketDatabase()
})
afterEach(() => {
  database.remove()
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
    const store = database.store()
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
    const store = database.store()
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
    if (how === 'blocks') packAll(store, T0 + 3 * DAY)
    // A back-fill tells again what is there already, also what is packed by now.
    store.write(trades)
    for (const timeframe of ['1s', '1m', '5m'] as const)
      expect(store.candles(query(timeframe)).map(bar)).toEqual(expected(timeframe))
    const [kept] = database.sql<{ trades: number }>(
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
        const inner = marketDatabase()
        const store = inner.store()
        for (let from = 0; from < order.length; from += 25) store.write(order.slice(from, from + 25))
        for (const timeframe of ['1s', '1m'] as const)
          expect(store.candles(query(timeframe)).map(bar)).toEqual(barRules.fromTrades(trades, timeframe).map(bar))
        inner.remove()
      }),
      { numRuns: 15 },
    )
  })

  it('that know more stay when one that knows less is told again', () => {
    const store = database.store()
    store.write([candleAt(T0, { open: 1, high: 9, low: 1, close: 2, volume: 10 })])
    store.write([candleAt(T0, { open: 1, high: 5, low: 1, close: 2, volume: 9 })])
    expect(store.candles(query('1m')).map(bar)).toEqual([[0, 1, 9, 1, 2, 10, 10]])
  })

  it('of a second are answered from rows and blocks alike', () => {
    const store = database.store()
    store.write([...Array(3_700).keys()].map((index) => second(T0 + index * SECOND)))
    packAll(store, T0 + 3_700_000 + HOUR)
    expect(database.sql("SELECT count(*) AS n FROM candles WHERE timeframe = '1s'")).toEqual([{ n: 100 }])
    const newest = store.candles({ ...query('1s'), limit: 150 })
    expect([newest.length, newest[0]?.openTime]).toEqual([150, T0 + 3_550_000])
    const old = store.candles({ ...query('1s'), limit: 2, to: millis(T0 + 10_000) })
    expect(old.map(({ openTime }) => openTime)).toEqual([T0 + 9_000, T0 + 10_000])
  })
})
