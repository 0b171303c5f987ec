import { crc32 as zlibCrc32 } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { millis } from '../../../domain/index.ts'
import { mapText, venueMapperContract } from '../../../testing/contracts/venue-mapper.ts'
import { type VenueWire, venueFaultsProperty, type WireStep } from '../../../testing/venue-faults.ts'
import { createMarketPipeline, mapperFor } from '../../index.ts'
import { withLevelTexts } from '../../../testing/level-texts.ts'
import { appendByte, appendPiece, appendSum, beforeByte, pieceOf } from '../crc32.ts'
import { frameRegister } from '../scan/frame.ts'
import { FrameReader } from '../scan/frame-reader.ts'
import { krakenChecksum } from './checksum.ts'
import { createKrakenMapper } from './mapper.ts'
import { currentKrakenSymbol } from './symbols.ts'

const V1 = {
  snapshot:
    '[1152,{"as":[["230.021000","0.43626401","1617665289.127855"]],"bs":[["230.020000","2.50000000","1617666412.867583"]]},"book-1000","DASH/EUR"]',
  update: '[1152,{"a":[["231.120000","7.57500000","1617666542.606219"]],"c":"364907839"},"book-1000","DASH/EUR"]',
  both: '[320,{"a":[["61308.50000","0.00000000","1617666539.868687"],["61800.00000","1.48600534","1617648977.752138","r"]]},{"b":[["56123.40000","0.06137256","1617666539.870272"]],"c":"1768150633"},"book-1000","XBT/USD"]',
  trades:
    '[321,[["58729.00000","0.00357166","1617666541.383378","b","m",""],["58729.00000","0.00357166","1617666541.383378","s","m",""]],"trade","XBT/USD"]',
  ticker:
    '[324,{"a":["58729.00000",0,"0.03666000"],"b":["58728.90000",0,"0.54319600"],"c":["58729.00000","0.00026141"],"v":["3397.78162464","3403.55795458"],"p":["58348.14828","58347.95004"],"t":[48667,48898],"l":["56820.00000","56820.00000"],"h":["59278.10000","59278.10000"],"o":["58195.10000","58229.70000"]},"ticker","XBT/USD"]',
  status: '{"connectionID":17413893361151983591,"event":"systemStatus","status":"online","version":"1.8.3"}',
  heartbeat: '{"event":"heartbeat"}',
}
const V2 = {
  subscribed:
    '{"method":"subscribe","result":{"channel":"book","depth":25,"snapshot":true,"symbol":"BTC/USD"},"success":true,"time_in":"2023-10-06T17:35:55.219022Z","time_out":"2023-10-06T17:35:55.219067Z"}',
  snapshot:
    '{"channel":"book","type":"snapshot","data":[{"symbol":"BTC/USD","bids":[{"price":45283.5,"qty":0.10000000}],"asks":[{"price":45285.2,"qty":0.00100000}],"checksum":3310070434,"timestamp":"2023-10-06T17:35:55.440295Z"}]}',
  update:
    '{"channel":"book","type":"update","data":[{"symbol":"BTC/USD","bids":[{"price":45283.5,"qty":0}],"asks":[],"checksum":2114181697,"timestamp":"2023-10-06T17:35:55.440295Z"}]}',
  trades:
    '{"channel":"trade","type":"update","data":[{"symbol":"BTC/USD","side":"sell","price":45283.50,"qty":0.00027600,"ord_type":"limit","trade_id":10218208,"timestamp":"2023-10-06T17:35:55.440295Z"}]}',
  ticker:
    '{"channel":"ticker","type":"snapshot","data":[{"symbol":"BTC/USD","bid":45283.5,"bid_qty":2.50000000,"ask":45285.2,"ask_qty":3.2,"last":45284.10,"volume":163.28908096,"vwap":45284.39279,"low":44711.00,"high":46613.10,"change":-250.05,"change_pct":-0.24}]}',
  candles:
    '{"channel":"ohlc","type":"update","timestamp":"2023-10-04T16:26:30.524394914Z","data":[{"symbol":"BTC/USD","open":45000.1,"high":45100.0,"low":44990.0,"close":45050.50,"trades":12,"volume":1.50000000,"vwap":45020.1,"interval_begin":"2023-10-04T16:25:00.000000000Z","interval":5,"timestamp":"2023-10-04T16:30:00.000000Z"}]}',
  instrument:
    '{"channel":"instrument","type":"snapshot","data":{"assets":[],"pairs":[{"symbol":"BTC/USD","price_precision":1,"qty_precision":8}]}}',
  heartbeat: '{"channel":"heartbeat"}',
}

