import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { DAY, HOUR, millis, MINUTE } from '../../domain/index.ts'
import { marketDatabase, T0 } from '../../testing/market-database.ts'
import { BTC, candleAt } from '../../testing/market-facts.ts'
import { type BarWindow, barsOfFile, barsOfStore } from './candle-source.ts'

const folder = mkdtempSync(join(tmpdir(), 'sentinel-bars-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
let files = 0

const START = Date.UTC(2025, 7, 1)
function fileOf(...openTimes: number[]): string {
  files += 1
  const file = join(folder, `${String(files)}.csv`)
  writeFileSync(
    file,
    `open_time_ms,open,high,low,close,volume\n${openTimes.map((time) => `${String(time)},1,3,1,2,5`).join('\n')}\n`,
  )
  return file
}
const read = (openTimes: readonly number[], window: BarWindow = { days: 90 }) => barsOfFile(fileOf(...openTimes), BTC.id, window)
const opens = async (openTimes: readonly number[], window: BarWindow) =>
  (await read(openTimes, window)).bars.map(({ openTime }) => (openTime - START) / HOUR)

describe('bars of a file', () => {
  const hours = Array.from({ length: 60 }, (_, index) => START + index * HOUR)

  it('are the newest so many days, or those that open in a window', async () => {
    expect(await opens(hours, { days: 1 })).toEqual(Array.from({ length: 24 }, (_, index) => 36 + index))
    expect(await opens(hours, { days: 90 })).toHaveLength(60)
    expect(await opens(hours, { from: millis(START + HOUR), to: millis(START + 3 * HOUR) })).toEqual([1, 2])
  })

  it('tell their timeframe and how many are missing, and are known when they close', async () => {
    const { timeframe, missing, bars } = await read([START, START + 3 * HOUR, START + 4 * HOUR])
    expect([timeframe, missing]).toEqual(['1h', 2])
    expect(bars[0]).toMatchObject({ openTime: START, receivedTime: START + HOUR, exchangeTime: START + HOUR, closed: true })
  })

  it('are refused where they are too few, of no known length, off their grid or outside the window', async () => {
    await expect(read([START])).rejects.toThrow(/one candle is too few/)
    await expect(read([START, START + 2 * MINUTE])).rejects.toThrow(/timeframe: .*120 s: candles are 1s, 1m/)
    await expect(read([START, START + MINUTE, START + 2.5 * MINUTE])).rejects.toThrow(/not on the grid of the other 1m candles/)
    await expect(read(hours, { from: millis(0), to: millis(START) })).rejects.toThrow(
      /--from, --to: .*: the candles reach from 2025-08-01T00:00:00.000Z to 2025-08-03T11:00:00.000Z/,
    )
  })
})

describe('bars of the recorded market', () => {
  const database = marketDatabase()
  afterAll(() => {
    database.remove()
  })
  const prices = { open: 1, high: 3, low: 1, close: 2, volume: 5 }
  const minutes = [0, 1, 3, 4].map((index) => candleAt(T0 + index * MINUTE, prices))
  database.store().write([candleAt(T0 - 3 * DAY, prices), ...minutes])
  const reader = database.reader()

  it('are its closed candles of one timeframe in the window, missing ones counted', async () => {
    const found = await barsOfStore(reader, { instrument: BTC.id, timeframe: '1m' }, { days: 1 })
    expect([found.timeframe, found.missing]).toEqual(['1m', 1])
    expect(found.bars.map(({ openTime }) => (openTime - T0) / MINUTE)).toEqual([0, 1, 3, 4])
    const window = { from: millis(T0 + MINUTE), to: millis(T0 + 4 * MINUTE) }
    expect((await barsOfStore(reader, { instrument: BTC.id, timeframe: '1m' }, window)).bars).toHaveLength(2)
  })

  it('are refused for a market or a timeframe that is not recorded', async () => {
    const other = { instrument: 'binance:NO/PE' as typeof BTC.id, timeframe: '1m' } as const
    await expect(barsOfStore(reader, other, { days: 1 })).rejects.toThrow(
      /--instrument: binance:NO\/PE: use one of binance:BTC\/USDT/,
    )
    await expect(barsOfStore(reader, { instrument: BTC.id, timeframe: '4h' }, { days: 1 })).rejects.toThrow(
      /--timeframe: .*recorded are/,
    )
  })
})
