import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { countedIds } from '../../adapters/memory/index.ts'
import { ProcessSandboxes } from '../../adapters/strategy-sandbox/index.ts'
import { compileStrategy } from '../../adapters/user-strategies/index.ts'
import { type ConfigInput, parseConfig } from '../../contract/index.ts'
import { BTC, candleAt, instrumentOf } from '../../testing/market-facts.ts'
import { checkStrategies, StrategyRunner } from './index.ts'
import { UserStrategies } from './user-strategies.ts'

let sandboxes: ProcessSandboxes
beforeAll(() => {
  sandboxes = new ProcessSandboxes()
})
afterAll(() => {
  sandboxes.close()
})

const ETH = instrumentOf('ETH/USDT')
const MINUTE = 60_000
let minute = 0
beforeEach(() => {
  minute = 0
})

const written = (id: string, step: string, version = 1): string => `
import { defineStrategy, integerParameter, type StrategyView } from 'sentinel'
export default defineStrategy({
  id: '${id}', version: ${String(version)}, title: 'Title', family: 'test', idea: 'i', suits: 's', weakness: 'w', timeframe: '1m',
  parameters: { period: integerParameter('Period', 30, [1, 99]) },
  warmUp: ({ period }) => period,
  features: ({ period }) => ({ average: { indicator: 'sma', parameters: { period } } }),
  step(view: StrategyView) { ${step} },
})`
const LONG = `return { stance: 'long', confidence: view.feature('average').value === null ? 0.1 : 0.9, reasons: [] }`
const fileOf = (id: string, step: string, version = 1) => compileStrategy(`${id}.ts`, written(id, step, version))

function setUp(strategies: ConfigInput['strategies'] = [{ strategy: 'ema-cross' }]) {
  const exchanges = [{ id: 'binance', symbols: ['BTC/USDT', 'ETH/USDT'] }]
  const runner = new StrategyRunner(parseConfig({ exchanges, strategies }), countedIds())
  runner.list([BTC, ETH])
  const troubles: string[] = []
  const users = new UserStrategies({
    runner,
    sandboxes,
    budget: { step: 400, configure: 4_000 },
    named: (strategies ?? []).map(({ strategy }) => strategy).filter((id) => id !== 'ema-cross'),
    onTrouble: ({ severity, message }) => troubles.push(`${severity}: ${message}`),
  })
  /** Closes the next candles of both markets. */
  const pass = (bars = 1): void => {
    for (let bar = 0; bar < bars; bar += 1, minute += 1)
      for (const { id } of [BTC, ETH])
        runner.onMarketEvent(candleAt(minute * MINUTE, { open: 9, high: 9, low: 9, close: 9, volume: 1 }, '1m', id))
    users.check()
  }
  const stepsOf = (id: string) => runner.instancesOf(id).map(({ steps }) => steps)
  const row = (id: string) => users.catalog().find((each) => each.id === id)
  return { runner, users, troubles, pass, stepsOf, row }
}

it('loads a strategy beside the others, warm at once from the candles that were', async () => {
  const { users, pass, row, runner, stepsOf } = setUp()
  pass(40)
  await users.update([fileOf('mine', LONG)])
  expect(row('mine')).toMatchObject({ origin: 'user', state: 'running', title: 'Title', family: 'test' })
  expect(row('mine')?.version).toMatch(/^1 \([0-9a-f]{8}\)$/)
  pass()
  // Every market, since no entry of the configuration says otherwise.
  expect(stepsOf('mine')).toEqual([1, 1])
  expect(stepsOf('ema-cross')).toEqual([41, 41])
  const opinions = runner.pipeline?.opinions(BTC.id).filter(({ strategy }) => strategy === 'mine') ?? []
  expect(opinions.map(({ stance, confidence }) => [stance, confidence])).toEqual([['long', 0.9]])
})

it('runs as the configuration says, and refuses settings that do not fit', async () => {
  const entries = [{ strategy: 'mine', id: 'fast', symbols: ['ETH/USDT'], params: { period: 5 } }]
  const { users, pass, runner, row } = setUp(entries)
  expect(row('mine')).toMatchObject({ state: 'stopped', problem: expect.stringContaining('there is no mine.ts') })
  await users.update([fileOf('mine', LONG)])
  pass()
  expect(runner.instancesOf('mine').map(({ key, parameters }) => [key, parameters])).toEqual([
    ['fast@binance:ETH/USDT@1m', { period: 5 }],
  ])
  const wrong = setUp([{ strategy: 'mine', params: { period: 0 } }])
  await wrong.users.update([fileOf('mine', LONG)])
  expect(wrong.row('mine')).toMatchObject({ state: 'stopped', problem: expect.stringContaining('mine.period: 0: give a whole') })
})

