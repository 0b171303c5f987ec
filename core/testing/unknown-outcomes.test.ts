import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import type { DemoExchange, LedgerOrder, RestFault, RestRequest } from '../demo/index.ts'
import { add, notional, type Order, quantity, required, subtract, ZERO_MONEY } from '../domain/index.ts'
import { portfolioOf } from '../engine/index.ts'
import { flat, Session, SUBMIT, until } from './crash/script.ts'
import { customers } from './customers.ts'
import { type DemoTrader, openDemoTrader } from './demo-trader.ts'
import { startObservedDemo } from './live-venue.ts'

const ORDER = /\/order$/
const soon = { timeout: 15_000, interval: 5 }
/** Long enough for a busy machine to answer. */
const TIMES = { requestTimeout: 2_000, recvWindow: 2_000 }
const folder = mkdtempSync(join(tmpdir(), 'sentinel-unknown-'))
const accounts = customers(100)
let demo: DemoExchange
let requests: RestRequest[]
let used = 0
let watched: Watched | undefined

beforeAll(async () => {
  requests = []
  ;({ demo } = await startObservedDemo({
    source: 'still',
    accounts,
    onRequest: (request) => {
      requests.push(request)
      watched?.look()
    },
  }))
})
afterAll(async () => {
  await demo.close()
  rmSync(folder, { recursive: true, force: true })
})
afterEach(async () => {
  watched?.stop()
  const trader = watched?.trader
  watched = undefined
  await trader?.close()
})

const rowOf = ({ clientOrderId }: Order): LedgerOrder | undefined => {
  const rows = demo.ledger().filter((row) => row.clientOrderId === clientOrderId)
  expect(rows.length, 'orders of one intent').toBeLessThanOrEqual(1)
  return rows[0]
}
const isOpen = ({ status }: LedgerOrder): boolean => status === 'NEW' || status === 'PARTIALLY_FILLED'

interface Watched {
  readonly trader: DemoTrader
  readonly session: Session
  /** Moments at which an order was counted for less than the venue had of it. */
  readonly breaches: string[]
  looks: number
  look(): void
  stop(): void
}

/** A trader whose count of what may be bought is held against the exchange's own books at every event and request, and between. */
async function watch(): Promise<Watched> {
  demo.faults.clear()
  demo.faults.usedWeight = -1_000_000_000
  demo.faults.lateBy = 60
  used += 1
  const account = required(accounts[used], 'there are accounts for all')
  const trader = await openDemoTrader({
    endpoint: demo.endpoint,
    account,
    file: join(folder, `${String(used)}.db`),
    times: TIMES,
  })
  const { engine } = trader
  const session = new Session(trader)
  const made: Watched = {
    trader,
    session,
    breaches: [],
    looks: 0,
    look: () => {
      made.looks += 1
      made.breaches.push(...undercounted(trader))
    },
    stop: () => {
      clearInterval(timer)
      unwatch()
    },
  }
  const unwatch = engine.onStep(() => made.look())
  const timer = setInterval(() => made.look(), 5)
  await trader.connect()
  await trader.seeMarket()
  await session.arm()
  watched = made
  return made
}

/** Of every order the venue may have no more bought or open than is booked or reserved here. */
function undercounted({ engine }: DemoTrader): readonly string[] {
  const { state } = engine
  const breaches: string[] = []
  let promised = ZERO_MONEY
  for (const order of state.orders.values()) {
    const row = rowOf(order)
    if (row === undefined || order.side === 'sell') continue
    const there = isOpen(row) ? row.quantity : row.executed
    const here = state.working.has(order.id) ? order.quantity : order.filled
    if (here < there) breaches.push(`${order.clientOrderId} is ${order.state} here and ${row.status} there`)
    if (isOpen(row) && order.limitPrice !== undefined)
      promised = add(promised, notional(order.limitPrice, subtract(row.quantity, row.executed)))
  }
  const { reserved } = portfolioOf(state, engine.state.openedAt)
  if (reserved < promised) breaches.push('less is reserved than open orders may cost')
  return breaches
}

/** One order of one request of each intent, each trade booked once, nothing in doubt, and books that are equal. */
async function expectResolved({ trader, breaches, looks }: Watched): Promise<void> {
  const { engine, venue } = trader
  demo.faults.clear()
  demo.faults.usedWeight = -1_000_000_000
  await vi.waitFor(() => expect(venue.link.state).toBe('live'), soon)
  await venue.refresh()
  await vi.waitFor(() => expect(venue.unknown()).toEqual([]), soon)
  await until('no order is in doubt', () =>
    [...engine.state.orders.values()].every(({ state }) => state !== 'unknown' && state !== 'submitted'),
  )
  expect((await trader.compare()).differences).toEqual([])
  for (const order of engine.state.orders.values()) {
    const row = rowOf(order)
    const posts = requests.filter(({ method, text }) => method === 'POST' && text.includes(order.clientOrderId))
    expect(posts.length, 'requests of one intent').toBeLessThanOrEqual(1)
    expect(order.filled).toBe(row?.executed ?? 0n)
    const fills = [...engine.state.fills.values()].filter(({ orderId }) => orderId === order.id)
    expect(fills.length, 'fills of one intent').toBe(row?.trades.length ?? 0)
  }
  expect(looks).toBeGreaterThan(10)
  expect(breaches).toEqual([])
}

const buy = { ...SUBMIT, side: 'buy', orderType: 'market', quantity: quantity('0.002') } as const
const CARRIED_OUT: readonly RestFault[] = [
  'lost-response',
  'done-500',
  'empty-answer',
  'garbage-answer',
  'cut-answer',
  'stuck-answer',
  'late-request',
]
const NEVER_DONE: readonly RestFault[] = ['lost-request', 'status-500', 'status-503', 'bad-json']

