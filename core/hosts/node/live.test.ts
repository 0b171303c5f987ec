import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { silentLogger } from '../../adapters/memory/index.ts'
import { systemClock } from '../../adapters/system/index.ts'
import { type GateView, type HostStatus, type ModeRow, type OrderRow, parseConfig } from '../../contract/index.ts'
import { DEMO_ACCOUNT, type DemoExchange, type RestRequest } from '../../demo/index.ts'
import { startObservedDemo } from '../../testing/live-venue.ts'
import { NEAR_KEYS } from '../../testing/near-live.ts'
import { QUICK_CONFIG } from '../../testing/quick-config.ts'
import { type Headless, startHeadless } from './headless.ts'

const soon = { timeout: 9_000, interval: 30 }
const BTC = 'binance:BTC/USDT'
const folder = mkdtempSync(join(tmpdir(), 'sentinel-live-host-'))
const channel = new BroadcastChannel('sentinel-mortal-workers')
let demo: DemoExchange
let requests: RestRequest[]
let headless: Headless

beforeAll(async () => {
  ;({ demo, requests } = await startObservedDemo({ accounts: [{ ...DEMO_ACCOUNT, balances: { USDT: '100000', ETH: '1' } }] }))
  const config = parseConfig({
    ...QUICK_CONFIG,
    strategies: [{ ...QUICK_CONFIG.strategies[0], enabled: false }],
    exchanges: [{ id: 'binance', symbols: ['BTC/USDT', 'ETH/USDT'], endpoint: demo.endpoint }],
    approval: { maxDriftBps: 1_000, maxDataAgeMs: 60_000 },
    live: { confirmAfterMs: 50 },
  })
  headless = await startHeadless({
    config: { ...config, dataDir: join(folder, 'data'), environment: 'paper' },
    clock: systemClock(),
    logger: silentLogger(),
    logLevel: 'silent',
    port: 0,
    version: 'test',
    webRoot: folder,
    entry: () => new URL('testing/mortal-worker.ts', import.meta.url),
    accountEntry: new URL('workers/account.ts', import.meta.url),
    source: 'test',
    sourceNote: '',
    keys: NEAR_KEYS,
  })
}, 60_000)
afterAll(async () => {
  channel.close()
  await headless.stop()
  await demo.close()
  rmSync(folder, { recursive: true, force: true })
}, 60_000)

