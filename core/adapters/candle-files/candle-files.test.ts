import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { formatPrice, formatQuantity, InputError } from '../../domain/index.ts'
import { hasSharedData, sharedData } from '../../testing/recordings.ts'
import { type CandleFileRow, readCandleColumnsLossy, readCandleFile } from './index.ts'

const folder = mkdtempSync(join(tmpdir(), 'sentinel-candles-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let files = 0
function fileWith(content: string | Buffer): string {
  const file = join(folder, `${String((files += 1))}.csv`)
  writeFileSync(file, content)
  return file
}

async function read(file: string): Promise<CandleFileRow[]> {
  const rows: CandleFileRow[] = []
  for await (const batch of readCandleFile(file)) rows.push(...batch)
  return rows
}
const shown = (rows: readonly CandleFileRow[]): (string | number)[][] =>
  rows.map(({ openTime, open, high, low, close, volume }) => [
    openTime,
    ...[open, high, low, close].map((each) => formatPrice(each)),
    formatQuantity(volume),
  ])

const HEADER = 'open_time_ms,open,high,low,close,volume'
const T = 1_700_000_000_000
const rowAt = (index: number, prices = '10,12,9,11,5'): string => `${String(T + index * 60_000)},${prices}`

describe('candle files', () => {
  it.each([
    ['milliseconds and more columns', `${HEADER},close_time_ms,ignore\n${T},10,12,9,11.50,5,1,0\n`],
    ['Bitfinex order', `timestamp_ms,open,close,high,low,volume\n${T},10,11.5,12,9,5\n`],
    ['ISO time with an offset', 'open_time,open,high,low,close,volume\n2023-11-14 22:13:20+00:00,10,12,9,11.5,5.0\n'],
    ['ISO time in another zone', 'Date,Open,High,Low,Close,Volume\r\n2023-11-14T23:13:20+0100,10,12,9,11.5,5\r\n'],
    ['no header, seconds', '1700000000,10,12,9,11.5,5,77'],
    ['no header, microseconds', '1700000000000000,10,12,9,11.5,5,77'],
    [
      'quoted header, a mark at the beginning, exponents',
      '\uFEFF"time","open","high","low","close","volume"\n1700000000,1E+1,12,9,115e-1,5\n\n',
    ],
  ])('%s', async (_, content) => {
    const wanted = [[T, '10', '12', '9', '11.5', '5']]
    expect(shown(await read(fileWith(content)))).toEqual(wanted)
    expect(shown(await read(fileWith(gzipSync(content))))).toEqual(wanted)
  })

  it('a date alone is midnight UTC', async () => {
    const [row] = await read(fileWith('date,open,high,low,close,volume\n2023-11-14,1,1,1,1,0\n'))
    expect(row?.openTime).toBe(Date.UTC(2023, 10, 14))
  })

  const wrong: readonly (readonly [what: string, content: string, message: string | RegExp])[] = [
    ['an empty file', '', 'it has no candles'],
    ['a header alone', `${HEADER}\n`, 'it has no candles'],
    [
      'an unknown time column',
      'when,open,high,low,close,volume\n1,1,1,1,1,1',
      'line 1: header: when,open,high,low,close,volume: name the time column one of',
    ],
    [
      'a missing column',
      `open_time_ms,open,high,low,close\n${T},1,1,1,1`,
      'line 1: header: open_time_ms,open,high,low,close: the column volume is missing',
    ],
    ['a column named twice', `${HEADER},open\n`, 'line 1: header: open: this column is named twice'],
    ['too few columns without a header', `${T},1,1,1,1`, 'line 1: columns: 5: a file without a header needs'],
    ['a short row', `${HEADER}\n${rowAt(0)}\n${rowAt(1, '10,12,9,11')}`, 'line 3: columns: 5: give 6, as in the first line'],
    ['a long row', `${HEADER}\n${rowAt(0, '10,12,9,11,5,6')}`, 'line 2: columns: 7: give 6'],
    ['a time that came before', `${HEADER}\n${rowAt(0)}\n${rowAt(0)}`, `line 3: time: ${String(T)}: this time came before`],
    ['rows out of order', `${HEADER}\n${rowAt(1)}\n${rowAt(0)}`, `line 3: time: ${String(T)}: is earlier than the row before`],
    ['NaN', `${HEADER}\n${rowAt(0, '10,NaN,9,11,5')}`, 'line 2: high: NaN: give a decimal number'],
    ['null', `${HEADER}\n${rowAt(0, 'null,null,null,null,null')}`, 'line 2: open: null: give a decimal number'],
    ['an empty field', `${HEADER}\n${rowAt(0, '10,12,9,,5')}`, 'line 2: close: (empty): give a decimal number'],
    ['infinity', `${HEADER}\n${rowAt(0, '10,12,9,11,Infinity')}`, 'line 2: volume: Infinity: give a decimal number'],
    ['a negative price', `${HEADER}\n${rowAt(0, '10,12,-9,11,5')}`, 'line 2: low: -9: a price is more than zero'],
    ['a price of zero', `${HEADER}\n${rowAt(0, '0,12,9,11,5')}`, 'line 2: open: 0: a price is more than zero'],
    ['a negative volume', `${HEADER}\n${rowAt(0, '10,12,9,11,-5')}`, 'line 2: volume: -5: a volume is not negative'],
    ['high below low', `${HEADER}\n${rowAt(0, '10,9,12,11,5')}`, 'line 2: high: 9: is less than low, 12'],
    ['a close above high', `${HEADER}\n${rowAt(0, '10,12,9,12.1,5')}`, 'line 2: close: 12.1: lies outside low to high, 9 to 12'],
    ['an open below low', `${HEADER}\n${rowAt(0, '8,12,9,11,5')}`, 'line 2: open: 8: lies outside low to high'],
    [
      'more digits than money has',
      `${HEADER}\n${rowAt(0, '10.0000000000001,12,9,11,5')}`,
      'line 2: open: 10.0000000000001: give a decimal number with at most 12 decimals',
    ],
    [
      'a time without a zone',
      'time,open,high,low,close,volume\n2023-11-14 22:13,1,1,1,1,1',
      'line 2: time: 2023-11-14 22:13: give seconds',
    ],
    ['a day that is none', 'time,open,high,low,close,volume\n2023-02-30,1,1,1,1,1', 'line 2: time: 2023-02-30: give seconds'],
    ['a time before exchanges', 'time,open,high,low,close,volume\n12345,1,1,1,1,1', 'line 2: time: 12345: give seconds'],
    ['a blank line inside', `${HEADER}\n${rowAt(0)}\n\n${rowAt(1)}`, 'line 3: row: (blank): remove the blank line'],
  ]
  it.each(wrong)('refuses %s, naming line, field and value', async (_, content, message) => {
    const file = fileWith(content)
    await expect(read(file)).rejects.toThrow(InputError)
    await expect(read(file)).rejects.toThrow(message)
    await expect(read(file)).rejects.toThrow(file)
    await expect(readCandleColumnsLossy(file)).rejects.toThrow(message)
  })

  it('refuses a missing file, a folder and a cut or damaged archive', async () => {
    const packed = gzipSync(`${HEADER}\n${Array.from({ length: 2_000 }, (_, index) => rowAt(index)).join('\n')}`)
    const broken = [
      join(folder, 'none.csv'),
      folder,
      fileWith(packed.subarray(0, packed.length - 40)),
      fileWith(Buffer.concat([packed.subarray(0, 60), Buffer.from('damage'), packed.subarray(66)])),
    ]
    for (const file of broken) await expect(read(file)).rejects.toThrow(/cannot be read/)
  })

  it('gives back what was written, whatever the size of the file', async () => {
    const bars = fc.array(fc.record({ price: fc.integer({ min: 1, max: 1e9 }), up: fc.nat(1_000), volume: fc.nat(1e6) }), {
      minLength: 1,
      maxLength: 300,
    })
    await fc.assert(
      fc.asyncProperty(bars, fc.boolean(), async (drawn, packed) => {
        const lines = drawn.map(({ price, up, volume }, index) =>
          rowAt(index, [price / 1e4, (price + up) / 1e4, price / 1e4, (price + up) / 1e4, volume / 1e3].join(',')),
        )
        const text = `${HEADER}\n${lines.join('\n')}\n`
        const columns = await readCandleColumnsLossy(fileWith(packed ? gzipSync(text) : text))
        expect([...columns.close]).toEqual(drawn.map(({ price, up }) => (price + up) / 1e4))
        expect([...columns.volume]).toEqual(drawn.map(({ volume }) => volume / 1e3))
        expect([...columns.openTime]).toEqual(drawn.map((_, index) => T + index * 60_000))
      }),
      { numRuns: 25 },
    )
  })
})

const recorded: readonly (readonly [file: string, rows: number])[] = [
  ['binance-spot/BTCUSDT_4h_to20251231.csv.gz', 18_337],
  ['binance-perp-1m/BTCUSDT_1m_202505.csv.gz', 43_199],
  ['cross-exchange-1m/binanceus_BTCUSDC_1m_202303.csv.gz', 30_240],
  ['cross-exchange-1m/kraken_BTCUSDC_1m_202303.csv.gz', 56_717],
]
const title = hasSharedData ? 'recorded candle files' : 'recorded candle files (skipped: ../shared/data is absent)'
describe.skipIf(!hasSharedData)(title, () => {
  it.each(recorded)('%s', async (file, rows) => {
    const columns = await readCandleColumnsLossy(sharedData(`candles/${file}`))
    expect(columns.close.length).toBe(rows)
  })

  it('funding rates in the shape of candles are not taken for candles', async () => {
    await expect(readCandleColumnsLossy(sharedData('candles/binance-perp-1m/BTCUSDT_funding.csv.gz'))).rejects.toThrow(
      /line 2: high: 0\.0: a price is more than zero/,
    )
  })
})
