import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import type { DemoExchange, RestRequest } from '../demo/index.ts'
import {
  type Command,
  instrumentId,
  millis,
  money,
  type OrderId,
  quantity,
  required,
  signalId,
  strategyId,
} from '../domain/index.ts'
import { DEFAULT_TRADING_CONFIG } from '../engine/index.ts'
import { type DistributiveOmit, flat, Session, SUBMIT, until } from './crash/script.ts'
import { customers } from './customers.ts'
import { type DemoTrader, openDemoTrader } from './demo-trader.ts'
import { DEMO_BTC, startObservedDemo } from './live-venue.ts'

/** From a command to its request at the venue, ms. */
const LIMIT = 250
/**
 * A machine that is slow to answer an idle question is given so many of those more. One that takes a break just then
 * is tried again, twice; whoever waits for a lock, a queue or a budget waits each time.
 */
const ROUND_TRIPS = 20
const PENDING = 5_000
const soon = { timeout: 8_000, interval: 5 }
const LOCK = fileURLToPath(new URL('journal-lock.ts', import.meta.url))
const RESULTS = fileURLToPath(new URL('../../.cache/', import.meta.url))

const folder = mkdtempSync(join(tmpdir(), 'sentinel-safety-'))
const accounts = customers(200)
const measured: { readonly condition: string; readonly action: string; readonly ms: number; readonly idleMs: number }[] = []
let demo: DemoExchange
let requests: (RestRequest & { readonly at: number })[] = []
let scene: Scene | undefined
let used = 0

interface Scene {
  readonly trader: DemoTrader
  readonly session: Session
  readonly file: string
  readonly resting: readonly OrderId[]
  readonly leave: (() => Promise<void> | void)[]
}

beforeAll(async () => {
  ;({ demo } = await startObservedDemo({
    source: 'still',
    accounts,
    onRequest: (request) => requests.push({ ...request, at: performance.now() }),
  }))
  clearFaults()
})
afterAll(async () => {
  await demo.close()
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(RESULTS, { recursive: true })
  writeFileSync(join(RESULTS, 'safety-on-wire.jsonl'), `${measured.map((row) => JSON.stringify(row)).join('\n')}\n`)
})
afterEach(async () => {
  for (const leave of scene?.leave ?? []) await leave()
  await scene?.trader.close()
  scene = undefined
})

/** Many traders share the minute in which the venue counts weight: their own budgets are not to be filled by it. */
function clearFaults(): void {
  demo.faults.clear()
  demo.faults.usedWeight = -1_000_000_000
}

/** The machine's pace: the median answer to a question that costs the venue nothing, ms. */
async function idleRoundTrip(): Promise<number> {
  const times: number[] = []
  for (let turn = 0; turn < 5; turn += 1) {
    const before = performance.now()
    await (await fetch(`${demo.endpoint}/api/v3/ping`)).text()
    times.push(performance.now() - before)
  }
  return required(times.sort((a, b) => a - b)[2], 'five were measured')
}

/** A trader that holds something and has two sales waiting above the market. */
async function trade(): Promise<Scene> {
  used += 1
  const account = required(accounts[used], 'there are accounts for all')
  const file = join(folder, `${String(used)}.db`)
  const risk = { ...DEFAULT_TRADING_CONFIG.risk, maxOrdersPerMinute: 1_000, duplicateWindowMs: 0, stalePriceMs: 10_000 }
  const trader = await openDemoTrader({
    endpoint: demo.endpoint,
    account,
    file,
    config: { risk },
    times: { requestTimeout: 10_000, recvWindow: 10_000 },
  })
  const session = new Session(trader)
  await trader.connect()
  await trader.seeMarket()
  await session.arm()
  const bought = session.order({ ...SUBMIT, side: 'buy', orderType: 'market', quantity: quantity('0.005') })
  await until('the purchase fills', () => bought().state === 'filled')
  const resting = [1.1, 1.2].map((factor) =>
    session.order({ ...SUBMIT, side: 'sell', orderType: 'limit', quantity: quantity('0.001'), limitPrice: session.near(factor) }),
  )
  await until('the sales wait', () => resting.every((order) => order().state === 'accepted'))
  scene = { trader, session, file, resting: resting.map((order) => order().id), leave: [] }
  return scene
}