async function ask<T>(method: 'GET' | 'POST', path: string, body?: unknown): Promise<{ status: number; body: T }> {
  const response = await fetch(`${headless.api}${path}`, {
    method,
    headers: { authorization: `Bearer ${headless.token}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return { status: response.status, body: (await response.json()) as T }
}
const get = async <T>(path: string): Promise<T> => (await ask<T>('GET', path)).body
const orders = (): RestRequest[] => requests.filter(({ method, path }) => method === 'POST' && path.endsWith('/order'))
let commands = 0
const buy = () => {
  commands += 1
  const order = { type: 'SubmitOrder', instrument: BTC, side: 'buy', orderType: 'market', quantity: '0.001' }
  return ask('POST', '/commands', { ...order, id: `h${String(commands)}` })
}
const rowOf = async (): Promise<string> => {
  const { services } = await get<HostStatus>('/status')
  const row = services.find(({ service }) => service === 'trader-live')
  return row === undefined ? 'none' : `${row.state} ${String(row.restarts)}`
}

async function toLive(): Promise<void> {
  expect(await ask('POST', '/mode', { mode: 'live' })).toMatchObject({ status: 200, body: { mode: 'paper', wanted: 'live' } })
  for (const { key } of (await get<GateView>('/live/gate')).differences)
    expect(await ask('POST', '/live/settle', { key, settlement: 'adopt' })).toMatchObject({ status: 200, body: { ok: true } })
  await vi.waitFor(
    async () => expect(await ask('POST', '/live/arm', {})).toMatchObject({ status: 200, body: { ok: true } }),
    soon,
  )
}

describe('live trading through threads and HTTP', () => {
  it('says what is wrong with what it is asked, before there is a live trader', async () => {
    expect(await get<ModeRow>('/mode')).toMatchObject({ mode: 'paper', armed: 'paper', live: 'off', keys: 'demo' })
    expect(await rowOf()).toBe('none')
    expect(await ask('POST', '/mode', { mode: 'fast' })).toEqual({
      status: 400,
      body: { error: { field: 'mode', value: '"fast"', remedy: 'expected paper or live' } },
    })
    expect(await ask('POST', '/live/settle', { key: 'cash USDT', settlement: 'ignore' })).toMatchObject({
      status: 400,
      body: { error: { field: 'reason', remedy: expect.stringContaining('at least 3') } },
    })
    expect(await ask('POST', '/live/settle', { key: 'cash USDT', settlement: 'adopt' })).toMatchObject({
      status: 400,
      body: { error: { field: 'live trader', value: 'off' } },
    })
    expect(await ask('POST', '/live/arm', {})).toMatchObject({ status: 400, body: { error: { field: 'mode' } } })
    expect(await ask('POST', '/live/leap', {})).toMatchObject({ status: 404 })
    expect(await ask('DELETE' as 'POST', '/mode')).toMatchObject({ status: 405 })
    expect(await get<GateView>('/live/gate')).toMatchObject({
      passed: false,
      checks: [{ code: 'keys' }, { code: 'live-trader' }],
    })
  })

  it('toggles to live, settles, arms, buys at the exchange, and goes back to paper that sends nothing', async () => {
    await vi.waitFor(async () => expect(await get(`/quote?instrument=${BTC}`)).not.toBeNull(), soon)
    await toLive()
    expect(await get<ModeRow>('/mode')).toMatchObject({ mode: 'live', armed: 'live', live: 'running' })
    expect(await get<GateView>('/live/gate')).toMatchObject({ passed: true, differences: [], armed: { by: 'api' } })
    await vi.waitFor(async () => expect(await buy()).toMatchObject({ status: 200 }), soon)
    await vi.waitFor(async () => {
      const [order] = await get<OrderRow[]>('/orders')
      expect(order).toMatchObject({ environment: 'live', state: 'filled' })
    }, soon)
    expect(orders().length).toBe(1)
    expect(await get('/live/unknown')).toEqual([])
    expect(await get('/live/external')).toEqual([])
    await vi.waitFor(async () => expect(await get('/live/shadow?side=buy')).toMatchObject({ rows: [{ outcome: 'both' }] }), soon)
    expect(await ask('GET', '/live/shadow?side=up')).toMatchObject({
      status: 400,
      body: { error: { field: 'side', value: '"up"' } },
    })

    expect(await ask('POST', '/mode', { mode: 'paper' })).toMatchObject({ status: 200, body: { mode: 'paper', armed: 'paper' } })
    await vi.waitFor(async () => expect(await buy()).toMatchObject({ status: 200 }), soon)
    await vi.waitFor(async () => {
      const [order] = await get<OrderRow[]>('/orders')
      expect(order).toMatchObject({ environment: 'paper', state: 'filled' })
    }, soon)
    expect(orders().length).toBe(1)
    // What is held with real money is still watched, shown and sold, whatever the mode.
    expect(await get<ModeRow>('/mode')).toMatchObject({ live: 'running' })
    expect((await get<OrderRow[]>('/live/orders')).map(({ environment }) => environment)).toEqual(['live'])
    const cancel = { type: 'CancelAll', id: 'cancel-live' }
    expect(await ask('POST', '/live/commands', cancel)).toMatchObject({ status: 200, body: { ok: true } })
    expect(await ask('POST', '/live/commands', { type: 'Arm', id: 'arm-live' })).toMatchObject({ status: 409 })
    expect(await get('/portfolio/breakdown?by=strategy&environment=live')).toMatchObject([{ key: 'manual', fills: 1 }])
    expect(await ask('GET', '/tax-lots?method=fifo&environment=play')).toMatchObject({ status: 400 })
  })

  it('is on paper when the live trader dies, and that comes back with its keys, its books and disarmed', async () => {
    await toLive()
    channel.postMessage('trader-live')
    await vi.waitFor(async () => expect(await get<ModeRow>('/mode')).toMatchObject({ mode: 'paper', armed: 'paper' }), soon)
    await vi.waitFor(async () => expect(await rowOf()).toBe('running 1'), soon)
    await vi.waitFor(async () => {
      const gate = await get<GateView>('/live/gate')
      expect(gate).toMatchObject({ armed: null, link: { state: 'live' }, differences: [] })
    }, soon)
    await vi.waitFor(async () => expect(await get<ModeRow>('/mode')).toMatchObject({ openRisk: 2 }), soon)
    await toLive()
    expect(await get<ModeRow>('/mode')).toMatchObject({ mode: 'live', armed: 'live' })
  })
})
