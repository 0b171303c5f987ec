import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { countedIds } from '../../adapters/memory/index.ts'
import { systemClock } from '../../adapters/system/index.ts'
import { type DemoExchange, startDemoExchange } from '../../demo/index.ts'
import { type BookSnapshot, millis, type Order, price, quantity } from '../../domain/index.ts'
import type { Clock, Stopwatch } from '../../ports/index.ts'
import { DEMO_BTC, keptLogger, liveOrder, openRecordedVenue, type OpenedVenue, SHORT_TIMES } from '../../testing/live-venue.ts'
import { worseVenue } from '../../testing/worse-venue.ts'
import { constantLatency } from '../paper/index.ts'
import { PaperTwin, shadowedVenue } from './index.ts'

/** Real time in which nobody does anything by themselves: the exchange's market stands still. */
const system = systemClock()
const idle = () => () => undefined
const still: Clock & Stopwatch = { now: () => system.now(), elapsed: () => system.elapsed(), after: idle, every: idle }

const ORDERS = 5
const DELAY = 1_000
const BPS = 25

let demo: DemoExchange
let opened: OpenedVenue
/** When the exchange was asked for an order, before it waited, by client order id. */
const arrived = new Map<string, number>()
beforeAll(async () => {
  demo = await startDemoExchange({
    source: 'market',
    clock: still,
    logger: keptLogger([]),
    ordersPerTenSeconds: 100_000,
    weightLimit: 1_000_000,
    onRequest: ({ method, text }) => {
      const id = /newClientOrderId=([^&]+)/.exec(text)?.[1]
      if (method === 'POST' && id !== undefined) arrived.set(id, system.now())
    },
  })
  opened = await openRecordedVenue(demo.endpoint, {
    times: { ...SHORT_TIMES, requestTimeout: 20_000, recvWindow: 20_000, askEvery: 20_000 },
  })
  await opened.venue.connect()
})
afterAll(async () => {
  await opened.venue.close()
  await demo.close()
})

async function book(): Promise<BookSnapshot> {
  const response = await fetch(`${demo.endpoint}/api/v3/depth?symbol=BTCUSDT&limit=100`)
  const depth = (await response.json()) as {
    readonly bids: readonly (readonly [string, string])[]
    readonly asks: readonly (readonly [string, string])[]
  }
  const side = (levels: typeof depth.bids) => levels.map(([at, size]) => ({ price: price(at), quantity: quantity(size) }))
  const at = millis(Date.now())
  const fact = { kind: 'book-snapshot', instrument: DEMO_BTC.id, exchangeTime: at, receivedTime: at, sequence: 1 } as const
  return { ...fact, bids: side(depth.bids), asks: side(depth.asks) }
}

/** So many small orders at once through ccxt, each beside its twin, while every answer takes `delay` longer. */
async function session(delay: number, bps: number) {
  demo.faults.restDelay = delay
  const twin = new PaperTwin({
    clock: system,
    ids: countedIds(),
    latency: constantLatency(0),
    instrument: () => DEMO_BTC,
    limits: { maxBps: 10, maxMs: 900, leastOrders: ORDERS },
    keep: 100,
    graceMs: 60_000,
    alarm: () => undefined,
    failed: (reason) => expect.fail(reason),
  })
  const venue = shadowedVenue(worseVenue(opened.venue, bps), twin, { clock: system, failed: (reason) => expect.fail(reason) })
  /** Per order: what went by from its submission to its first fill and was not the exchange's waiting. */
  const own = new Map<string, number>()
  const submitted = new Map<string, number>()
  venue.onReport((report) => {
    const id = report.clientOrderId
    if (report.type !== 'filled' || own.has(id)) return
    // A fill's time is when the exchange carried the order out, right after its waiting.
    own.set(id, (arrived.get(id) ?? NaN) - (submitted.get(id) ?? NaN) + (system.now() - report.at))
  })
  twin.onBook(await book())
  const orders: Order[] = []
  for (let index = 0; index < ORDERS; index += 1) {
    const order = liveOrder({ side: index % 2 === 0 ? 'buy' : 'sell' })
    orders.push(order)
    submitted.set(order.clientOrderId, system.now())
    venue.submit(order)
  }
  await vi.waitFor(() => expect(twin.summary().all.outcomes).toMatchObject({ both: ORDERS }), { timeout: 15_000, interval: 10 })
  twin.close()
  demo.faults.restDelay = 0
  const overheads = orders.map(({ clientOrderId }) => own.get(clientOrderId) ?? NaN)
  return { ...twin.summary(), overhead: overheads.reduce((sum, each) => sum + each, 0) / ORDERS }
}

it('through ccxt: the delay and the slippage that were injected are measured, within 1 %', {
  timeout: 40_000,
  retry: 2,
}, async () => {
  const plain = await session(0, 0)
  const worse = await session(DELAY, BPS)
  expect(plain.all.measures.bps).toMatchObject({ mean: 0 })
  expect(Math.abs((worse.all.measures.bps?.mean ?? NaN) / BPS - 1)).toBeLessThan(0.01)
  const added = (worse.all.measures.firstFillMs?.mean ?? NaN) - worse.overhead
  expect(Math.abs(added / DELAY - 1), `${String(added)} ms`).toBeLessThan(0.01)
  expect(worse.all.measures.acceptMs?.mean).toBeGreaterThanOrEqual(DELAY - 10)
  expect(worse.alarms.filter(({ by }) => by === 'all').map(({ measure }) => measure)).toEqual(['bps', 'acceptMs', 'firstFillMs'])
})
