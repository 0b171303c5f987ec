import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { WebSocket } from 'ws'
import { FileKeystore } from '../../adapters/keystore/index.ts'
import { follow, type LogRow, socketMux } from '../../contract/index.ts'
import { DEMO_ACCOUNT, type DemoExchange } from '../../demo/index.ts'
import { exchangeId, millis, Secret } from '../../domain/index.ts'
import { startObservedDemo } from '../../testing/live-venue.ts'
import { QUICK_CONFIG } from '../../testing/quick-config.ts'

/** Part of every secret here: found anywhere, something leaked. */
const MARK = 'MARKED-5a1f'
const PASSPHRASE = `${MARK}-passphrase`
const KEYS = { apiKey: `${MARK}-api-key-${'k'.repeat(40)}`, secret: `${MARK}-api-secret-${'s'.repeat(40)}` }
const soon = { timeout: 40_000, interval: 40 }
const CLI = fileURLToPath(new URL('cli.ts', import.meta.url))
const LEAKING = new URL('testing/leaking-thread.ts', import.meta.url).href
/** Ends a program whose test run died, so that nothing is left behind. */
const FOLLOW = createRequire(import.meta.url).resolve('./launch/follow-parent.cjs')
const folder = mkdtempSync(join(tmpdir(), 'sentinel-redaction-'))
const [data, config, leak] = [join(folder, 'data'), join(folder, 'config.json'), join(folder, 'leak')]
/** Everything that came out of the programs. */
const heard: string[] = []
const children: ChildProcess[] = []
let demo: DemoExchange

beforeAll(async () => {
  ;({ demo } = await startObservedDemo({ accounts: [{ ...DEMO_ACCOUNT, ...KEYS, balances: { USDT: '100000' } }] }))
  mkdirSync(data)
  const exchanges = [{ id: 'binance', symbols: ['BTC/USDT'], endpoint: demo.endpoint }]
  const strategies = [{ ...QUICK_CONFIG.strategies[0], enabled: false }]
  const live = { confirmAfterMs: 50, gatePatienceMs: 2_000 }
  const approval = { maxDataAgeMs: 60_000, maxDriftBps: 1_000 }
  writeFileSync(config, JSON.stringify({ ...QUICK_CONFIG, exchanges, strategies, live, approval }))
  const store = new FileKeystore(join(data, 'keystore.json'))
  const entry = { id: 'good', exchange: exchangeId('binance'), label: '', addedAt: millis(Date.now()) }
  store.add(new Secret(PASSPHRASE), entry, { apiKey: new Secret(KEYS.apiKey), secret: new Secret(KEYS.secret) })
}, 30_000)
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL')
  await demo.close()
  rmSync(folder, { recursive: true, force: true })
})

