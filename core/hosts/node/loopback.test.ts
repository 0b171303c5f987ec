import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { FillRow, OrderRow } from '../../contract/index.ts'
import type { CommandResult } from '../../domain/index.ts'
import { LOOPBACK_HEX, openSockets } from '../../testing/open-sockets.ts'
import { Programs, type SpawnOptions } from '../../testing/program.ts'
import { QUICK_CONFIG } from '../../testing/quick-config.ts'

const PATIENCE = { timeout: 15_000, interval: 30 }
const GUARD = fileURLToPath(new URL('../../testing/process-guard.ts', import.meta.url))
const programs = new Programs()

beforeAll(() => programs.build(), 150_000)
afterAll(() => programs.close())

interface Guarded {
  readonly args: readonly string[]
  readonly options: SpawnOptions
  /** Hosts asked for so far, and how many threads are guarded. */
  readonly hosts: () => readonly string[]
  readonly workers: () => number
}

/** How to start the program with every thread guarded from its first line on. */
function guarded(config: unknown): Guarded {
  const folder = programs.folder()
  const [file, log] = [join(folder, 'config.json'), join(folder, 'hosts.log')]
  writeFileSync(file, JSON.stringify(config))
  writeFileSync(log, '')
  const lines = (): readonly string[] => readFileSync(log, 'utf8').split('\n').filter(Boolean)
  return {
    args: ['--config', file, '--data', join(folder, 'data')],
    options: { node: ['--import', GUARD], env: { SENTINEL_SOCKET_LOG: log } },
    hosts: () => lines().flatMap((line) => (line.endsWith(' guarded') ? [] : [line.split(' ')[1] ?? ''])),
    workers: () => lines().filter((line) => line === 'worker guarded').length,
  }
}

describe('what the program reaches', () => {
  it('is 127.0.0.1 and nothing else, from the first price to a fill and the stop', async () => {
    const { args, options, hosts, workers } = guarded(QUICK_CONFIG)
    const server = await programs.serve(['--demo', 'market', ...args], options)
    await vi.waitFor(async () => {
      const id = `buy-${String(performance.now())}`
      const order = {
        type: 'SubmitOrder',
        id,
        instrument: 'binance:BTC/USDT',
        side: 'buy',
        orderType: 'market',
        quantity: '0.002',
      }
      expect(await server.command<CommandResult>(order)).toMatchObject({ ok: true })
    }, PATIENCE)
    await vi.waitFor(async () => {
      expect(await server.get<FillRow[]>('/fills')).not.toEqual([])
      expect((await server.get<OrderRow[]>('/orders')).every(({ state }) => state === 'filled')).toBe(true)
    }, PATIENCE)
    // The demo exchange and the five services.
    expect(workers()).toBe(6)
    if (process.platform === 'linux') {
      const sockets = openSockets(server.pid)
      expect(sockets.length).toBeGreaterThan(2)
      for (const { protocol, local } of sockets) expect(LOOPBACK_HEX, protocol).toContain(local)
    }
    expect((await server.end()).code).toBe(0)
    expect(hosts().length).toBeGreaterThan(0)
    expect([...new Set(hosts())]).toEqual(['127.0.0.1'])
  })

  it('would be seen otherwise: without an endpoint the real venue is asked for, and the guard stops it', async () => {
    const { args, options, hosts } = guarded({ exchanges: QUICK_CONFIG.exchanges })
    const program = programs.spawn(['serve', '--port', '0', '--no-open', ...args], options)
    await vi.waitFor(() => {
      expect(hosts().some((host) => host.endsWith('binance.com'))).toBe(true)
    }, PATIENCE)
    await program.end('SIGKILL')
  })
})

it.runIf(process.platform === 'linux')('a socket open to all would be seen (Linux only)', async () => {
  const open = createServer()
  await new Promise<void>((resolve) => {
    open.listen(0, '0.0.0.0', resolve)
  })
  try {
    expect(openSockets(process.pid).some(({ local }) => !LOOPBACK_HEX.includes(local))).toBe(true)
  } finally {
    open.close()
  }
})
