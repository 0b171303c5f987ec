import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { type BookBins, type DerivedMetrics, millis, price, quantity } from '../../../domain/index.ts'
import type { UniverseReport } from '../../../research/index.ts'
import { sampleBars } from '../../../testing/indicator-samples.ts'
import { ETH, marketDatabase } from '../../../testing/market-database.ts'
import { BTC, candleAt } from '../../../testing/market-facts.ts'
import { hasSharedData, sharedData } from '../../../testing/recordings.ts'
import { universeCommand } from './universe.ts'

const folder = mkdtempSync(join(tmpdir(), 'sentinel-universe-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const HOURS = 3_600_000
const START = Date.UTC(2025, 6, 1)
const barsOf = (seed: number, count = 200, step = HOURS) =>
  sampleBars(count, seed).map((bar, index) => ({ ...bar, openTime: START + index * step }))

function write(name: string, lines: readonly string[]): string {
  const file = join(folder, name)
  writeFileSync(file, `${lines.join('\n')}\n`)
  return file
}
const candleFile = (name: string, seed: number, count = 200, step = HOURS): string => {
  const rows = barsOf(seed, count, step).map(({ openTime, open, high, low, close, volume }) =>
    [openTime, ...[open, high, low, close, volume].map((value) => Number(value.toFixed(8)))].join(','),
  )
  return write(name, ['open_time_ms,open,high,low,close,volume', ...rows])
}

const [a, b, c] = [candleFile('a.csv', 3), candleFile('b.csv', 5), candleFile('c.csv', 8)]
const GIVEN = ['--candles', `AAA/USDT=${a}`, '--candles', `BBB/USDT=${b}`, '--candles', `CCC/USDT=${c}`]

async function run(...args: string[]): Promise<string> {
  let text = ''
  const print = (part: string): Promise<void> => {
    text += part
    return Promise.resolve()
  }
  expect(await universeCommand(print).run(args)).toBe(0)
  return text
}
const reportOf = async (...args: string[]) => JSON.parse(await run(...args, '--json')) as UniverseReport & { timeframe: string }
const valueOf = (report: UniverseReport, instrument: string, name: string) =>
  report.rows.find((row) => row.instrument === instrument)?.components.find((each) => each.name === name)?.value

describe('universe', () => {
  it('ranks the markets of files, says why, and what it does not know', async () => {
    const report = await reportOf(...GIVEN, '--take', '2')
    expect(report).toMatchObject({ timeframe: '1h', quote: 'USDT', excluded: [] })
    expect(report.rows.map(({ rank }) => rank)).toEqual([1, 2, 3])
    expect(report.proposals).toHaveLength(2)
    const text = await run(...GIVEN, '--take', '2')
    expect(text).toMatch(/^3 markets in USDT, 1h bars of 30 days\n\nWatch\n 1\. file:/)
    expect(text).toMatch(/missing: spread, depth, sentiment/)
    expect(text).toMatch(/turns over .* USDT a day: more than \d+ % of the others; adds 0\.\d{3}/)
    const other = await reportOf(...GIVEN.slice(2), ...GIVEN.slice(0, 2), '--take', '2')
    expect(other).toEqual(report)
  })

  it('reads moods of the days that it looks at, and obeys weights', async () => {
    const end = START + 200 * HOURS
    const happy = write('happy.csv', [
      'time_ms,score',
      `${String(end - 1)},0.9`,
      `${String(end - HOURS)},`,
      `${String(end + 1)},-1`,
      '1,-1',
    ])
    const sad = write('sad.csv', [`${String(end)},-0.5`])
    const moods = ['--sentiment', `AAA/USDT=${happy}`, '--sentiment', `BBB/USDT=${sad}`]
    const weights = ['--weights', '{"liquidity":0,"volatility":0,"momentum":0,"sentiment":1}']
    const report = await reportOf(...GIVEN, ...moods, ...weights)
    expect(valueOf(report, 'file:AAA/USDT', 'sentiment')).toBe(0.9)
    expect(valueOf(report, 'file:CCC/USDT', 'sentiment')).toBeNull()
    expect(report.rows[0]?.instrument).toBe('file:AAA/USDT')
  })

  it('names a market that is left out', async () => {
    const young = candleFile('young.csv', 4, 50)
    const text = await run(...GIVEN, '--candles', `YYY/USDT=${young}`, '--candles', `BBB/BTC=${b}`)
    expect(text).toMatch(
      /Left out\n +file:BBB\/BTC {2}other-quote: .*\n +file:YYY\/USDT {2}short-history: it has 50 bars; 100 are needed/,
    )
  })

  it('reads recorded markets with the spread and depth that were recorded last', async () => {
    const database = marketDatabase()
    const store = database.store()
    const at = START + 200 * HOURS
    const fact = (instrument: typeof ETH, time: number) => ({
      instrument,
      exchangeTime: millis(time),
      receivedTime: millis(time),
    })
    const metrics = (instrument: typeof ETH, time: number, spread: string): DerivedMetrics => ({
      kind: 'metrics',
      ...fact(instrument, time),
      spread: price(spread),
      microPrice: 100,
    })
    const side = (volume: string) => ({ volume: quantity(volume), count: 1, vwap: price('100') })
    const bins = (instrument: typeof ETH, time: number, volume: string): BookBins => ({
      kind: 'book-bins',
      ...fact(instrument, time),
      bins: [5, 10, 25].map((bps) => ({ bps, bid: side(bps === 10 ? volume : '9'), ask: side('1') })),
    })
    for (const [instrument, seed] of [
      [BTC.id, 3],
      [ETH, 5],
    ] as const)
      store.write(barsOf(seed).map((bar) => candleAt(bar.openTime, bar, '1h', instrument)))
    store.write([metrics(ETH, at - 2 * HOURS, '50'), metrics(ETH, at - 1_000, '0.01'), metrics(ETH, at, '0.03')])
    store.write([bins(ETH, at - 1_000, '2'), bins(ETH, at, '4')])
    const report = await reportOf('--from-store', '--data', dirname(database.file))
    expect(report.rows.map(({ instrument }) => instrument).sort()).toEqual(['binance:BTC/USDT', 'binance:ETH/USDT'])
    expect(valueOf(report, ETH, 'spread')).toBeCloseTo(2, 9)
    expect(valueOf(report, ETH, 'depth')).toBeCloseTo(400, 9)
    expect(valueOf(report, BTC.id, 'spread')).toBeNull()
    const one = await reportOf('--from-store', '--data', dirname(database.file), '--instrument', ETH)
    expect(one.rows).toHaveLength(1)
    const wrong = run('--from-store', '--data', dirname(database.file), '--instrument', 'binance:NO/USDT')
    await expect(wrong).rejects.toThrow(/--instrument: binance:NO\/USDT: use one of binance:BTC\/USDT, binance:ETH\/USDT/)
    database.remove()
  })

  it('looks at an earlier time, from files and from the record alike', async () => {
    const database = marketDatabase()
    database.store().write(barsOf(3).map((bar) => candleAt(bar.openTime, bar, '1h')))
    const at = ['--days', '5', '--to', '2025-07-06T00:00:00Z']
    const file = await reportOf('--candles', `BTC/USDT=${a}`, ...at)
    const stored = await reportOf('--from-store', '--data', dirname(database.file), ...at)
    database.remove()
    const values = (report: UniverseReport) => report.rows[0]?.components.map(({ value }) => value?.toFixed(6))
    expect(values(file)).toEqual(values(stored))
    expect(values(file)).not.toEqual(values(await reportOf('--candles', `BTC/USDT=${a}`)))
    expect(await run('--candles', `BTC/USDT=${a}`, ...at)).toMatch(/1\. file:BTC\/USDT {2}-: nothing to compare it with/)
  })

  const minutes = candleFile('minutes.csv', 3, 200, 60_000)
  const odd = write('odd.csv', ['1,2'])
  it.each<[readonly string[], RegExp]>([
    [[], /--candles: missing: give SYMBOL=FILE/],
    [['--candles', a], /--candles: .*give SYMBOL=FILE/],
    [[...GIVEN, '--candles', `AAA/USDT=${b}`], /--candles: .*file:AAA\/USDT is given twice/],
    [[...GIVEN, '--candles', `DDD/USDT=${minutes}`], /--candles: .*minutes\.csv: 1m: give bars of one length/],
    [[...GIVEN, '--sentiment', `ZZZ/USDT=${a}`], /--sentiment: .*there are no --candles of file:ZZZ\/USDT/],
    [[...GIVEN, '--sentiment', `AAA/USDT=${odd}`], /--sentiment: .*odd\.csv line 1: 1,2: give lines such as/],
    [[...GIVEN, '--sentiment', 'AAA/USDT=/nowhere'], /--sentiment: \/nowhere: cannot be read/],
    [[...GIVEN, '--timeframe', '1h'], /--timeframe: 1h: it belongs to --from-store/],
    [['--from-store', ...GIVEN], /--candles: .*give either it or --from-store/],
    [['--from-store', '--data', folder], /data folder: .*market\.db/],
    [[...GIVEN, '--weights', '[1]'], /--weights: \[1\]: give a JSON object/],
    [[...GIVEN, '--weights', '{"luck":1}'], /weights\.luck: 1: use one of/],
    [[...GIVEN, '--take', '0'], /--take: 0/],
    [[...GIVEN, '--min-bars', '29'], /--min-bars: 29/],
  ])('%s is refused by name', async (args, problem) => {
    await expect(run(...args)).rejects.toThrow(problem)
  })
})

const title = hasSharedData ? 'on recorded candles' : 'on recorded candles (skipped: ../shared/data is absent)'
describe.skipIf(!hasSharedData)(title, () => {
  it('finds the most traded market most liquid, and every pair of coins alike but not the same', async () => {
    const coins = ['BTC', 'ETH', 'BNB'].flatMap((coin) => {
      return ['--candles', `${coin}/USDT=${sharedData(`candles/binance-spot/${coin}USDT_1h_to20251231.csv.gz`)}`]
    })
    const report = await reportOf(...coins)
    const turnover = (coin: string) => Number(valueOf(report, `file:${coin}/USDT`, 'liquidity'))
    expect(turnover('BTC')).toBeGreaterThan(turnover('ETH'))
    expect(turnover('ETH')).toBeGreaterThan(turnover('BNB'))
    for (const { likest } of report.proposals.slice(1)) {
      expect(likest?.correlation).toBeGreaterThan(0.5)
      expect(likest?.correlation).toBeLessThan(0.99)
    }
  })
})
