import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ReplayReport } from '../../services/research/index.ts'
import { Programs } from '../../testing/program.ts'
import { QUICK_CONFIG } from '../../testing/quick-config.ts'
import { BINANCE_EXCERPT, hasSharedData, sharedData } from '../../testing/recordings.ts'

const programs = new Programs()
const folder = mkdtempSync(join(tmpdir(), 'sentinel-replay-'))
let runs = 0

beforeAll(() => programs.build(), 150_000)
afterAll(async () => {
  await programs.close()
  rmSync(folder, { recursive: true, force: true })
})

interface Run {
  readonly report: ReplayReport
  readonly decisions: Buffer
}

async function replay(captures: readonly string[], config: unknown): Promise<Run> {
  runs += 1
  const [settings, out] = [join(folder, `${String(runs)}.json`), join(folder, String(runs))]
  writeFileSync(settings, JSON.stringify(config))
  const args = [
    '--exchange',
    'binance',
    ...captures.flatMap((file) => ['--capture', file]),
    '--config',
    settings,
    '--out',
    out,
    '--json',
  ]
  const exit = await programs.run(['replay', ...args], { limit: 100_000 })
  expect(exit).toMatchObject({ code: 0, signal: null })
  const report = JSON.parse(exit.stdout) as ReplayReport
  expect(JSON.parse(readFileSync(join(out, 'report.json'), 'utf8'))).toEqual(report)
  return { report, decisions: readFileSync(join(out, 'decisions.jsonl')) }
}

/** Trades of itself, so that the seed of the paper venue's latency decides something. */
const AUTO = {
  ...QUICK_CONFIG,
  approval: { defaultMode: 'auto', maxDriftBps: 1_000, timeToLiveMs: 60_000 },
  paper: { latencyMs: 200, seed: 1 },
  strategies: [
    { strategy: 'book-imbalance', params: { ...QUICK_CONFIG.strategies[0].params, atr: 1, minStop: 1, maxSpread: 200 } },
  ],
}
const OTHER_SEED = { ...AUTO, paper: { ...AUTO.paper, seed: 2 } }
const OTHER_PARAMETER = {
  ...AUTO,
  strategies: [{ strategy: 'book-imbalance', params: { ...AUTO.strategies[0]?.params, threshold: 0.3 } }],
}

function expectSame(one: Run, two: Run): void {
  const { seconds: _one, ...first } = one.report
  const { seconds: _two, ...second } = two.report
  expect(second).toEqual(first)
  expect(two.decisions.equals(one.decisions)).toBe(true)
}
function expectOther(one: Run, two: Run): void {
  expect(two.report.decisionHash).not.toBe(one.report.decisionHash)
  expect(two.decisions.equals(one.decisions)).toBe(false)
}

describe('the committed excerpt', () => {
  it('reports all that was in it, with the prices as text', async () => {
    const { report, decisions } = await replay([BINANCE_EXCERPT], { exchanges: QUICK_CONFIG.exchanges })
    expect(report).toMatchObject({ exchange: 'binance', rejected: {}, gaps: 0, crossed: 0, checksums: { failed: 0 } })
    expect(report.accepted).toBe(report.messages)
    expect(report.trades).toBeGreaterThan(0)
    expect(report.decisionHash).toMatch(/^[0-9a-f]{64}$/)
    const [book] = Object.values(report.books)
    expect(book?.bids).toHaveLength(10)
    for (const [price, size] of [...(book?.bids ?? []), ...(book?.asks ?? [])])
      expect(`${price} ${size}`).toMatch(/^[\d.]+ [\d.]+$/)
    expect(
      decisions
        .toString()
        .trim()
        .split('\n')
        .every((line) => line.startsWith('{')),
    ).toBe(true)
  })

  it('decides the same twice, to the byte, and otherwise with another strategy parameter', async () => {
    const [one, two, other] = await Promise.all([AUTO, AUTO, OTHER_PARAMETER].map((config) => replay([BINANCE_EXCERPT], config)))
    if (one === undefined || two === undefined || other === undefined) throw new Error('three runs were asked for')
    expect(one.report.signals).toBeGreaterThan(0)
    expectSame(one, two)
    expectOther(one, other)
  })
})

describe.skipIf(!hasSharedData)('the 11 minute recording (skipped where ../shared/data is absent)', () => {
  it('decides the same twice, to the byte, and otherwise with another seed', { timeout: 120_000 }, async () => {
    const captures = ['20240808', '20240809'].map((day) => sharedData(`ws/hftbacktest/spot_btcusdt_${day}.gz`))
    const one = await replay(captures, AUTO)
    const [two, other] = await Promise.all([replay(captures, AUTO), replay(captures, OTHER_SEED)])
    expect(one.report.fills).toBeGreaterThan(0)
    expectSame(one, two)
    expectOther(one, other)
  })
})
