import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import type { StrategyDescriptor } from '../../contract/index.ts'
import { Programs } from '../../testing/program.ts'

const PATIENCE = { timeout: 15_000, interval: 100 }
const programs = new Programs()
const folder = programs.folder()
const own = join(folder, 'own')
const example = fileURLToPath(new URL('../../../resources/strategies/pullback.ts', import.meta.url))

beforeAll(() => programs.build(), 150_000)
afterAll(() => programs.close())

const LOOP = `import { defineStrategy } from 'sentinel'
export default defineStrategy({
  id: 'loop', version: 1, title: 'Loop', family: 'x', idea: 'i', suits: 's', weakness: 'w', timeframe: '1m', parameters: {},
  cadence: () => ({ on: 'book', every: 500 }), warmUp: () => 0, features: () => ({}), step() { for (;;); },
})`

it('runs the files of a folder in the built program, follows their edits, and outlives what is hostile', async () => {
  mkdirSync(own)
  copyFileSync(example, join(own, 'pullback.ts'))
  const config = join(folder, 'config.json')
  const strategies = [{ strategy: 'ema-trend' }, { strategy: 'pullback', symbols: ['BTC/USDT'], params: { trend: 50 } }]
  writeFileSync(config, JSON.stringify({ strategiesFolder: own, strategies }))
  const server = await programs.serve(['--demo', 'market', '--config', config, '--data', join(folder, 'data')])
  const row = async (id: string): Promise<StrategyDescriptor | undefined> =>
    (await server.get<StrategyDescriptor[]>('/strategies')).find((each) => each.id === id)
  await vi.waitFor(async () => expect(await row('pullback')).toMatchObject({ origin: 'user', state: 'running' }), PATIENCE)

  writeFileSync(join(own, 'loop.ts'), LOOP)
  writeFileSync(join(own, 'pullback.ts'), 'let = ;')
  await vi.waitFor(async () => {
    expect(await row('loop')).toMatchObject({ state: 'stopped', problem: expect.stringMatching(/did not answer within 500 ms/) })
    expect(await row('pullback')).toMatchObject({ state: 'running', problem: 'pullback.ts:1:7: Expression expected' })
  }, PATIENCE)
  expect(await row('ema-trend')).toMatchObject({ origin: 'built-in', state: 'running', version: '1' })
  expect((await server.end()).code).toBe(0)
})