const list = (levels: WireStep['bids'], time: number): string =>
  JSON.stringify(levels.map(([price, size]) => [price, size, `${String(time / 1_000)}00`]))
const objects = (levels: WireStep['bids']): string =>
  `[${levels.map(([price, size]) => `{"price":${price},"qty":${size}}`).join(',')}]`

const one: VenueWire = {
  exchange: 'kraken',
  numbered: false,
  contiguous: true,
  depth: 10,
  checksum: (book) => book.krakenChecksum(),
  bareSnapshots: true,
  snapshot: ({ bids, asks, time }) => `[320,{"as":${list(asks, time)},"bs":${list(bids, time)}},"book-10","XBT/USD"]`,
  delta: ({ bids, asks, time, checksum }) =>
    `[320,{"a":${list(asks, time)}},{"b":${list(bids, time)},"c":"${String(checksum)}"},"book-10","XBT/USD"]`,
}
const data = (type: string, { bids, asks, time, checksum }: WireStep): string =>
  `{"channel":"book","type":"${type}","data":[{"symbol":"BTC/USD","bids":${objects(bids)},"asks":${objects(asks)},` +
  `"checksum":${String(checksum)},"timestamp":"${new Date(time).toISOString()}"}]}`
const two: VenueWire = {
  ...one,
  bareSnapshots: false,
  greeting: V2.subscribed.replace('"depth":25', '"depth":10'),
  snapshot: (step) => data('snapshot', step),
  delta: (step) => data('update', step),
}

describe('the CRC-32', () => {
  it('is zlib`s', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[ -~]{0,120}$/), fc.stringMatching(/^[ -~]{0,2000}$/), (text, next) => {
        const [a, b] = [text.slice(0, text.length / 3), text.slice(text.length / 3)]
        expect(appendPiece(0, pieceOf(text)) >>> 0).toBe(zlibCrc32(text))
        expect(appendPiece(appendPiece(0, pieceOf(a)), pieceOf(b)) >>> 0).toBe(zlibCrc32(text))
        expect(appendSum(zlibCrc32(text), zlibCrc32(next), next.length) >>> 0).toBe(zlibCrc32(text + next))
        new FrameReader().open(next + text)
        expect(~frameRegister(-1, next.length, next.length + text.length) >>> 0).toBe(zlibCrc32(text))
        expect(appendByte(appendPiece(0, pieceOf(text)), 58) >>> 0).toBe(zlibCrc32(`${text}:`))
        expect(beforeByte(appendByte(appendPiece(0, pieceOf(text)), 58), 58)).toBe(appendPiece(0, pieceOf(text)))
      }),
    )
  })
})

/** What levels add to the checksum, read as from a frame. */
const piecesOf = (levels: readonly (readonly [string, string])[]) => ({
  length: levels.length,
  unchanged: 0,
  piece: (rank: number) => {
    const [price, size] = levels[rank] ?? ['', '']
    new FrameReader().open(`${price} ${size}`)
    return krakenChecksum.piece(0, price.length, price.length + 1, price.length + 1 + size.length)
  },
})

