import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, describe, expect, it } from 'vitest'
import { formatPrice, formatQuantity, InputError } from '../../../domain/index.ts'
import { FeatureEngine, indicatorById, indicatorCatalog } from '../../../features/index.ts'
import { sampleBars } from '../../../testing/indicator-samples.ts'
import { BTC, candleAt } from '../../../testing/market-facts.ts'
import { featuresCommand } from './features.ts'

const folder = mkdtempSync(join(tmpdir(), 'sentinel-features-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const START = 1_700_000_040_000
const candles = sampleBars(300, 5).map((bar) => candleAt(START + bar.openTime, bar))
const file = join(folder, 'candles.csv')
const rows = candles.map(({ openTime, open, high, low, close, volume }) =>
  [openTime, ...[open, high, low, close].map((each) => formatPrice(each)), formatQuantity(volume)].join(','),
)
writeFileSync(file, `open_time_ms,open,high,low,close,volume\n${rows.join('\n')}\n`)

async function run(...args: string[]): Promise<string> {
  let text = ''
  expect(
    await featuresCommand(async (part) => {
      text += part
    }).run(args),
  ).toBe(0)
  return text
}

interface Printed {
  readonly warmUp: number
  readonly parameters: Record<string, number>
  readonly outputs: readonly string[]
  readonly series: readonly Record<string, number | null>[]
}
const compute = async (name: string, parameters: Record<string, number>): Promise<Printed> =>
  JSON.parse(await run('compute', name, '--params', JSON.stringify(parameters), '--candles', file, '--json')) as Printed

describe('features', () => {
  it('lists every indicator with parameters, outputs, warm-up, formula and what it sees', async () => {
    const { indicators } = JSON.parse(await run('--json')) as { indicators: Record<string, unknown>[] }
    expect(indicators).toEqual(JSON.parse(JSON.stringify(indicatorCatalog())))
    expect(indicators.length).toBeGreaterThanOrEqual(45)
    expect(indicators.find(({ id }) => id === 'rsi')).toEqual({
      id: 'rsi',
      title: 'Relative strength index',
      family: 'momentum',
      formula: expect.stringContaining('Wilder') as string,
      input: 'close',
      sees: 'closed candles only, of which the close; the forming candle is never seen',
      parameters: { period: { title: 'Period', kind: 'integer', min: 2, max: 500, default: 14, unit: 'bars' } },
      outputs: ['value'],
      bounds: { value: [0, 100] },
      warmUp: 15,
      session: null,
    })
    const text = await run()
    for (const { id } of indicatorCatalog()) expect(text).toContain(`\n${id}: `)
    expect(text).toContain('period = 14 (whole 2 to 500 bars)')
  })

  it.each([
    ['ema', { period: 9 }],
    ['macd', {}],
    ['bollinger', { period: 10, deviations: 1.5 }],
    ['ichimoku', {}],
    ['vwap', { sessionHours: 1 }],
  ])('computes %s to the bit as the engine that runs live', async (name, parameters) => {
    const { outputs } = indicatorById(name).descriptor
    const requests = outputs.map((output) => ({ indicator: name, parameters, output }))
    const engine = new FeatureEngine({ instrument: BTC.id, timeframe: '1m', requests })
    const expected = candles.map((candle) => {
      engine.onCandle(candle)
      const values = engine.snapshot(candle.receivedTime).map(({ value }) => value)
      return { time: candle.openTime, ...Object.fromEntries(outputs.map((output, index) => [output, values[index]])) }
    })
    const found = await compute(name, parameters)
    expect(found.series).toEqual(expected)
    expect(found.outputs).toEqual(outputs)
    expect(found.parameters).toEqual(indicatorById(name).resolve(parameters))
    const first = found.series.findIndex((row) => row[outputs[0] ?? ''] !== null)
    expect(first + 1).toBe(found.warmUp)
  })

  it('shows the last rows as a table, with a dash where there is no value', async () => {
    const lines = (await run('compute', 'sma', '--params', '{"period":299}', '--candles', file, '--last', '3'))
      .trimEnd()
      .split('\n')
    expect(lines[0]).toBe('sma, period 299; first value with input 299; 300 candles')
    expect(lines[1]).toMatch(/^ +time +value$/)
    expect(lines[2]).toMatch(/^2023-11-15T03:11:00Z +-$/)
    expect(lines.slice(3)).toEqual([expect.stringMatching(/Z +\d+\.\d+$/), expect.stringMatching(/Z +\d+\.\d+$/)])
  })

  it('explains itself', async () => {
    expect(await run('--help')).toContain('features compute NAME --candles FILE')
    expect(await run('compute', '--help')).toContain('--params JSON')
  })

  const bad = join(folder, 'bad.csv')
  writeFileSync(bad, 'open_time_ms,open,high,low,close,volume\n1700000000000,1,1,2,1,1\n')
  it.each([
    [['compute'], /indicator: missing: features --json lists/],
    [['compute', '--json'], /indicator: missing/],
    [['compute', 'smaa', '--candles', file], /indicator: smaa: use one of sma, ema/],
    [['compute', 'spread', '--candles', file], /indicator: spread: it is fed by each change of the best bid and ask/],
    [['compute', 'external', '--candles', file], /indicator: external: it is fed by each reading/],
    [['compute', 'sma'], /--candles: missing/],
    [['compute', 'sma', '--candles', join(folder, 'none.csv')], /none\.csv: cannot be read/],
    [['compute', 'sma', '--candles', bad], /bad\.csv: line 2: high: 1: is less than low, 2/],
    [['compute', 'sma', '--candles', file, '--params', '{'], /--params: \{: give a JSON object/],
    [['compute', 'sma', '--candles', file, '--params', '[1]'], /--params: \[1\]: give a JSON object/],
    [['compute', 'sma', '--candles', file, '--params', '{"period": 0}'], /sma\.period: 0: give a whole number from 1 to 1000/],
    [['compute', 'sma', '--candles', file, '--params', '{"perod": 3}'], /sma\.perod: 3: use one of period/],
    [['compute', 'sma', '--candles', file, '--params', '{"period": "3"}'], /sma\.period: "3": give a whole number/],
    [['compute', 'macd', '--candles', file, '--params', '{"fast": 30}'], /macd\.fast: 30: give less than slow, 26/],
    [['compute', 'sma', '--candles', file, '--last', '0'], /--last: 0: use a whole number from 1/],
    [['compute', 'sma', 'extra', '--candles', file], /extra/],
    [['--candles', file], /--candles: .*: it belongs to features compute NAME/],
    [['explode'], /explode/],
    [['--explode'], /--explode/],
  ])('refuses %j', async (args, message) => {
    const attempt = run(...args)
    await expect(attempt).rejects.toThrow(InputError)
    await expect(attempt).rejects.toThrow(message)
  })

  it('runs as a program', async () => {
    const cli = fileURLToPath(new URL('../cli.ts', import.meta.url))
    const call = promisify(execFile)
    const { stdout } = await call(process.execPath, [cli, 'features', 'compute', 'rsi', '--candles', file, '--json'], {
      timeout: 20_000,
    })
    expect((JSON.parse(stdout) as Printed).series).toHaveLength(300)
    await expect(call(process.execPath, [cli, 'features', 'compute', 'nope'], { timeout: 20_000 })).rejects.toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/^error: indicator: nope: use one of /) as string,
    })
  })
})