describe('an order whose answer is lost', () => {
  it.each(CARRIED_OUT)('%s: counted in full until its fills are found by its id, and bought once', async (fault) => {
    const made = await watch()
    demo.faults.failRest(fault, 1, ORDER, 'POST')
    demo.faults.stalled = true
    const bought = made.session.order(buy)
    await until('it is in doubt', () => bought().state === 'unknown' || bought().state === 'filled')
    await until('it is known', () => bought().state === 'filled')
    await expectResolved(made)
  })

  it.each(NEVER_DONE)(
    '%s: counted in full until it cannot arrive any more, shown with its age and what was asked',
    async (fault) => {
      const made = await watch()
      demo.faults.failRest(fault, 1, ORDER, 'POST')
      const bought = made.session.order(buy)
      const { engine, venue } = made.trader
      await until('it is in doubt and asked for', () => (venue.unknown()[0]?.asked.length ?? 0) > 0)
      expect(engine.state.unknownSince.get(bought().id)).toBeLessThanOrEqual(Date.now())
      expect(venue.unknown()).toMatchObject([{ clientOrderId: bought().clientOrderId, reason: expect.any(String) as unknown }])
      expect(portfolioOf(engine.state, bought().createdAt).reserved).toBeGreaterThan(0n)
      await until('it is known', () => bought().state === 'rejected')
      expect(engine.state.unknownSince.size).toBe(0)
      await expectResolved(made)
    },
  )

  it('too many requests: refused, and nothing is reserved for it', async () => {
    const made = await watch()
    demo.faults.failRest('status-429', 1, ORDER, 'POST')
    const bought = made.session.order(buy)
    await until('it is refused', () => bought().state === 'rejected')
    expect(portfolioOf(made.trader.engine.state, bought().createdAt).reserved).toBe(0n)
    expect(made.breaches).toEqual([])
    expect(rowOf(bought())).toBeUndefined()
  })

  it('a clock that is off: the venue refuses once, sales go on by its time, purchases wait for a clock that is right', async () => {
    const made = await watch()
    const bought = made.session.order(buy)
    await until('it fills', () => bought().state === 'filled')
    demo.faults.clockSkew = -30_000
    const sell = { ...SUBMIT, side: 'sell', orderType: 'market', reduceOnly: true } as const
    const refused = made.session.order({ ...sell, quantity: quantity('0.001') })
    await until('it is refused', () => refused().state === 'rejected')
    await made.trader.seeMarket()
    const sold = made.session.order({ ...sell, quantity: quantity('0.0011') })
    await until('it fills', () => sold().state === 'filled')
    expect(made.session.command(buy)).toMatchObject({ ok: false, message: expect.stringContaining('clock') as unknown })
    expect((await made.trader.compare()).differences).toEqual([])
    expect(made.breaches).toEqual([])
  })
})

describe('what the stream gets wrong', () => {
  it.each(['drop', 'duplicate', 'swap-with-next'] as const)('%s: every fill is booked once', async (fault) => {
    const made = await watch()
    demo.faults.failFrames(fault, 6, /^userData:/)
    const bought = made.session.order(buy)
    await until('it fills', () => bought().state === 'filled')
    made.session.command({ type: 'Flatten' })
    await flat(made.session)
    await expectResolved(made)
  })
})

describe('what comes late', () => {
  it('a refusal after an acceptance ends the order and frees what was reserved', async () => {
    const made = await watch()
    demo.faults.failRest('late-reject', 1, ORDER, 'POST')
    const resting = made.session.order({ ...buy, orderType: 'limit', limitPrice: made.session.near(0.97) })
    await until('it is taken back', () => resting().state === 'rejected')
    expect(portfolioOf(made.trader.engine.state, resting().createdAt).reserved).toBe(0n)
    await expectResolved(made)
  })

  it('a fill after a cancel that the venue had confirmed is booked, and the books are equal again', async () => {
    const made = await watch()
    demo.faults.lateBy = 1_000
    demo.faults.failRest('early-cancel', 1, ORDER, 'DELETE')
    const limitPrice = made.session.near(0.995)
    const resting = made.session.order({ ...buy, orderType: 'limit', limitPrice })
    await until('it rests', () => resting().state === 'accepted')
    made.session.command({ type: 'CancelOrder', orderId: resting().id })
    await until('it is said to be cancelled', () => resting().state === 'cancelled')
    // From here the venue has more of it than it says: the one moment at which it is believed too much.
    made.breaches.length = 0
    made.stop()
    demo.moveTo('BTCUSDT', made.session.near(0.99))
    await until('the late fill is booked', () => resting().filled === buy.quantity)
    expect(resting().state).toBe('cancelled')
    demo.moveTo('BTCUSDT', made.session.near(1))
    await expectResolved(made)
  })

  it.each(['lost-request', 'lost-response', 'status-503', 'empty-answer'] as const)(
    'a cancel that meets %s counts as open until the venue says otherwise',
    async (fault) => {
      const made = await watch()
      const resting = made.session.order({ ...buy, orderType: 'limit', limitPrice: made.session.near(0.97) })
      await until('it rests', () => resting().state === 'accepted')
      demo.faults.failRest(fault, 1, ORDER, 'DELETE')
      made.session.command({ type: 'CancelOrder', orderId: resting().id })
      await until('it is cancelled', () => resting().state === 'cancelled')
      await expectResolved(made)
    },
  )
})
