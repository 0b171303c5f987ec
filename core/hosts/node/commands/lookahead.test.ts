import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { InputError, required } from '../../../domain/index.ts'
import { sampleBars } from '../../../testing/indicator-samples.ts'
import { CHEATS, DEFERRED } from '../../../testing/look-ahead-strategies.ts'
import { lookaheadCommand } from './lookahead.ts'
import { type LookaheadReport, lookaheadText } from './lookahead-report.ts'

const resources = new URL('../../../../resources/strategies/', import.meta.url)
const folder = mkdtempSync(join(tmpdir(), 'sentinel-lookahead-'))
const candles = join(folder, 'candles.csv')
const START = Date.UTC(2025, 6, 31, 12)

/** Loosely typed, as a person may write it where no compiler looks. */
const own = (id: string, code: string): void => {
  writeFileSync(join(folder, `${id}.ts`), `// @ts-nocheck${code.replace("id: 'mine'", `id: '${id}'`)}`)
}

beforeAll(() => {
  const rows = sampleBars(400, 5).map(({ openTime, ...bar }) => [
    START + openTime,
    ...Object.values(bar).map((value) => value.toFixed(8)),
  ])
  writeFileSync(candles, `open_time_ms,open,high,low,close,volume\n${rows.map((row) => row.join(',')).join('\n')}\n`)
  own('counter', required(CHEATS['a counter beside the step'], 'it is among them').code)
  own('clock', required(CHEATS['a clock'], 'it is among them').code)
  own('deferred', DEFERRED.code)
  own('broken', '\nconst a: = 1')
  copyFileSync(fileURLToPath(new URL('pullback.ts', resources)), join(folder, 'pullback.ts'))
})
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

async function run(...args: string[]): Promise<{ readonly code: number; readonly text: string }> {
  let text = ''
  const command = lookaheadCommand(resources, async (part) => {
    text += part
  })
  const code = await command.run([...args, '--candles', candles, '--strategies', folder])
  return { code, text }
}
const short = ['--bars', '120', '--cuts', '1'] as const
const report = async (id: string): Promise<LookaheadReport> => {
  const { code, text } = await run('--strategy', id, ...short, '--json')
  const found = JSON.parse(text) as LookaheadReport
  expect(code).toBe(found.clean ? 0 : 1)
  return found
}

describe('lookahead', () => {
  it('names cause, bar, values and line of a strategy that counts its steps', async () => {
    const found = await report('counter')
    expect(found).toMatchObject({ strategy: 'counter', bars: 120, timeframe: '1m', clean: false })
    expect(new Set(found.findings.map(({ cause }) => cause))).toEqual(new Set(['earlier-steps', 'earlier-runs', 'other-market']))
    for (const { bar, time, lines, parts } of found.findings) {
      expect(time).toBe(found.from + (bar + 1) * 60_000)
      expect(parts.map(({ part }) => part)).toEqual(['confidence'])
      expect(lines.map(({ file, line, evidence }) => [file, line, evidence])).toEqual([
        ['counter.ts', 18, 'traced'],
        ['counter.ts', 3, 'text'],
      ])
    }
    const text = lookaheadText(found)
    expect(text).toMatch(/FOUND {2}it keeps something from one run to the next.*\n.*first on bar \d+, 2025-07-31T/)
    expect(text).toMatch(/counter\.ts:18 {2}gave \d+ instead of 1 \(followed while it ran\)/)
    expect(text).toMatch(/counter\.ts:3 {2}count outlives the step: it is changed on line 18 \(read in the text\)/)
  })

  it('names the line of a clock, and of work that was put off', async () => {
    const clock = await report('clock')
    expect(clock.findings.map(({ cause }) => cause)).toEqual(['failed'])
    expect(clock.findings[0]?.lines.map(({ line, evidence }) => [line, evidence])).toEqual([
      [18, 'thrown'],
      [18, 'text'],
    ])
    const deferred = await report('deferred')
    expect(deferred.findings.find(({ cause }) => cause === 'earlier-steps')?.lines).toMatchObject([
      { line: 19, evidence: 'traced' },
      { line: 3, evidence: 'text' },
    ])
    // Step by step there is nothing to follow: only many steps in one go differ.
    expect(deferred.findings.find(({ cause }) => cause === 'put-off')?.lines.map(({ line }) => line)).toEqual([3, 18])
  })

  it('finds nothing in the example, nor in a built-in, and says how much that means', async () => {
    const found = await report('pullback')
    expect(found).toMatchObject({ clean: true, findings: [], unproven: [], bars: 120 })
    const { code, text } = await run('--strategy', 'supertrend', '--bars', '300')
    expect([code, text.trimEnd().split('\n').at(-1)]).toEqual([0, 'Nothing found: no feature and no verdict changed.'])
    expect((await run('--strategy', 'ema-trend', '--bars', '50', '--params', '{"slow": 200}')).text).toContain(
      'It never had a view',
    )
    const [one, two] = [await run('--strategy', 'ema-cross', '--json'), await run('--strategy', 'ema-cross', '--json')]
    expect(two).toEqual(one)
  })

  const refused: readonly (readonly [args: readonly string[], words: RegExp])[] = [
    [[], /--strategy: missing/],
    [
      ['--strategy', 'moon'],
      /moon: use one of ema-trend, .*, broken, clock, counter, deferred, pullback; your own are looked for/,
    ],
    [['--strategy', '../counter'], /\.\.\/counter: use one of/],
    [['--strategy', 'broken'], /broken: broken\.ts:2:\d+: /],
    [['--strategy', 'book-imbalance'], /book-imbalance: it reads the order book/],
    [['--strategy', 'counter', '--params', '{"period": 1}'], /counter\.period: 1/],
    [['--strategy', 'ema-cross', '--bars', '3'], /--bars: 3/],
    [['--strategy', 'ema-cross', '--strategies', join(folder, 'none')], /--strategies: .*none: is not a folder/],
  ]
  it.each(refused)('refuses %j', async (args, words) => {
    // The last of two options counts.
    const told = lookaheadCommand(resources, async () => undefined).run(['--candles', candles, '--strategies', folder, ...args])
    await expect(told).rejects.toThrow(InputError)
    await expect(told).rejects.toThrow(words)
  })
})
