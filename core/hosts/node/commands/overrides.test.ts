import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sqliteJournal } from '../../../adapters/sqlite/index.ts'
import type { OverridesRow } from '../../../contract/index.ts'
import { price, type SignalId } from '../../../domain/index.ts'
import { DEFAULT_TRADING_CONFIG } from '../../../engine/index.ts'
import { overrideSession } from '../../../testing/override-session.ts'
import { overridesCommand } from './overrides.ts'

const folder = mkdtempSync(join(tmpdir(), 'sentinel-overrides-'))
const journal = (name: string) => sqliteJournal(join(folder, 'paper', `${name}.db`))

/** Thirty losing proposals that a person turned down, an hour from each other; the files stay open, as those of a running trader. */
beforeAll(() => {
  mkdirSync(join(folder, 'paper'))
  const journals = { real: journal('journal'), twin: journal('counterfactual'), alone: journal('counterfactual-alone') }
  const risk = { ...DEFAULT_TRADING_CONFIG.risk, maxConsecutiveLosses: 100, maxSpreadBps: 100 }
  const session = overrideSession({ journals, cash: '1000000', config: { risk } })
  for (let index = 0; index < 30; index += 1) {
    session.market('100.00', '100.01', '100000')
    const id = session.propose({ id: `s${String(index)}` as SignalId, stop: price('99.50'), target: price('101') })
    session.h.command({ type: 'RejectSignal', signalId: id, reason: index % 2 === 0 ? 'news' : '' })
    session.h.clock.advance(20)
    session.market(`99.${String(40 - index)}`, '99.50', '100000')
    session.h.clock.advance(20)
    session.tick(3_600_000)
  }
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function run(...args: string[]): Promise<string> {
  let text = ''
  await overridesCommand((part) => {
    text += part
    return Promise.resolve()
  }).run(['--data', folder, ...args])
  return text
}

describe('the command overrides', () => {
  it('says how much turning down earned, how sure that is, and why each was turned down', async () => {
    const text = await run()
    expect(text).toMatch(
      /your overrides earned [\d.]+ USDT over 30 signals \(95 % interval of the 30 settled: [\d.]+ to [\d.]+; earned\)/,
    )
    expect(text).toMatch(/^rejected: news +15 +[\d.]+ +- +too few to say/m)
  })

  it('prints the report of /api/overrides as JSON, the newest signals first', async () => {
    const report = JSON.parse(await run('--json', '--by', 'hour', '--limit', '2')) as OverridesRow
    expect(report).toMatchObject({ by: 'hour', overrides: { account: { count: 30, settled: 30, verdict: 'earned' } } })
    expect(report.groups).toHaveLength(24)
    expect(report.signals.map(({ signalId }) => signalId)).toEqual(['s29', 's28'])
    expect(report.comparison.effect).toBe(report.overrides.account.effect)
  })

  it('names a wrong grouping and a folder without records', async () => {
    await expect(run('--by', 'colour')).rejects.toThrow('use one of strategy, hour, reason')
    await expect(overridesCommand().run(['--data', join(folder, 'none')])).rejects.toThrow('is not there yet')
  })
})
