import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { InputError } from '../../../domain/index.ts'
import type { ReplayReport } from '../../../services/research/index.ts'
import { BINANCE_EXCERPT } from '../../../testing/recordings.ts'
import { replayCommand } from './replay.ts'

const resources = new URL('../../../../resources/strategies/', import.meta.url)
const folder = mkdtempSync(join(tmpdir(), 'sentinel-user-replay-'))
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

const own = (id: string, step: string): void => {
  writeFileSync(
    join(folder, `${id}.ts`),
    `import { defineStrategy } from 'sentinel'
export default defineStrategy({
  id: '${id}', version: 1, title: 'Own', family: 'x', idea: 'i', suits: 's', weakness: 'w', timeframe: '1m', parameters: {},
  cadence: () => ({ on: 'book', every: 200 }), warmUp: () => 0, features: () => ({ spread: { indicator: 'spread' } }),
  step(view) {
    if (view.mid === null) return { stance: 'neutral', confidence: 0, reasons: [] }
    ${step}
    return { stance: 'long', confidence: 0.9, reasons: [{ feature: 'spread', contribution: 1 }], stop: view.mid * 0.99 }
  },
})
`,
  )
}

async function run(id: string): Promise<ReplayReport> {
  const config = join(folder, 'config.json')
  writeFileSync(config, JSON.stringify({ exchanges: [{ id: 'binance', symbols: ['BTC/USDT'] }], strategies: [{ strategy: id }] }))
  const silent = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  try {
    const given = [
      '--exchange',
      'binance',
      '--capture',
      BINANCE_EXCERPT,
      '--config',
      config,
      '--strategies',
      folder,
      '--out',
      folder,
    ]
    expect(await replayCommand(resources).run(given)).toBe(0)
  } finally {
    silent.mockRestore()
  }
  return JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8')) as ReplayReport
}

describe("a replay with a user's own strategy", () => {
  it('hears it, and ends with it', async () => {
    own('mine', '')
    const report = await run('mine')
    expect(report.signals).toBeGreaterThan(0)
    expect((await run('mine')).decisionHash).toBe(report.decisionHash)
    own('weak', `if (view.previous === 'long') throw new RangeError('enough')`)
    const failed = run('weak')
    await expect(failed).rejects.toThrow(InputError)
    await expect(failed).rejects.toThrow(
      /^strategy: weak: it failed on binance:BTC\/USDT at \d{4}-.*Z: weak\.ts:7:\d+: RangeError: enough$/,
    )
    await expect(run('moon')).rejects.toThrow(/strategy: moon: use one of ema-trend, .*mine, weak/)
  })
})