function serve() {
  const options = ['--config', config, '--data', data, '--port', '0', '--no-open', '--log', 'debug', '--keys', 'good']
  const child = spawn(process.execPath, ['--require', FOLLOW, '--import', LEAKING, CLI, 'serve', ...options], {
    env: { ...process.env, SENTINEL_PASSPHRASE: PASSPHRASE, LEAK_FILE: leak, LEAK_SECRET: KEYS.secret },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  children.push(child)
  let out = ''
  const take = (text: string): void => {
    out += text
    heard.push(text)
  }
  child.stdout.setEncoding('utf8').on('data', take)
  child.stderr.setEncoding('utf8').on('data', take)
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve))
  const ready = vi.waitFor(() => {
    const line = /^\{"event":"ready".*$/m.exec(out)?.[0]
    if (line === undefined) throw new Error(`it is not ready yet: ${out.slice(-600)}`)
    return JSON.parse(line) as { readonly api: string; readonly token: string }
  }, soon)
  ready.catch(() => undefined)
  const ask = async (path: string, body?: unknown): Promise<{ status: number; text: string }> => {
    const { api, token } = await ready
    const response = await fetch(`${api}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${token}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    heard.push(text)
    return { status: response.status, text }
  }
  /** The lines of every service as a window is told them, from now on. */
  const watchLogs = async (): Promise<() => readonly LogRow[]> => {
    const { api, token } = await ready
    const socket = new WebSocket(api.replace('http', 'ws').replace('/api', '/ws'), [`sentinel.${token}`])
    const mux = socketMux((text) => {
      socket.send(text)
    })
    let rows: readonly LogRow[] = []
    socket.on('message', (data) => {
      const text = (data as Buffer).toString()
      heard.push(text)
      mux.receive(text)
    })
    await new Promise((resolve) => socket.once('open', resolve))
    follow(mux.link('host'), 'system.logs', '', {
      onChange: (all) => {
        rows = [...all.values()]
      },
    })
    return () => rows
  }
  const stop = (): Promise<number | null> => {
    child.kill('SIGTERM')
    return ended
  }
  return { ask, watchLogs, stop, said: () => out }
}

const filesIn = (path: string): readonly string[] =>
  readdirSync(path).flatMap((name) => (statSync(join(path, name)).isDirectory() ? filesIn(join(path, name)) : [join(path, name)]))

function expectNothingLeaked(): void {
  expect(heard.filter((text) => text.includes(MARK))).toEqual([])
  expect(filesIn(data).filter((file) => readFileSync(file).includes(MARK))).toEqual([])
}

it('no part of keys or passphrase is in a log, a topic, a database, an answer or an error, whatever goes wrong', {
  timeout: 110_000,
}, async () => {
  const program = serve()
  await vi.waitFor(async () => expect((await program.ask('/quote?instrument=binance:BTC/USDT')).text).toContain('bid'), soon)
  const logs = await program.watchLogs()
  const going = await program.ask('/mode', { mode: 'live' })
  expect(going.status).toBe(200)
  await vi.waitFor(async () => expect((await program.ask('/live/arm', {})).status).toBe(200), soon)
  const order = { type: 'SubmitOrder', instrument: 'binance:BTC/USDT', side: 'buy', orderType: 'market', quantity: '0.001' }
  await vi.waitFor(async () => {
    const answer = await program.ask('/commands', { ...order, id: `r${String(performance.now())}` })
    expect(answer.status).toBe(200)
  }, soon)
  // Refusals of the venue and answers that are none.
  for (const fault of ['status-500', 'garbage-answer', 'cut-answer'] as const) {
    demo.faults.failRest(fault, 1, /api\/v3\/order$/, 'POST')
    await program.ask('/commands', { ...order, id: `r${fault}` })
  }
  demo.faults.failRest('bad-json', 3, /api\/v3\/(account|openOrders)/)
  await program.ask('/live/gate', {})
  for (const path of [
    '/live/gate',
    '/live/unknown',
    '/live/external',
    '/mode',
    '/status',
    '/health',
    '/orders',
    '/journal',
    '/positions',
  ])
    await program.ask(path)
  // The live trader dies with the secret in its last words.
  writeFileSync(leak, '')
  await vi.waitFor(async () => expect((await program.ask('/mode')).text).toContain('"mode":"paper"'), soon)
  await vi.waitFor(() => expect(program.said()).toContain('the request signed with [secret] failed'), soon)
  await vi.waitFor(async () => expect((await program.ask('/status')).text).toMatch(/"trader-live","state":"running"/), soon)
  const told = 'the request signed with [secret] failed'
  await vi.waitFor(() => expect(logs().map(({ fields }) => fields['reason'])).toContain(told), soon)
  expect((await program.ask('/logs?service=host&level=error&limit=2000')).text).toContain(told)
  // Debug lines too, and of services in threads of their own.
  expect(new Set(logs().map(({ level }) => level)).size).toBeGreaterThan(1)
  expect(new Set(logs().map(({ service }) => service))).toContain('feed')
  expect(new Set(logs().map(({ id }) => id)).size).toBe(logs().length)
  expect(await program.stop()).toBe(0)

  expectNothingLeaked()
})
