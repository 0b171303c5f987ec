import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { WebSocket } from 'ws'
import { silentLogger } from '../../adapters/memory/index.ts'
import { systemClock } from '../../adapters/system/index.ts'
import {
  type AlertRow,
  type BookRow,
  type FillRow,
  follow,
  type HostStatus,
  type OrderRow,
  parseConfig,
  type PortfolioRow,
  type PositionRow,
  type ServiceName,
  type ServiceRow,
  type SignalRow,
  socketMux,
  TOPICS,
  type Topic,
} from '../../contract/index.ts'
import type { CommandResult } from '../../domain/index.ts'
import { type DemoExchange, startDemoExchange } from '../../demo/index.ts'
import { QUICK_CONFIG } from '../../testing/quick-config.ts'
import { type Headless, startHeadless } from './headless.ts'

const PATIENCE = { timeout: 15_000, interval: 30 }
const BTC = 'binance:BTC/USDT'
const folder = mkdtempSync(join(tmpdir(), 'sentinel-supervisor-'))
const channel = new BroadcastChannel('sentinel-mortal-workers')
let demo: DemoExchange
let headless: Headless
let socket: WebSocket
let closed = 0

const WATCHED = [
  'market.quotes',
  'strategy.instances',
  'trading.signals',
  'trading.fills',
  'recorder.metrics',
  'system.services',
  'system.alerts',
] as const
/** What a window knows of a topic: its rows, how often they were replaced whole, and how often they changed. */
const seen = new Map<Topic, { rows: readonly unknown[]; snapshots: number; changes: number }>()
const of = (topic: Topic): { rows: readonly unknown[]; snapshots: number; changes: number } =>
  seen.get(topic) ?? { rows: [], snapshots: 0, changes: 0 }

beforeAll(async () => {
  const clock = systemClock()
  demo = await startDemoExchange({ source: 'market', clock, logger: silentLogger() })
  const exchanges = [{ id: 'binance', symbols: [...demo.unifiedSymbols], endpoint: demo.endpoint }]
  headless = await startHeadless({
    config: { ...parseConfig({ ...QUICK_CONFIG, exchanges }), dataDir: join(folder, 'data'), environment: 'paper' },
    clock,
    logger: silentLogger(),
    logLevel: 'silent',
    port: 0,
    version: 'test',
    webRoot: folder,
    entry: () => new URL('./testing/mortal-worker.ts', import.meta.url),
    accountEntry: new URL('workers/account.ts', import.meta.url),
    source: 'test',
    sourceNote: '',
  })
  socket = new WebSocket(headless.api.replace('http', 'ws').replace('/api', '/ws'), [`sentinel.${headless.token}`])
  const mux = socketMux((text) => {
    socket.send(text)
  })
  socket.on('close', () => {
    closed += 1
  })
  socket.on('message', (data) => {
    mux.receive((data as Buffer).toString())
  })
  await new Promise((resolve) => socket.once('open', resolve))
  for (const topic of WATCHED)
    follow(mux.link(TOPICS[topic].service), topic, '', {
      onChange: (rows, { reset }) => {
        const { snapshots, changes } = of(topic)
        seen.set(topic, { rows: [...rows.values()], snapshots: snapshots + (reset ? 1 : 0), changes: changes + 1 })
      },
    })
}, 60_000)

afterAll(async () => {
  channel.close()
  socket.terminate()
  await headless.stop()
  await demo.close()
  rmSync(folder, { recursive: true, force: true })
}, 60_000)

const get = async <T>(path: string): Promise<T> => {
  const response = await fetch(`${headless.api}${path}`, { headers: { authorization: `Bearer ${headless.token}` } })
  if (response.status !== 200) throw new Error(`${path}: ${String(response.status)}`)
  return (await response.json()) as T
}
const command = async (body: Record<string, unknown>): Promise<CommandResult> => {
  const headers = { authorization: `Bearer ${headless.token}` }
  const response = await fetch(`${headless.api}/commands`, { method: 'POST', headers, body: JSON.stringify(body) })
  return (await response.json()) as CommandResult
}
const rowOf = async (service: string): Promise<ServiceRow | undefined> =>
  (await get<HostStatus>('/status')).services.find((row) => row.service === service)
const signalsNow = (): readonly SignalRow[] => of('trading.signals').rows as readonly SignalRow[]

/** Everything works: prices move, a signal is made, all services run. */
async function expectAlive(): Promise<void> {
  await vi.waitFor(async () => {
    const { services } = await get<HostStatus>('/status')
    expect(services.map(({ service, state }) => `${service} ${state}`).sort()).toEqual(
      ['feed', 'recorder', 'research', 'strategy', 'trader'].map((service) => `${service} running`),
    )
  }, PATIENCE)
  const { changes } = of('market.quotes')
  const ids = new Set(signalsNow().map(({ id }) => id))
  await vi.waitFor(() => {
    expect(of('market.quotes').changes).toBeGreaterThan(changes)
    expect(signalsNow().some(({ id }) => !ids.has(id))).toBe(true)
  }, PATIENCE)
}