/** Whatever may be wrong when somebody reaches for the switch. */
const CONDITIONS: Readonly<Record<string, (scene: Scene) => Promise<void>>> = {
  'no window is open': () => Promise.resolve(),
  'thousands of signals wait for approval': ({ trader, session }) => {
    const { engine } = trader
    const { state } = engine
    const at = millis(Date.now())
    // What is held already is not proposed again.
    const other = { ...DEMO_BTC, id: instrumentId(DEMO_BTC.exchange, 'ETH/USDT'), base: 'ETH', symbol: 'ETH/USDT' }
    const quote = required(state.quotes.get(DEMO_BTC.id), 'the market was seen')
    engine.handle({ type: 'InstrumentListed', instrument: other })
    engine.bookSeen(other.id, at)
    engine.handle({ type: 'QuoteReceived', quote: { ...quote, instrument: other.id } })
    const votes = [{ strategy: strategyId('trend'), stance: 'long', confidence: 0.8, weight: 1 }] as const
    const reasoning = [{ feature: 'trend', value: 1, source: 'candles', asOf: at, contribution: 0.8 }]
    const levels = { entry: session.near(1), stop: session.near(0.97), target: session.near(1.05) }
    const about = { id: signalId('waiting'), instrument: other.id, timeframe: '1m', createdAt: at } as const
    const candidate = { ...about, ...levels, action: 'buy', confidence: 0.8, votes, conflict: 0, reasoning } as const
    engine.handle({ type: 'CandidateReceived', candidate, gapOpen: false })
    const signal = required(state.signals.get(about.id), 'the proposal waits')
    expect(signal.state).toBe('PENDING')
    for (let index = 1; index < PENDING; index += 1) {
      const id = signalId(`waiting-${String(index)}`)
      state.signals.set(id, { ...signal, id })
      state.pending.add(id)
    }
    return Promise.resolve()
  },
  'another process has locked the journal': async ({ file, leave }) => {
    const locker = spawn(process.execPath, [LOCK, file], { stdio: ['pipe', 'pipe', 'inherit'] })
    const answered = (): Promise<void> => new Promise((resolve) => void locker.stdout.once('data', () => resolve()))
    const locked = answered()
    locker.stdin.write('lock\n')
    await locked
    leave.push(async () => {
      const ended = new Promise((resolve) => locker.once('close', resolve))
      locker.stdin.end('unlock\n')
      await ended
    })
  },
  'the rate budget is spent': async ({ trader, leave }) => {
    demo.faults.usedWeight = 0
    const { headers } = await fetch(`${demo.endpoint}/api/v3/ping`)
    demo.faults.usedWeight = 5_500 - Number(headers.get('x-mbx-used-weight-1m'))
    await trader.venue.account.balances()
    expect(trader.venue.budget().used).toBeGreaterThan(5_400)
    leave.push(clearFaults)
  },
  'the user stream is down': async ({ trader, leave }) => {
    demo.faults.failRest('lost-request', 10_000, /time$/)
    demo.faults.endUserStreams()
    await vi.waitFor(() => expect(trader.venue.link.state).toBe('offline'), soon)
    leave.push(clearFaults)
  },
  'prices are an hour old': ({ trader }) => {
    const { state } = trader.engine
    const quote = required(state.quotes.get(DEMO_BTC.id), 'the market was seen')
    trader.engine.handle({ type: 'QuoteReceived', quote: { ...quote, receivedTime: millis(quote.receivedTime - 3_600_000) } })
    return Promise.resolve()
  },
  'there is no price': ({ trader }) => {
    trader.engine.state.quotes.clear()
    return Promise.resolve()
  },
  'trading is halted already': ({ trader }) => {
    Object.assign(trader.engine.state, { halt: { code: 'drawdown', reason: 'too much was lost', by: 'engine' } })
    return Promise.resolve()
  },
  'trading is disarmed': ({ session }) => {
    session.command({ type: 'Disarm', reason: 'looking away' })
    return Promise.resolve()
  },
  "our books differ from the venue's": ({ trader }) => {
    const difference = {
      subject: 'cash',
      kind: 'quantity',
      key: 'cash USDT',
      here: '1',
      there: '2',
      settlements: ['adopt'],
    } as const
    const found = [{ ...difference, amountChange: money('1') }]
    trader.engine.handle({ type: 'DifferencesFound', differences: found, booksAt: millis(Date.now()) })
    return Promise.resolve()
  },
}

interface SafetyAction {
  readonly command: (scene: Scene) => DistributiveOmit<Command, 'id'>
  /** How many of the waiting sales are cancelled. */
  readonly cancels: number
  /** Sold at market, if anything is. */
  readonly sells?: string
}

