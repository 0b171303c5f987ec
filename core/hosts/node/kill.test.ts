import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import type { FillRow, JournalRow, OrderRow, PortfolioRow, PositionRow } from '../../contract/index.ts'
import {
  add,
  applyRate,
  type CommandResult,
  formatMoney,
  formatQuantity,
  isFinal,
  type Money,
  money,
  notional,
  price,
  quantity,
  rate,
  subtract,
  ZERO_MONEY,
  ZERO_QUANTITY,
} from '../../domain/index.ts'
import { seededRandom } from '../../simulation/paper/index.ts'
import { pause, Programs, type Server } from '../../testing/program.ts'
import { QUICK_CONFIG } from '../../testing/quick-config.ts'

const KILLS = 8
const PATIENCE = { timeout: 15_000, interval: 30 }
const BTC = 'binance:BTC/USDT'
const STARTING_CASH = money('10000')
const programs = new Programs()
const folder = programs.folder()
const args = ['--demo', 'market', '--config', join(folder, 'config.json'), '--data', join(folder, 'data')]

beforeAll(async () => {
  await programs.build()
  const approval = { defaultMode: 'auto', maxDriftBps: 1_000 }
  writeFileSync(join(folder, 'config.json'), JSON.stringify({ ...QUICK_CONFIG, approval, paper: { latencyMs: 5 } }))
}, 150_000)
afterAll(() => programs.close())

interface Account {
  readonly orders: readonly OrderRow[]
  readonly fills: readonly FillRow[]
  readonly positions: readonly PositionRow[]
  readonly portfolio: PortfolioRow
}

async function accountOf(server: Server): Promise<Account> {
  const [orders, fills, positions, portfolio] = await Promise.all([
    server.get<OrderRow[]>('/orders?limit=2000'),
    server.get<FillRow[]>('/fills?limit=2000'),
    server.get<PositionRow[]>('/positions'),
    server.get<PortfolioRow>('/portfolio'),
  ])
  return { orders, fills, positions, portfolio }
}

/** An account read while nothing happened in between. */
const steadyAccount = (server: Server): Promise<Account> =>
  vi.waitFor(async () => {
    const [one, two] = [await accountOf(server), await accountOf(server)]
    expect(two.fills.length).toBe(one.fills.length)
    expect(two.orders.map(({ id, state }) => [id, state])).toEqual(one.orders.map(({ id, state }) => [id, state]))
    return one
  }, PATIENCE)

const sum = (amounts: readonly Money[]): Money => amounts.reduce(add, ZERO_MONEY)

/** No money appears or is lost, to the 24th decimal, and every table tells the same story. */
function expectSound({ orders, fills, positions, portfolio }: Account): void {
  expect(new Set(fills.map(({ id }) => id)).size).toBe(fills.length)
  expect(new Set(orders.map(({ id }) => id)).size).toBe(orders.length)
  const cost = sum(positions.map(({ costBasis }) => money(costBasis)))
  const realised = sum(positions.map(({ realisedPnl }) => money(realisedPnl)))
  const fees = sum(positions.map((position) => money(position.fees)))
  expect(formatMoney(add(subtract(add(money(portfolio.cash), cost), realised), fees))).toBe(formatMoney(STARTING_CASH))

  let cash: Money = STARTING_CASH
  for (const fill of fills) {
    const value = notional(price(fill.price), quantity(fill.quantity))
    cash = subtract(fill.side === 'buy' ? subtract(cash, value) : add(cash, value), money(fill.fee))
    expect(fill.fee).toBe(formatMoney(applyRate(value, rate('0.001'), 'up')))
  }
  expect(formatMoney(cash)).toBe(portfolio.cash)

  for (const order of orders) {
    const mine = fills.filter(({ orderId }) => orderId === order.id)
    const filled = mine.reduce((total, fill) => add(total, quantity(fill.quantity)), ZERO_QUANTITY)
    expect(formatQuantity(filled), order.id).toBe(order.filled)
    expect(filled <= quantity(order.quantity)).toBe(true)
    if (order.state === 'filled') expect(order.filled).toBe(order.quantity)
  }
  for (const position of positions) {
    const held = fills
      .filter(({ instrument }) => instrument === position.instrument)
      .reduce(
        (total, fill) => (fill.side === 'buy' ? add(total, quantity(fill.quantity)) : subtract(total, quantity(fill.quantity))),
        ZERO_QUANTITY,
      )
    expect(formatQuantity(held)).toBe(position.quantity)
  }
}