describe('the Kraken mapper', () => {
  venueMapperContract(createKrakenMapper, [...Object.values(V1), ...Object.values(V2)])

  const facts = (text: string) => mapText(createKrakenMapper(), text)

  it('reads the first version, its names and its times', () => {
    expect(facts(V1.snapshot)).toMatchObject([{ kind: 'book-snapshot', venueSymbol: 'DASH/EUR', depth: 1000 }])
    expect(facts(V1.snapshot)[0]).not.toHaveProperty('exchangeTime')
    expect(facts(V1.both)).toMatchObject([
      { venueSymbol: 'BTC/USD', checksum: 1768150633, exchangeTime: 1617666539870, unnumbered: true },
    ])
    expect(facts(V1.both)[0]).toMatchObject({ asks: { length: 2 }, bids: { length: 1 } })
    expect(facts(V1.trades)).toMatchObject([{ aggressor: 'buy' }, { aggressor: 'sell' }])
    expect(new Set(facts(V1.trades).map((fact) => fact.kind === 'trade' && fact.id)).size).toBe(2)
    expect(facts(V1.ticker)).toMatchObject([{ bid: '58728.90000' }, { open: '58229.70000', volume: '3403.55795458' }])
    expect(currentKrakenSymbol('XDG/XBT')).toBe('DOGE/BTC')
  })

  it('reads a damaged time of the first version as the reading of JSON does', () => {
    const at = V1.update.search(/\d{10}\.\d{6}"/)
    expect(at).toBeGreaterThan(0)
    for (let i = 0; i < 17; i += 1) {
      const text = `${V1.update.slice(0, at + i)}x${V1.update.slice(at + i + 1)}`
      expect(facts(text).map(withLevelTexts)).toEqual(facts(`${text} `).map(withLevelTexts))
    }
  })

  it('keeps every digit of the second version`s numbers', () => {
    expect(facts(V2.snapshot)).toMatchObject([{ bids: [['45283.5', '0.1']], asks: [['45285.2', '0.001']] }])
    expect(facts(V2.trades)).toMatchObject([{ id: '10218208', price: '45283.50', quantity: '0.00027600', aggressor: 'sell' }])
    expect(facts(V2.ticker)).toMatchObject([{ bidSize: '2.50000000' }, { last: '45284.10', open: '45534.15' }])
    expect(facts(V2.candles)).toMatchObject([{ timeframe: '5m', close: '45050.50', trades: 12, closed: true }])
    expect(facts(V2.subscribed)).toEqual([{ kind: 'book-depth', venueSymbol: 'BTC/USD', depth: 25 }])
  })

  it('builds the checksum as documented: digits without point and leading zeros, asks before bids', () => {
    const of = (...levels: [string, string][]) => piecesOf(levels)
    expect(of(['0.05005', '0.00000500']).piece(0)).toBe(pieceOf('5005500'))
    expect(of(['45285.2', '0.00100000']).piece(0)).toBe(pieceOf('452852100000'))
    expect(krakenChecksum.digest(of(['1', '2']), of(['3', '4'], ['5', '6']), new Int32Array(20))).toBe(zlibCrc32('345612'))
  })

  it('names the market whose book misses an update that cannot be read', () => {
    expect(facts(V1.update.replace('"7.57500000"', '7'))).toEqual([
      { kind: 'malformed', reason: 'book-levels', bookOf: 'DASH/EUR' },
    ])
    expect(facts(V2.update.replace('"qty":0', '"qty":null'))).toEqual([
      { kind: 'malformed', reason: 'book-levels', bookOf: 'BTC/USD' },
    ])
  })

  it('cuts the book to the subscribed depth, or to the least that fits the snapshot where no answer said it', () => {
    const levels = (from: number, step: number, count: number) =>
      Array.from({ length: count }, (_, i): [string, string] => [`${String(from + step * i)}.0`, '1.00000000'])
    const run = (depth: number | null) => {
      const pipeline = createMarketPipeline({
        mapper: mapperFor('kraken'),
        sink: { event: () => undefined, bookChanged: () => undefined, snapshotNeeded: () => undefined },
      })
      const push = (text: string) =>
        pipeline.push({ connection: 'c', text, receivedTime: millis(Date.parse('2023-10-06T17:35:56Z')) })
      if (depth !== null) push(V2.subscribed.replace('"depth":25', `"depth":${String(depth)}`))
      const bids = levels(100, -1, 11)
      const asks = levels(101, 1, 11)
      const sum = (best: readonly (readonly [string, string])[]) =>
        krakenChecksum.digest(piecesOf(best.slice(0, 10)), piecesOf(asks.slice(0, 10)), new Int32Array(20))
      const at = { sequence: 0, previous: 0, time: Date.parse('2023-10-06T17:35:55Z') }
      push(data('snapshot', { ...at, bids, asks, checksum: sum(bids) }))
      const better: [string, string] = ['100.5', '2.00000000']
      push(data('update', { ...at, bids: [better], asks: [], checksum: sum([better, ...bids]) }))
      expect(pipeline.stats().checksums).toEqual({ ok: 2, failed: 0 })
      return pipeline.books()[0]?.book.top(100).bids.length
    }
    expect([run(11), run(25), run(null)]).toEqual([11, 12, 12])
  })

  it('reports exactly the injected faults: version 1', () => {
    venueFaultsProperty(one)
  })

  it('reports exactly the injected faults: version 2', () => {
    venueFaultsProperty(two)
  })
})