const ACTIONS: Readonly<Record<string, SafetyAction>> = {
  'cancel one': {
    command: ({ resting }) => ({ type: 'CancelOrder', orderId: required(resting[0], 'a sale waits') }),
    cancels: 1,
  },
  'cancel all': { command: () => ({ type: 'CancelAll' }), cancels: 2 },
  reduce: {
    command: () => ({ ...SUBMIT, side: 'sell', orderType: 'market', quantity: quantity('0.001'), reduceOnly: true }),
    cancels: 0,
    sells: '0.001',
  },
  flatten: { command: () => ({ type: 'Flatten' }), cancels: 0, sells: '0.00299' },
  kill: { command: () => ({ type: 'Kill', flatten: false }), cancels: 2 },
  'kill and flatten': { command: () => ({ type: 'Kill', flatten: true }), cancels: 2, sells: '0.00299' },
}

/** When the last request of an action came in; undefined while one is missing. */
function arrival({ trader, resting }: Scene, { cancels, sells }: SafetyAction): number | undefined {
  const idOf = (id: OrderId): string => required(trader.engine.state.orders.get(id), 'an order is kept').clientOrderId
  const cancelled = resting.map((id) => requests.find(({ method, text }) => method === 'DELETE' && text.includes(idOf(id))))
  const sold = requests.find(({ method, text }) => {
    const asked = new URLSearchParams(text)
    return method === 'POST' && asked.get('side') === 'SELL' && asked.get('type') === 'MARKET' && asked.get('quantity') === sells
  })
  const times = cancelled.flatMap((request) => (request === undefined ? [] : [request.at]))
  if (times.length < cancels || (sells !== undefined && sold === undefined)) return undefined
  return Math.max(...times, sold?.at ?? 0)
}

/** Once the trouble is over, entries leave again: no switch stays pressed. */
async function tradesAgain({ session, trader, leave }: Scene): Promise<void> {
  for (const end of leave.splice(0)) await end()
  trader.engine.handle({ type: 'ClockTicked' })
  await vi.waitFor(() => expect(trader.venue.link.state).toBe('live'), soon)
  await until('nothing is in doubt', () => trader.venue.unknown().length === 0)
  if (trader.engine.state.flattening.size > 0) await flat(session)
  session.command({ type: 'CancelAll' })
  await until('nothing works', () => trader.engine.state.working.size === 0)
  await trader.seeMarket()
  expect(session.command({ type: 'Rearm' })).toMatchObject({ ok: true })
  session.command({ type: 'Disarm', reason: 'to arm again' })
  await session.arm()
  const bought = session.order({ ...SUBMIT, side: 'buy', orderType: 'market', quantity: quantity('0.0007') })
  await until('the purchase fills', () => bought().state === 'filled')
  expect((await trader.compare()).differences).toEqual([])
}

describe.each(Object.entries(CONDITIONS))('while %s', (condition, enter) => {
  it.each(Object.entries(ACTIONS))(
    '%s is on the wire at once, and entries work again afterwards',
    { retry: 2 },
    async (name, action) => {
      const made = await trade()
      await enter(made)
      const idle = await idleRoundTrip()
      requests = []
      const started = performance.now()
      expect(made.session.command(action.command(made))).toMatchObject({ ok: true })
      await vi.waitFor(() => expect(arrival(made, action)).toBeDefined(), soon)
      const ms = required(arrival(made, action), 'it came') - started
      measured.push({ condition, action: name, ms: Math.round(ms * 10) / 10, idleMs: Math.round(idle * 10) / 10 })
      expect(ms).toBeLessThan(LIMIT + ROUND_TRIPS * idle)
      if (condition === 'the rate budget is spent') return
      await tradesAgain(made)
    },
  )
})

it('a kill does not wait for the answer to an order that the venue keeps to itself', async () => {
  const made = await trade()
  demo.faults.failRest('stuck-answer', 1, /order$/, 'POST')
  const { session } = made
  const stuck = session.order({
    ...SUBMIT,
    side: 'buy',
    orderType: 'limit',
    quantity: quantity('0.001'),
    limitPrice: session.near(0.99),
  })
  await until('the venue has it', () => demo.ledger().some(({ clientOrderId }) => clientOrderId === stuck().clientOrderId))
  const idle = await idleRoundTrip()
  const started = performance.now()
  session.command({ type: 'Kill', flatten: false })
  const cancel = () => requests.find(({ method, text }) => method === 'DELETE' && text.includes(stuck().clientOrderId))
  await vi.waitFor(() => expect(cancel()).toBeDefined(), soon)
  expect(required(cancel(), 'it came').at - started).toBeLessThan(LIMIT + ROUND_TRIPS * idle)
  await until('the venue has cancelled it', () => stuck().state === 'cancelled')
})
