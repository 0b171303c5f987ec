import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { exchangeId, formatPrice, instrumentId, price } from '../../domain/index.ts'
import { type Influxd, influxdProgram, startInfluxd } from '../../testing/influxd.ts'
import { bookAt, candleAt, gapAt, tradeAt } from '../../testing/market-facts.ts'
import { anyFact, FIRST_DAY, kindOf } from '../../testing/recorded-facts.ts'
import { compareFacts } from '../reading/index.ts'
import { influxEncoder } from './influx.ts'
import { encodePoint } from './line-protocol.ts'

/** Needs InfluxDB 1.x; `npm test` fetches Debian's, elsewhere SENTINEL_INFLUXD names it. */
describe.skipIf(influxdProgram === undefined)('a real InfluxDB', () => {
  const dir = mkdtempSync(join(tmpdir(), 'sentinel-influxd-'))
  let server: Influxd
  beforeAll(async () => {
    server = await startInfluxd(influxdProgram ?? '', dir)
  }, 20_000)
  afterAll(async () => {
    await server.stop()
    rmSync(dir, { recursive: true, force: true })
  })

  it('holds every trade of a burst, with its price, side and time', async () => {
    const encode = influxEncoder()
    const trades = Array.from({ length: 2_000 }, (_, index) => ({
      ...tradeAt(FIRST_DAY + Math.floor(index / 50), 1, index % 2 === 0 ? ('buy' as const) : ('sell' as const)),
      id: String(index),
      price: price(`${String(60_000 + index)}.25`),
    }))
    await server.write(trades.map(encode).join(''))
    const total = trades.reduce((sum, trade) => sum + Number(formatPrice(trade.price)), 0)
    expect(await server.query('SELECT count(price), sum(price) FROM trades')).toMatchObject([{ count: 2_000, sum: total }])
    expect(await server.query(`SELECT count(quantity) FROM trades WHERE side = 'sell' AND symbol = 'BTC/USDT'`)).toMatchObject([
      { count: 1_000 },
    ])
    const [last] = await server.query('SELECT last(price), trade_id, received_time FROM trades')
    expect(last).toMatchObject({
      last: 61_999.25,
      trade_id: '1999',
      received_time: FIRST_DAY + 39,
      time: '2026-11-21T00:00:00.039000049Z',
    })
  })

  it('takes every kind, and types hold from line to line', async () => {
    const encode = influxEncoder()
    const bars = { open: 1, high: 2, low: 0.5, close: 1.5, volume: 3 }
    const book = { ...bookAt(FIRST_DAY, 1, 2), sequence: Number.MAX_SAFE_INTEGER }
    await server.write([candleAt(FIRST_DAY, bars), book, gapAt(FIRST_DAY, 'book')].map(encode).join(''))
    expect(await server.query('SELECT * FROM candles')).toMatchObject([
      { open: 1, close: 1.5, timeframe: '1m', trades: 10, closed: true },
    ])
    expect(await server.query('SELECT bid_price_1, ask_quantity_20, sequence FROM books')).toMatchObject([
      { bid_price_1: 99.995, ask_quantity_20: 2, sequence: Number.MAX_SAFE_INTEGER },
    ])
    expect(await server.query('SELECT channel, missing_count, cause FROM gaps')).toMatchObject([
      { channel: 'book', missing_count: 1, cause: 'test' },
    ])
    // Whatever comes later must fit the types that the first line gave its fields.
    const others = instrumentId(exchangeId('other'), 'X/Y')
    const facts = [...fc.sample(anyFact(others), { numRuns: 300, seed: 7 })].sort(
      (a, b) => kindOf(a).localeCompare(kindOf(b)) || compareFacts(a, b),
    )
    await server.write(facts.map(encode).join(''))
    for (const [kind, field] of [
      ['metrics', 'received_time'],
      ['trades', 'price'],
      ['gaps', 'cause'],
    ] as const) {
      const [counted] = await server.query(`SELECT count(${field}) FROM ${kind} WHERE exchange = 'other'`)
      expect(counted).toMatchObject({ count: facts.filter((fact) => kindOf(fact) === kind).length })
    }
  })

  it('gives back any text of a hundred, in a tag and in a field', async () => {
    const text = fc.string({ unit: 'grapheme' })
    const name = text.filter((each) => !/[\n\r]|\\(?=[,= ]|$)/.test(each))
    const pairs = fc.sample(fc.tuple(name, fc.oneof(text, fc.string({ unit: 'binary' }))), { numRuns: 100, seed: 11 })
    const points = pairs.map(([tag, field], index) =>
      encodePoint({ measurement: 'any', tags: [['label', tag]], fields: [['words', field]], time: BigInt(index) }),
    )
    await server.write(points.join('\n'))
    const rows = await server.query('SELECT label, words FROM "any"')
    expect(rows.map((row) => [row['label'] ?? '', row['words']])).toEqual(pairs)
  })

  it.each(['a,b', 'a b', 'a=b', 'a\\\\b', '"quoted"', "it's", 'ünïcode', '比特币', '🙂', '#hash', ' lead and trail '])(
    'keeps %j as tag, field and text',
    async (nasty) => {
      await server.write(
        encodePoint({
          measurement: 'nasty',
          tags: [
            ['case', nasty],
            [`key ${nasty}`, 'v'],
          ],
          fields: [
            [`field ${nasty}`, `text ${nasty}\n\\`],
            ['tiny', { decimal: '0.000000000001' }],
          ],
          time: BigInt(FIRST_DAY) * 1_000_000n,
        }),
      )
      const rows = await server.query('SELECT * FROM nasty')
      const row = rows.find((each) => each['case'] === nasty)
      expect(row).toMatchObject({ [`key ${nasty}`]: 'v', [`field ${nasty}`]: `text ${nasty}\n\\`, tiny: 1e-12 })
    },
  )
})