describe('a service that dies', () => {
  beforeEach(expectAlive, 40_000)

  /** Kills one service and waits until it is back. What the window saw of the others meanwhile is theirs. */
  async function die(service: Exclude<ServiceName, 'host'>): Promise<void> {
    const before = (await rowOf(service))?.restarts ?? 0
    channel.postMessage(service)
    await vi.waitFor(async () => {
      expect(await rowOf(service)).toMatchObject({ state: 'running', restarts: before + 1 })
    }, PATIENCE)
  }

  it.each([
    ['strategy', 'strategy.instances'],
    ['feed', 'market.quotes'],
    ['trader', 'trading.signals'],
    ['recorder', 'recorder.metrics'],
  ] as const)(
    '%s: comes back, and the window gets a fresh snapshot on the socket it has',
    { timeout: 60_000 },
    async (service, topic) => {
      const others = (await get<HostStatus>('/status')).services.filter((row) => row.service !== service)
      const { snapshots } = of(topic)
      const elsewhere = WATCHED.filter((each) => TOPICS[each].service !== service).map((each) => [each, of(each).snapshots])
      await die(service)
      await vi.waitFor(() => {
        expect(of(topic).snapshots).toBe(snapshots + 1)
      }, PATIENCE)
      await expectAlive()
      // The others were neither restarted nor asked for new pictures.
      const after = (await get<HostStatus>('/status')).services
      for (const { service: name, restarts } of others) expect(after.find((row) => row.service === name)?.restarts).toBe(restarts)
      expect(WATCHED.filter((each) => TOPICS[each].service !== service).map((each) => [each, of(each).snapshots])).toEqual(
        elsewhere,
      )
      expect(closed).toBe(0)
      expect((of('system.alerts').rows as readonly AlertRow[]).filter(({ source }) => source === service)).toContainEqual(
        expect.objectContaining({ severity: 'critical', message: expect.stringContaining('restarted') }),
      )
    },
  )

  it('the trader comes back with its books, and a command that fell into the gap is answered', { timeout: 60_000 }, async () => {
    const order = { type: 'SubmitOrder', id: 'held', instrument: BTC, side: 'buy', orderType: 'market', quantity: '0.002' }
    await vi.waitFor(
      async () => expect(await command({ ...order, id: `held-${String(performance.now())}` })).toMatchObject({ ok: true }),
      PATIENCE,
    )
    await vi.waitFor(async () => {
      const orders = await get<OrderRow[]>('/orders')
      expect(orders.filter(({ purpose }) => purpose === 'manual').every(({ state }) => state === 'filled')).toBe(true)
      expect(await get<FillRow[]>('/fills')).not.toEqual([])
    }, PATIENCE)
    await command({ type: 'SetStrategyEnabled', id: 'off', strategy: 'book-imbalance', enabled: false })
    const before = { fills: await get<FillRow[]>('/fills'), cash: (await get<PortfolioRow>('/portfolio')).cash }
    const { snapshots } = of('trading.fills')
    channel.postMessage('trader')
    const inGap = { ...order, id: 'in-the-gap', quantity: '0.003' }
    const answer = await vi.waitFor(async () => {
      const given = await command(inGap)
      expect(given).toMatchObject({ commandId: 'in-the-gap' })
      return given
    }, PATIENCE)
    await vi.waitFor(() => {
      expect(of('trading.fills').snapshots).toBe(snapshots + 1)
    }, PATIENCE)
    const orders = await get<OrderRow[]>('/orders')
    expect(orders.filter(({ quantity }) => quantity === '0.003').length).toBeLessThanOrEqual(1)
    expect(await command(inGap)).toMatchObject({ ok: answer.ok, commandId: 'in-the-gap' })
    const fills = await get<FillRow[]>('/fills')
    for (const fill of before.fills) expect(fills).toContainEqual(fill)
    const windowed = of('trading.fills').rows as readonly FillRow[]
    for (const fill of before.fills) expect(windowed).toContainEqual(fill)
    expect((await get<PositionRow[]>('/positions')).some(({ instrument }) => instrument === BTC)).toBe(true)
    await command({ type: 'SetStrategyEnabled', id: 'on', strategy: 'book-imbalance', enabled: true })
  })

  it('the feed comes back with a live book, and the recorder with its history', { timeout: 60_000 }, async () => {
    await die('feed')
    await vi.waitFor(async () => expect(await get<BookRow>('/book/binance/BTC-USDT')).toMatchObject({ state: 'live' }), PATIENCE)
    await die('recorder')
    const candles = '/candles?exchange=binance&symbol=BTC/USDT&limit=30'
    await vi.waitFor(async () => expect(await get(candles)).toHaveLength(30), PATIENCE)
  })
})
