import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { API_METHODS, connectApi, type TraderApi } from '../../contract/index.ts'
import { millis, price, quantity } from '../../domain/index.ts'
import { simulatedClock } from '../../simulation/clock/index.ts'
import { BTC, bookAt, instrumentOf, quoteAt } from '../../testing/market-facts.ts'
import { countNetwork } from '../../testing/network-count.ts'
import { QUICK_CONFIG } from '../../testing/quick-config.ts'
import { portPair, serviceContext } from '../../testing/service-context.ts'
import { startPaperTrader } from './index.ts'

const ORDERS = 10_000
const START = 1_700_000_000_000
/** In memory where the system has such a folder: what is looked at is the network, not the disk. */
const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'sentinel-paper-orders-'))
afterAll(() => {
  rmSync(folder, { recursive: true })
})

it('ten thousand paper orders ask nothing of any network', { timeout: 120_000 }, async () => {
  const network = countNetwork()
  try {
    const clock = simulatedClock(millis(START))
    const trader = serviceContext({ clock, dataDir: folder, config: { ...QUICK_CONFIG, overrides: { enabled: false } } })
    const running = await startPaperTrader(trader.context)
    const [feed, atTrader] = portPair()
    trader.join('feed', atTrader)
    feed.send({ type: 'instruments', instruments: [instrumentOf('BTC/USDT', '0.01')] })
    const api = connectApi<TraderApi>(API_METHODS.trader, trader.connect(), { clock })
    const market = (batch: number): void => {
      const now = Number(clock.now())
      const level = (at: string) => [{ price: price(at), quantity: quantity('100000') }]
      const book = { ...bookAt(now, 5, 5), bids: level('100'), asks: level('100.01') }
      feed.send({ type: 'events', batch, events: [book, quoteAt(now, 100, 100.01)] })
    }
    const kinds = [
      { orderType: 'market' },
      { orderType: 'limit', limitPrice: '99' },
      { orderType: 'limit', limitPrice: '100.5' },
      { orderType: 'stop', stopPrice: '103' },
    ] as const
    for (let index = 0; index < ORDERS; index += 1) {
      if (index % 50 === 0) market(index)
      const kind = kinds[index % kinds.length]
      const order = {
        type: 'SubmitOrder',
        id: `c${String(index)}`,
        instrument: BTC.id,
        side: 'buy',
        quantity: '0.06',
        timeInForce: 'GTC',
        reduceOnly: false,
        ...kind,
      }
      const answer = await api.command(order, 'user')
      if (!answer.ok) expect.fail(`${String(index)}: ${answer.code}: ${answer.message}`)
      if (index % 20 === 19) {
        clock.advance(1_000)
        await api.command({ type: 'CancelAll', id: `x${String(index)}` }, 'user')
        await api.command({ type: 'Flatten', id: `f${String(index)}` }, 'user')
        clock.advance(1_000)
      }
    }
    clock.advance(1_000)
    const orders = await api.orders({ limit: 2_000 })
    expect(orders).toHaveLength(2_000)
    expect(new Set(orders.map(({ state }) => state))).toEqual(new Set(['filled', 'cancelled']))
    expect((await api.fills({ limit: 2_000 })).length).toBeGreaterThan(1_000)
    await running.stop()
    expect(network.asked).toEqual([])
  } finally {
    network.remove()
  }
})

it('the count would have shown it', async () => {
  const server = createServer((_request, response) => response.end('yes')).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const network = countNetwork()
  await (await fetch(`http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`)).text()
  network.remove()
  expect(network.asked).toEqual(['fetch', 'socket 127.0.0.1'])
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})
