import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { InputError } from '../../../domain/index.ts'
import type { BacktestReport, PortfolioReport } from '../../../services/research/index.ts'
import { sampleBars } from '../../../testing/indicator-samples.ts'
import { marketDatabase } from '../../../testing/market-database.ts'
import { candleAt } from '../../../testing/market-facts.ts'
import { backtestCommand } from './backtest.ts'
import { MARKET_OPTIONS } from './backtest-markets.ts'
import { TERM_OPTIONS } from './backtest-terms.ts'

const resources = new URL('../../../../resources/strategies/', import.meta.url)
const folder = mkdtempSync(join(tmpdir(), 'sentinel-backtest-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const START = Date.UTC(2025, 6, 31, 12)
const rows = sampleBars(2_000, 5).map(({ openTime, open, high, low, close, volume }) => [
  START + openTime,
  open,
  high,
  low,
  close,
  volume,
])
const file = join(folder, 'candles.csv')
writeFileSync(
  file,
  `open_time_ms,open,high,low,close,volume\n${rows.map((row) => row.map((value) => Number(value.toFixed(8))).join(',')).join('\n')}\n`,
)

async function run(...args: string[]): Promise<string> {
  let text = ''
  expect(
    await backtestCommand(resources, async (part) => {
      text += part
    }).run(args),
  ).toBe(0)
  return text
}
const GIVEN = ['--candles', file, '--strategy', 'rsi-reversion', '--fee-bps', '5', '--slippage-bps', '1']
const report = async (...args: string[]): Promise<BacktestReport> =>
  JSON.parse(await run(...GIVEN, ...args, '--json')) as BacktestReport

describe('backtest', () => {
  it('prints trades, equity and metrics that agree with each other', async () => {
    const found = await report()
    expect(found).toMatchObject({ instrument: 'file:BTC/USDT', timeframe: '1m', bars: 2_000, missingBars: 0, from: START })
    expect(found.trades.length).toBeGreaterThan(10)
    const cash = found.trades.reduce((sum, { side, price, quantity, fee }) => {
      const value = Number(price) * Number(quantity)
      return side === 'buy' ? sum - value - Number(fee) : sum + value - Number(fee)
    }, 10_000)
    const held = found.openPosition === undefined ? 0 : Number(found.openPosition.quantity) * Number(found.openPosition.markPrice)
    expect(Number(found.finalEquity)).toBeCloseTo(cash + held, 6)
    expect(found.equity.at(-1)).toEqual([found.to, expect.closeTo(cash + held, 6)])
    expect(found.metrics.totalReturn).toBeCloseTo((cash + held) / 10_000 - 1, 9)
    expect(found.metrics.trades).toBe(Math.floor(found.trades.length / 2))
    for (const { fee, price, quantity } of found.trades)
      expect(Number(fee)).toBeCloseTo(Number(price) * Number(quantity) * 0.0005, 9)
  })

  it('gives the same bytes twice, and others for other terms', async () => {
    const [one, two, other] = await Promise.all([
      run(...GIVEN, '--json'),
      run(...GIVEN, '--json'),
      run(...GIVEN, '--fee-bps', '6', '--json'),
    ])
    expect(two).toBe(one)
    expect((JSON.parse(other) as BacktestReport).decisionHash).not.toBe((JSON.parse(one) as BacktestReport).decisionHash)
  })

  it('takes its terms and its window from the options', async () => {
    const found = await report('--stop-pct', '1', '--target-pct', '2.5', '--cash', '500', '--size', 'fixed', '--size-pct', '25')
    expect(found).toMatchObject({
      terms: { fee: '0.0005', slippage: '0.0001', stop: '0.01', target: '0.025', size: { mode: 'fixed', fraction: 0.25 } },
      startingCash: '500',
    })
    const window = await report('--from', '2025-07-31T13:00Z', '--to', '2025-08-01')
    expect([window.from, window.to, window.bars]).toEqual([Date.UTC(2025, 6, 31, 13), Date.UTC(2025, 7, 1), 660])
    expect((await report('--days', '1')).bars).toBe(1_440)
  })

  it('tells a person the same, and writes a page that needs nothing beside it', async () => {
    const page = join(folder, 'sheet.html')
    const text = await run(...GIVEN, '--html', page)
    const found = await report()
    expect(text).toMatch(/Fee, slippage +5 bps, 1 bps/)
    expect(text).toContain(`${(found.metrics.totalReturn * 100).toFixed(2)} %`)
    const html = readFileSync(page, 'utf8')
    expect(html.match(/<svg /g)).toHaveLength(3)
    expect(html.match(/<polygon class="(buy|sell)"/g)).toHaveLength(found.trades.length)
    expect(html).not.toMatch(/<script|https?:|NaN|undefined|Infinity/)
    expect(html).toContain('<th scope="row">2025</th>')
  })

  it('trades the recorded market as it trades the same candles from a file', async () => {
    const database = marketDatabase()
    const bars = sampleBars(2_000, 5).map((bar) => candleAt(START + bar.openTime, bar))
    database.store().write(bars)
    const stored = await run(
      ...['--from-store', '--instrument', 'binance:BTC/USDT', '--timeframe', '1m', '--data', dirname(database.file)],
      ...['--strategy', 'rsi-reversion', '--fee-bps', '5', '--slippage-bps', '1', '--json'],
    )
    const [finer, longer] = [
      ['--timeframe', '5m', '--finer', '1m'],
      ['--timeframe', '1m', '--finer', '5m'],
    ].map((more) => [
      ...['--from-store', '--instrument', 'binance:BTC/USDT', '--data', dirname(database.file)],
      ...['--strategy', 'rsi-reversion', '--trail-pct', '0.5', '--json', ...more],
    ])
    const told = JSON.parse(await run(...(finer ?? []))) as BacktestReport
    await expect(run(...(longer ?? []))).rejects.toThrow(/--finer: 5m: its candles are 5m long; give shorter ones than 1m/)
    database.remove()
    expect(told.finer).toMatchObject({ timeframe: '1m' })
    const [found, wanted] = [JSON.parse(stored) as BacktestReport, await report()]
    expect(found.instrument).toBe('binance:BTC/USDT')
    expect([found.trades, found.equity, found.metrics]).toEqual([wanted.trades, wanted.equity, wanted.metrics])
  })

  const second = join(folder, 'second.csv')
  writeFileSync(second, readFileSync(file))
  const funding = join(folder, 'funding.csv')
  const due = Array.from(
    { length: 60 },
    (_, index) => `${String(START + index * 1_800_000 + 7)},${index % 3 === 0 ? '-1e-4' : '0.0002'}`,
  )
  writeFileSync(funding, `time_ms,rate\n${due.join('\n')}\n`)

  it('adds up what funding paid and received', async () => {
    const found = await report('--funding', funding)
    const payments = found.funding?.payments ?? []
    expect(payments.length).toBeGreaterThan(3)
    for (const { rate, quantity, markPrice, amount } of payments)
      expect(Number(amount)).toBeCloseTo(-Number(rate) * Number(quantity) * Number(markPrice), 9)
    const total = payments.reduce((sum, { amount }) => sum + Number(amount), 0)
    expect(Number(found.funding?.total)).toBeCloseTo(total, 9)
    expect(found.metrics.funding).toBeCloseTo(total, 9)
    const cash = found.trades.reduce((sum, { side, price, quantity, fee }) => {
      const value = Number(price) * Number(quantity)
      return (side === 'buy' ? sum - value : sum + value) - Number(fee)
    }, 10_000 + total)
    const held = found.openPosition === undefined ? 0 : Number(found.openPosition.quantity) * Number(found.openPosition.markPrice)
    expect(Number(found.finalEquity)).toBeCloseTo(cash + held, 6)
    expect(await run(...GIVEN, '--funding', funding)).toMatch(/Funding received +-?\d/)
  })

  it('reports latency, partial fills, trailing stops and what finer candles told', async () => {
    const five = join(folder, 'five.csv')
    const hours = Array.from({ length: 400 }, (_, index) => rows.slice(index * 5, index * 5 + 5)).map((part) =>
      [
        part[0]?.[0],
        part[0]?.[1],
        Math.max(...part.map((row) => row[2] ?? 0)),
        Math.min(...part.map((row) => row[3] ?? 0)),
        part[4]?.[4],
        part.reduce((sum, row) => sum + (row[5] ?? 0), 0),
      ]
        .map((value) => Number((value ?? 0).toFixed(8)))
        .join(','),
    )
    writeFileSync(five, `open_time_ms,open,high,low,close,volume\n${hours.join('\n')}\n`)
    const args = ['--candles', five, '--strategy', 'rsi-reversion', '--trail-pct', '0.5', '--latency-ms', '250']
    const given = [...args, '--participation', '0.5', '--fill-bars', '3', '--finer', file]
    const found = JSON.parse(await run(...given, '--json')) as BacktestReport
    expect(found.terms).toMatchObject({ trail: '0.005', latencyMs: 250, participation: '0.005', fillBars: 3 })
    expect(found.finer).toMatchObject({ timeframe: '1m', pessimistic: 0 })
    expect(found.finer?.finer).toBeGreaterThan(5)
    expect(found.cancelledOrders).toBeGreaterThan(0)
    const text = await run(...given)
    for (const words of ['Trailing stop +0.50 %', 'Latency +250 ms', 'Partial fills +0.5 % of a bar', 'told by 1m candles'])
      expect(text).toMatch(new RegExp(words))
  })

  it('trades several markets on one account, whatever the order of the options', async () => {
    const options = [
      ['--candles', `ETH/USDT=${second}`],
      ['--candles', `BTC/USDT=${file}`],
      ['--strategy', 'rsi-reversion'],
      ['--strategy', 'ETH/USDT=ema-cross'],
      ['--params', 'ETH/USDT={"fast":5,"slow":20}'],
      ['--funding', `BTC/USDT=${funding}`],
      ['--size', 'fixed'],
      ['--size-pct', '40'],
    ]
    const page = join(folder, 'portfolio.html')
    const [one, other] = await Promise.all([run(...options.flat(), '--json'), run(...[...options].reverse().flat(), '--json')])
    expect(other).toBe(one)
    const found = JSON.parse(one) as PortfolioReport
    expect(found.markets.map(({ instrument, strategy }) => [instrument, strategy])).toEqual([
      ['file:BTC/USDT', 'rsi-reversion'],
      ['file:ETH/USDT', 'ema-cross'],
    ])
    expect(new Set(found.trades.map(({ instrument }) => instrument))).toEqual(new Set(['file:BTC/USDT', 'file:ETH/USDT']))
    expect([...found.trades].sort((a, b) => a.time - b.time)).toEqual(found.trades)
    expect(found.funding?.payments.every(({ instrument }) => instrument === 'file:BTC/USDT')).toBe(true)
    const text = await run(...options.flat(), '--html', page)
    expect(text).toMatch(/file:ETH\/USDT +ema-cross \{"fast":5,"slow":20\}, 2000, 0 missing bars/)
    const html = readFileSync(page, 'utf8')
    expect(html.match(/<svg /g)).toHaveLength(4)
    expect(html.match(/<polygon class="(buy|sell)"/g)).toHaveLength(found.trades.length)
    expect(html).not.toMatch(/NaN|undefined|Infinity/)
  })

  it('of one named market is the backtest of that market', async () => {
    const named = ['--candles', `BTC/USDT=${file}`, ...GIVEN.slice(2), '--json']
    expect(await run(...named)).toBe(await run(...GIVEN, '--json'))
  })

  it('names every option in its help', async () => {
    const help = await run('--help')
    for (const option of Object.keys({ ...MARKET_OPTIONS, ...TERM_OPTIONS })) expect(help).toContain(`--${option} `.trim())
  })

  it('says what can be said where nothing was traded', async () => {
    const page = join(folder, 'empty.html')
    const found = await report('--to', '2025-07-31T12:02Z', '--html', page)
    expect(found).toMatchObject({ bars: 2, trades: [], finalEquity: '10000' })
    expect(found.metrics).toMatchObject({ totalReturn: 0, sharpe: null, profitFactor: null, winRate: null, maxDrawdown: 0 })
    expect(readFileSync(page, 'utf8')).not.toMatch(/NaN|undefined|Infinity/)
  })

  const rule = {
    version: 1,
    timeframe: '1m',
    entry: { is: 'below', left: { feature: 'rsi', parameters: { period: 7 } }, right: { constant: 30 } },
    exit: { is: 'above', left: { feature: 'rsi', parameters: { period: 7 } }, right: { constant: 60 } },
    stop: 0.01,
    fraction: 0.25,
  }
  const ruleAt = (name: string, change: object): string => {
    const path = join(folder, name)
    writeFileSync(path, JSON.stringify({ ...rule, ...change }))
    return path
  }

  it('trades a rule strategy from a file, on its own terms unless others are given', async () => {
    const path = ruleAt('rule.json', {})
    const ruled = async (...args: string[]) =>
      JSON.parse(await run('--candles', file, '--rule', path, '--fee-bps', '5', ...args, '--json')) as BacktestReport
    const found = await ruled()
    expect(found.strategy).toMatch(/^rule-[0-9a-f]{16}$/)
    expect(found.terms).toMatchObject({ stop: '0.01', size: { mode: 'fixed', fraction: 0.25 } })
    expect(found.terms).not.toHaveProperty('target')
    expect(found.trades.length).toBeGreaterThan(10)
    const other = await ruled('--stop-pct', '3', '--target-pct', '2', '--size', 'all-in')
    expect(other.terms).toMatchObject({ stop: '0.03', target: '0.02', size: { mode: 'all-in' } })
  })

  const missing = join(folder, 'none.csv')
  const refused: readonly (readonly [args: readonly string[], words: RegExp])[] = [
    [[], /--candles: missing/],
    [['--candles', file], /--strategy: missing/],
    [['--candles', missing, '--strategy', 'ema-trend'], /none\.csv.*cannot be read/],
    [['--candles', file, '--strategy', 'moon'], /moon: use one of/],
    [['--candles', file, '--strategy', 'book-imbalance'], /book-imbalance: it reads the order book/],
    [['--candles', file, '--strategy', 'ema-trend', '--params', '[1]'], /--params: \[1\]: give a JSON object/],
    [['--candles', file, '--strategy', 'ema-trend', '--params', '{"fats":1}'], /ema-trend\.fats: 1: use one of/],
    [[...GIVEN, '--fee-bps', '-1'], /--fee-bps/],
    [[...GIVEN, '--fee-bps', 'free'], /--fee-bps: free: use a number from 0/],
    [[...GIVEN, '--stop-pct', '0'], /--stop-pct: 0/],
    [[...GIVEN, '--stop-pct', '0.5', '--slippage-bps', '60'], /--stop-pct: 0\.5: it is within the slippage/],
    [[...GIVEN, '--size', 'huge'], /--size: huge: use one of all-in, fixed, risk/],
    [[...GIVEN, '--size-pct', '5'], /--size-pct: 5: it belongs to --size fixed/],
    [[...GIVEN, '--cash', '0'], /--cash: 0: give a decimal number above 0/],
    [[...GIVEN, '--lot', 'x'], /--lot: x/],
    [[...GIVEN, '--days', '0'], /--days: 0/],
    [[...GIVEN, '--days', '3', '--from', '2025-08-01'], /--days: 3: give either/],
    [[...GIVEN, '--from', 'yesterday'], /--from: yesterday: use an ISO date/],
    [[...GIVEN, '--from', '2025-02-30'], /--from: 2025-02-30/],
    [[...GIVEN, '--from', '2025-08-02', '--to', '2025-08-01'], /--to: 2025-08-01: give a time after/],
    [[...GIVEN, '--from', '2030-01-01'], /--from, --to: .*the candles reach from/],
    [[...GIVEN, '--symbol', 'bitcoin'], /symbol: bitcoin: use a form such as BTC\/USDT/],
    [[...GIVEN, '--html', join(folder, 'no', 'such.html')], /--html: .*cannot be written/],
    [[...GIVEN, '--instrument', 'binance:BTC/USDT'], /--instrument: binance:BTC\/USDT: it belongs to --from-store/],
    [['--from-store', '--strategy', 'ema-trend'], /--instrument: missing/],
    [
      ['--from-store', '--instrument', 'binance:BTC/USDT', '--strategy', 'ema-trend', '--data', join(folder, 'empty')],
      /market.db/,
    ],
    [['--from-store', ...GIVEN], /--candles/],
    [[...GIVEN, '--fill-bars', '3'], /--fill-bars: 3: it belongs to --participation/],
    [[...GIVEN, '--participation', '101'], /--participation: 101/],
    [[...GIVEN, '--trail-pct', '100'], /--trail-pct: 100/],
    [[...GIVEN, '--latency-ms', '0.5'], /--latency-ms: 0\.5: use a whole number/],
    [[...GIVEN, '--finer', file], /--finer: .*its candles are 1m long; give shorter ones than 1m/],
    [[...GIVEN, '--finer', missing], /none\.csv.*cannot be read/],
    [[...GIVEN, '--funding', missing], /funding: .*none\.csv: cannot be read/],
    [[...GIVEN, '--funding', `ETH/USDT=${missing}`], /--funding: ETH\/USDT: this market is not traded; use one of BTC\/USDT/],
    [[...GIVEN, '--candles', file], /--candles: .*it is given twice/],
    [[...GIVEN, '--candles', `ETH/USDT=${file}`], /--candles: .*candles\.csv: name its market too/],
    [[...GIVEN, '--strategy', 'ema-trend'], /--strategy: ema-trend: it is given twice/],
    [['--candles', `ETH/USDT=${file}`, '--symbol', 'ETH/USDT'], /--symbol: ETH\/USDT: it belongs to --candles FILE/],
    [
      ['--candles', `ETH/USDT=${file}`, '--candles', `BTC/EUR=${file}`, '--strategy', 'ema-trend'],
      /market: file:ETH\/USDT: one account trades one quote currency, EUR/,
    ],
    [
      ['--candles', `ETH/USDT=${file}`, '--candles', `BTC/USDT=${file}`, '--strategy', 'ema-trend', '--funding', missing],
      /--funding: .*name its market: ETH\/USDT=FILE/,
    ],
    [
      ['--candles', `ETH/USDT=${file}`, '--candles', `BTC/USDT=${file}`, '--strategy', 'ETH/USDT=ema-trend'],
      /--strategy: missing/,
    ],
    [['--explode'], /--explode/],
    [['--candles', file, '--rule', missing], /--rule: .*none\.csv: cannot be read/],
    [[...GIVEN, '--rule', 'x.json'], /--strategy: rsi-reversion: it belongs to a backtest without --rule/],
    [['--candles', file, '--rule', 'x.json', '--params', '{}'], /--params: \{\}: it belongs to --strategy/],
    [['--candles', file, '--rule', ruleAt('long.json', { timeframe: '1h' })], /timeframe: 1h: the candles are 1m long/],
    [['--candles', file, '--rule', ruleAt('bad.json', { fraction: 2 })], /fraction: 2: give a number from/],
    [
      ['--candles', file, '--rule', ruleAt('near.json', { stop: 0.005 }), '--slippage-bps', '60'],
      /--rule: stop: 0\.005: it is within/,
    ],
  ]
  it.each(refused)('refuses %j', async (args, words) => {
    const refusal = run(...args)
    await expect(refusal).rejects.toThrow(InputError)
    await expect(refusal).rejects.toThrow(words)
  })

  it('makes no database where there is none', async () => {
    const data = join(folder, 'never-made')
    await expect(
      run('--from-store', '--instrument', 'binance:BTC/USDT', '--strategy', 'ema-trend', '--data', data),
    ).rejects.toThrow(InputError)
    expect(existsSync(data)).toBe(false)
  })
})