/** Sends orders without a pause until the program is gone; returns what was sent and what was answered. */
async function trade(server: Server, round: number, answered: Map<string, CommandResult>, sent: Set<string>): Promise<void> {
  for (let turn = 0; turn < 2_000; turn += 1) {
    const id = `round-${String(round)}-${String(turn)}`
    const side = turn % 2 === 0 ? 'buy' : 'sell'
    sent.add(id)
    try {
      const command = { type: 'SubmitOrder', id, instrument: BTC, side, orderType: 'market', quantity: '0.0011' }
      answered.set(id, await server.command<CommandResult>(command))
    } catch {
      // The kill cut the connection: the outcome is not known, which is the point.
      return
    }
  }
}

it(`keeps its books through ${String(KILLS)} kills at any moment`, { timeout: 120_000 }, async () => {
  const random = seededRandom(20)
  const answered = new Map<string, CommandResult>()
  const sent = new Set<string>()
  let known: Account | undefined
  for (let round = 0; round <= KILLS; round += 1) {
    const server = await programs.serve(args)
    const account = await steadyAccount(server)
    expectSound(account)
    // Nothing that was ever seen is gone or changed.
    for (const fill of known?.fills ?? []) expect(account.fills).toContainEqual(fill)
    for (const { id } of known?.orders ?? []) expect(account.orders.some((order) => order.id === id)).toBe(true)
    for (const answer of answered.values())
      if (answer.ok) for (const id of answer.orderIds) expect(account.orders.some((order) => order.id === id)).toBe(true)
    // The same commands again: each is known or was never taken, and none makes a second order.
    const manual = account.orders.filter(({ purpose }) => purpose === 'manual').length
    const repeated = [...answered].filter(([, answer]) => answer.ok).slice(-5)
    for (const [id] of repeated) {
      const command = { type: 'SubmitOrder', id, instrument: BTC, side: 'buy', orderType: 'market', quantity: '0.0011' }
      expect(await server.command<CommandResult>(command)).toMatchObject({ ok: true, commandId: id })
    }
    const after = await accountOf(server)
    expect(after.orders.filter(({ purpose }) => purpose === 'manual')).toHaveLength(manual)

    if (round === KILLS) {
      await expectSettled(server)
      known = await steadyAccount(server)
      expectSound(known)
      await expectOneOrderACommand(server, sent)
      expect((await server.end()).code).toBe(0)
      break
    }
    await vi.waitFor(async () => expect(await server.get('/book/binance/BTC-USDT')).toMatchObject({ state: 'live' }), PATIENCE)
    const trading = trade(server, round, answered, sent)
    await pause(20 + random.next() * 500)
    known = await accountOf(server)
    await pause(random.next() * 60)
    await server.end('SIGKILL')
    await trading
  }
  expect(known?.fills.length).toBeGreaterThan(KILLS)
  expect(answered.size).toBeGreaterThan(KILLS)
})

/** Whatever was under way at a kill comes to an end; only orders that wait for a price may stay. */
async function expectSettled(server: Server): Promise<void> {
  await vi.waitFor(async () => {
    const open = (await server.get<OrderRow[]>('/orders?limit=2000')).filter(
      ({ type, state }) => type === 'market' && !isFinal(state),
    )
    const old = open.filter(({ purpose }) => purpose === 'manual')
    expect(old.map(({ id, state, filled }) => ({ id, state, filled }))).toEqual([])
  }, PATIENCE)
}

/** The journal is unbroken and holds at most one order for each command. */
async function expectOneOrderACommand(server: Server, sent: ReadonlySet<string>): Promise<void> {
  const rows: JournalRow[] = []
  for (;;) {
    const page = await server.get<JournalRow[]>(`/journal?after=${String(rows.at(-1)?.sequence ?? 0)}&limit=2000`)
    rows.push(...page)
    if (page.length < 2_000) break
  }
  expect(rows.map(({ sequence }) => sequence)).toEqual(rows.map((_, index) => index + 1))
  const commands = rows.filter(({ kind, type }) => kind === 'input' && type === 'CommandReceived')
  const ids = commands.map(({ payload }) => (payload as { command: { id: string } }).command.id)
  expect(new Set(ids).size).toBe(ids.length)
  for (const id of ids) expect(sent).toContain(id)
  for (const { sequence } of commands)
    expect(rows.filter(({ cause, type }) => cause === sequence && type === 'OrderCreated').length).toBeLessThanOrEqual(1)
}
