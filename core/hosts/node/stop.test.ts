import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { BookRow, FillRow, HostStatus, OrderRow } from '../../contract/index.ts'
import type { CommandResult } from '../../domain/index.ts'
import { pause, type Program, Programs } from '../../testing/program.ts'
import { QUICK_CONFIG } from '../../testing/quick-config.ts'

const PATIENCE = { timeout: 15_000, interval: 30 }
const programs = new Programs()

beforeAll(() => programs.build(), 150_000)
afterAll(() => programs.close())

/** The one value of a query on a database nobody has open any more. */
function valueOf(file: string, sql: string): unknown {
  const database = new Database(file, { readonly: true, fileMustExist: true })
  try {
    return database.prepare(sql).pluck().get()
  } finally {
    database.close()
  }
}

/** Every database of a data folder is whole, and nothing waits outside its file. */
function expectWhole(data: string): void {
  for (const file of [join(data, 'market.db'), join(data, 'paper/journal.db')]) {
    if (!existsSync(file)) continue
    expect(valueOf(file, 'PRAGMA integrity_check')).toBe('ok')
  }
}

const logged = (program: Program): string => program.stderr()

describe.each(['SIGTERM', 'SIGINT'] as const)('%s', (signal) => {
  it('ends a running program with code 0 and everything it took in on disk', async () => {
    const folder = programs.folder()
    const [config, data] = [join(folder, 'config.json'), join(folder, 'data')]
    // Only the stop itself can write what came last: by the clock it would be up to ten seconds from now. No strategy trades.
    const strategies = [{ ...QUICK_CONFIG.strategies[0], enabled: false }]
    writeFileSync(config, JSON.stringify({ ...QUICK_CONFIG, strategies, recording: { flushMs: 10_000, bookCadenceMs: 1 } }))
    const server = await programs.serve(['--demo', 'market', '--config', config, '--data', data])
    const answer = await vi.waitFor(async () => {
      const id = `buy-${String(performance.now())}`
      const command = {
        type: 'SubmitOrder',
        id,
        instrument: 'binance:BTC/USDT',
        side: 'buy',
        orderType: 'market',
        quantity: '0.002',
      }
      const given = await server.command<CommandResult>(command)
      expect(given.ok).toBe(true)
      return given
    }, PATIENCE)
    const orderId = answer.ok ? answer.orderIds[0] : undefined
    const fills = await vi.waitFor(async () => {
      const order = (await server.get<OrderRow[]>('/orders')).find(({ id }) => id === orderId)
      expect(order?.state).toBe('filled')
      return await server.get<FillRow[]>('/fills')
    }, PATIENCE)

    // Once the history is in, so few facts come that no batch is full before the stop.
    const { exchanges } = await server.get<HostStatus>('/status')
    const history = async (): Promise<number[]> => {
      const paths = (exchanges[0]?.symbols ?? []).map((symbol) => `/candles?exchange=binance&symbol=${symbol}&limit=10000`)
      return (await Promise.all(paths.map((path) => server.get<unknown[]>(path)))).map(({ length }) => length)
    }
    await vi.waitFor(async () => {
      const before = await history()
      await pause(400)
      expect(Math.min(...before)).toBeGreaterThan(0)
      expect(await history()).toEqual(before)
    }, PATIENCE)
    const book = (): Promise<BookRow> => server.get<BookRow>('/book/binance/BTC-USDT')
    const earlier = await book()
    const { receivedTime } = await vi.waitFor(async () => {
      const later = await book()
      expect(later.sequence).toBeGreaterThan(earlier.sequence)
      return later
    }, PATIENCE)
    const exit = await server.end(signal)
    expect(exit).toMatchObject({ code: 0, signal: null })
    expect(exit.stdout.trim().split('\n')).toHaveLength(1)
    expect(exit.stderr).not.toMatch(/"level":"error"/)
    // A clean close leaves no write-ahead log behind.
    for (const dir of [data, join(data, 'paper')]) expect(readdirSync(dir).filter((name) => name.endsWith('-wal'))).toEqual([])
    expectWhole(data)
    for (const table of ['trades', 'books', 'candles', 'instruments'])
      expect(valueOf(join(data, 'market.db'), `SELECT count(*) FROM ${table}`), table).toBeGreaterThan(0)
    const newest = `SELECT max(received_time) FROM books WHERE instrument = (SELECT id FROM instruments WHERE name = 'binance:BTC/USDT')`
    expect(valueOf(join(data, 'market.db'), newest)).toBeGreaterThanOrEqual(receivedTime)
    const recorded = `SELECT count(*) FROM journal WHERE type = 'FillRecorded'`
    expect(valueOf(join(data, 'paper/journal.db'), recorded)).toBe(fills.length)
  })
})

describe('a stop while it starts', () => {
  /** Waits for a sign of progress, then stops: at the first listening socket, at the first file, and in between. */
  const moments: readonly [string, (program: Program, data: string) => boolean][] = [
    ['once the demo exchange listens', (program) => logged(program).includes('demo exchange listens')],
    ['once the data folder is claimed', (_program, data) => existsSync(join(data, 'in-use.lock'))],
    ['once the first database is made', (_program, data) => existsSync(join(data, 'market.db'))],
    ['once the journal is made', (_program, data) => existsSync(join(data, 'paper/journal.db'))],
    ['the moment it is ready', (program) => program.stdout().includes('\n')],
  ]
  it.each(moments)('%s ends with code 0 and whole files', async (_name, reached) => {
    const data = join(programs.folder(), 'data')
    const program = programs.spawn(['serve', '--port', '0', '--no-open', '--data', data], { limit: 30_000 })
    let over = false
    const ended = program.exited.then(() => {
      over = true
    })
    while (!over && !reached(program, data)) await Promise.race([pause(2), ended])
    const exit = await program.end()
    expect(exit).toMatchObject({ code: 0, signal: null })
    expect(exit.stderr).toContain('stopped; everything is flushed')
    expectWhole(data)
    const again = await programs.serve(['--data', data])
    expect((await again.end()).code).toBe(0)
  })
})

it('stops with code 0 when its venue does not answer', async () => {
  const folder = programs.folder()
  const config = join(folder, 'config.json')
  const exchanges = [{ id: 'binance', symbols: ['BTC/USDT'], endpoint: 'http://127.0.0.1:1' }]
  writeFileSync(config, JSON.stringify({ exchanges }))
  const server = await programs.serve(['--config', config, '--data', join(folder, 'data')])
  expect(await server.get('/health')).toMatchObject({ status: 'ok' })
  expect((await server.end()).code).toBe(0)
})
