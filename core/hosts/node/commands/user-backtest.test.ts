import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { InputError } from '../../../domain/index.ts'
import type { BacktestReport } from '../../../services/research/index.ts'
import { sampleBars } from '../../../testing/indicator-samples.ts'
import { backtestCommand } from './backtest.ts'

const resources = new URL('../../../../resources/strategies/', import.meta.url)
const folder = mkdtempSync(join(tmpdir(), 'sentinel-user-backtest-'))
const candles = join(folder, 'candles.csv')
const rows = sampleBars(1_500, 5).map(({ openTime, ...bar }) => [
  Date.UTC(2025, 6, 31) + openTime,
  ...Object.values(bar).map((value) => value.toFixed(8)),
])
writeFileSync(candles, `open_time_ms,open,high,low,close,volume\n${rows.map((row) => row.join(',')).join('\n')}\n`)
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

/** The built-in supertrend in other words: it holds on to its own last stance, and gives levels. */
const written = (id: string, first = ''): void => {
  writeFileSync(
    join(folder, `${id}.ts`),
    `import { clamp, decimalParameter, defineStrategy, integerParameter, neutral, values } from 'sentinel'
const LOOKED = ['direction', 'line', 'efficiency'] as const
export default defineStrategy({
  id: '${id}', version: 1, title: 'Own', family: 'test', idea: 'i', suits: 's', weakness: 'w', timeframe: '15m',
  parameters: { period: integerParameter('ATR period', 10, [2, 100]), width: decimalParameter('Width', 3, [0.5, 10], 'ATR') },
  warmUp: ({ period }) => Math.max(period, 15),
  features: ({ period, width }) => ({
    direction: { indicator: 'supertrend', parameters: { period, multiplier: width }, output: 'direction' },
    line: { indicator: 'supertrend', parameters: { period, multiplier: width }, output: 'line' },
    efficiency: { indicator: 'rsi', parameters: { period: 14 } },
  }),
  step(view) {
    ${first}
    const found = values(view, LOOKED)
    if (found === null || view.close === null) return neutral(...LOOKED)
    const reasons = [{ feature: 'direction', contribution: found.direction }]
    if (found.direction < 0) return { stance: 'flat', confidence: 0.7, reasons }
    if (view.previous !== 'long' && found.efficiency < 45) return neutral(...LOOKED)
    const confidence = clamp(0.5 + found.efficiency / 200, 0, 1)
    return found.line < view.close ? { stance: 'long', confidence, reasons, stop: found.line } : neutral(...LOOKED)
  },
})
`,
  )
}

async function run(id: string, ...args: string[]): Promise<string> {
  let text = ''
  const command = backtestCommand(resources, async (part) => {
    text += part
  })
  expect(await command.run(['--candles', candles, '--strategies', folder, '--strategy', id, ...args])).toBe(0)
  return text
}

describe("a backtest of a user's own strategy", () => {
  it('trades with its parameters, and says the same twice', async () => {
    written('mine')
    const report = JSON.parse(await run('mine', '--json')) as BacktestReport
    expect(report).toMatchObject({ strategy: 'mine', bars: 1_500 })
    expect(report.trades.length).toBeGreaterThan(20)
    expect(report.trades.some(({ reason }) => reason === 'stop')).toBe(true)
    expect(JSON.parse(await run('mine', '--json'))).toEqual(report)
    const wide = JSON.parse(await run('mine', '--json', '--params', '{"width": 6}')) as BacktestReport
    expect(wide.trades).not.toEqual(report.trades)
  })

  const failing: readonly (readonly [how: string, first: string, words: RegExp])[] = [
    [
      'throws',
      `if (view.at > ${String(Date.UTC(2025, 6, 31, 3, 19))}) throw new RangeError('enough')`,
      /^strategy: throws: it failed on bar 200: throws\.ts:13:\d+: RangeError: enough$/,
    ],
    [
      'loops',
      `for (let n = 0; view.at > ${String(Date.UTC(2025, 6, 31, 0, 49))}; n += 1) clamp(n, 0, 1)`,
      /^strategy: loops: it failed on bar 50: loops\.ts:13: RangeError: it does not come to an end/,
    ],
    [
      'answers',
      `if (view.close !== null) return { stance: 'long', confidence: 7, reasons: [] }`,
      /bar 1: the verdict\.confidence/,
    ],
    ['undeclared', `view.feature('moon')`, /bar 1: undeclared\.ts:13:\d+: RangeError: the feature moon was not declared/],
    ['types', `const a: string = 1`, /^strategy: types: types\.ts:13:11: Type 'number' is not assignable to type 'string'/],
  ]
  it.each(failing)('ends with bar and line where it %s', async (id, first, words) => {
    written(id, first)
    const ended = run(id)
    await expect(ended).rejects.toThrow(InputError)
    await expect(ended).rejects.toThrow(words)
  })

  it('takes the built-in where a file has its name, and lists both where neither is meant', async () => {
    writeFileSync(join(folder, 'ema-cross.ts'), 'never read')
    expect(JSON.parse(await run('ema-cross', '--json'))).toMatchObject({ strategy: 'ema-cross' })
    await expect(run('mien')).rejects.toThrow(/strategy: mien: use one of ema-trend, .*mine.*; your own are looked for in /)
  })
})