it('stops one that throws after its first throw, with one alert, while the others go on', async () => {
  const { users, pass, row, stepsOf, troubles, runner } = setUp()
  await users.update([fileOf('bad', `if (view.at > 120_000) throw new Error('boom'); ${LONG}`), fileOf('good', LONG)])
  pass(5)
  expect(row('bad')).toMatchObject({ state: 'stopped', problem: 'binance:BTC/USDT: bad.ts:8:59: boom' })
  expect(row('good')).toMatchObject({ state: 'running' })
  expect([stepsOf('bad'), stepsOf('good'), stepsOf('ema-cross')]).toEqual([
    [3, 3],
    [5, 5],
    [5, 5],
  ])
  expect(troubles).toEqual(['critical: your strategy bad was stopped on binance:BTC/USDT: bad.ts:8:59: boom'])
  // Switched on again it has no process to run in, whatever the code would say now.
  runner.setEnabled('bad', true)
  pass(5)
  expect(runner.instancesOf('bad').map(({ error }) => error?.message)).toEqual(
    [BTC, ETH].map(() => 'stopped on binance:BTC/USDT: bad.ts:8:59: boom'),
  )
  expect(troubles).toHaveLength(1)
})

it('stops one that loops or eats memory, while the others go on', async () => {
  const { users, pass, row, stepsOf, troubles } = setUp()
  const memory = 'const all = []; for (;;) all.push(new Array(1_000_000).fill(1.5))'
  await users.update([fileOf('loops', 'for (;;);'), fileOf('eats', memory), fileOf('good', LONG)])
  pass(3)
  expect(row('loops')).toMatchObject({ state: 'stopped', problem: expect.stringContaining('did not answer within 400 ms') })
  expect(row('eats')).toMatchObject({ state: 'stopped', problem: expect.stringMatching(/memory|did not answer/) })
  expect(stepsOf('good')).toEqual([3, 3])
  expect(troubles).toHaveLength(2)
})

it('takes up an edit, keeps the last good version through a broken one, and forgets a removed file', async () => {
  const { users, pass, row, stepsOf, troubles, runner } = setUp()
  await users.update([fileOf('mine', LONG)])
  pass(3)
  await users.update([compileStrategy('mine.ts', `${written('mine', LONG, 2)}\nlet = ;`)])
  expect(row('mine')).toMatchObject({
    state: 'running',
    version: expect.stringMatching(/^1 /),
    problem: expect.stringMatching(/^mine\.ts:10:\d+: /),
  })
  await users.update([fileOf('mine', 'oops oops', 2)])
  await users.update([compileStrategy('mine.ts', `throw new Error('at the top')`)])
  expect(row('mine')).toMatchObject({ state: 'running', problem: 'mine.ts:1:7: at the top' })
  expect(troubles).toHaveLength(3)
  expect(troubles.every((each) => each.endsWith('the last good version runs on'))).toBe(true)
  pass()
  expect(stepsOf('mine')).toEqual([4, 4])
  await users.update([fileOf('mine', `throw new Error('second')`, 2)])
  expect(row('mine')).toMatchObject({ state: 'running', version: expect.stringMatching(/^2 /) })
  expect(row('mine')?.problem).toBeUndefined()
  pass()
  expect(row('mine')).toMatchObject({ state: 'stopped' })
  await users.update([fileOf('mine', LONG, 3)])
  expect(row('mine')).toMatchObject({ state: 'running', version: expect.stringMatching(/^3 /) })
  await users.update([])
  expect([row('mine'), runner.instancesOf('mine')]).toEqual([undefined, []])
  expect(stepsOf('ema-cross')).toEqual([5, 5])
})

it('keeps it over a new list of markets, and refuses the name of a built-in', async () => {
  const { users, runner, row } = setUp()
  await users.update([fileOf('mine', LONG), fileOf('ema-cross', LONG)])
  runner.list([BTC])
  expect(runner.instancesOf('mine')).toHaveLength(1)
  expect(row('ema-cross')).toMatchObject({ state: 'stopped', problem: expect.stringContaining('rename the file') })
})

it('knows which names of a configuration are the user’s', () => {
  const exchanges = [{ id: 'binance', symbols: ['BTC/USDT'] }]
  const config = parseConfig({ exchanges, strategies: [{ strategy: 'mine' }] })
  expect(() => {
    checkStrategies(config, ['other'])
  }).toThrow(/strategyId: mine: use one of ema-trend, .*, model-prediction, other$/)
  checkStrategies(config, ['mine'])
})
