import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sqliteJournal } from '../../../adapters/sqlite/index.ts'
import {
  add,
  exchangeId,
  fillId,
  formatMoney,
  InputError,
  instrumentId,
  MINUTE,
  type Money,
  money,
  price,
  quantity,
  subtract,
  toWire,
  ZERO_MONEY,
} from '../../../domain/index.ts'
import { portfolioOf } from '../../../engine/index.ts'
import { AccountFigures } from '../../../services/trader/index.ts'
import { candleAt } from '../../../testing/market-facts.ts'
import { writeMarketDatabase } from '../../../testing/recorded-database.ts'
import { BTC, limitOrder, ordersOf, tradingHarness } from '../../../testing/trading-harness.ts'
import type { CommandSpec } from './arguments.ts'
import { textCell } from './csv-output.ts'
import { fillsCommand } from './fills.ts'
import { portfolioCommand } from './portfolio.ts'
import type { PortfolioReport } from './portfolio-report.ts'
import type { Print } from './print.ts'
import { taxLotsCommand } from './tax-lots.ts'

const folder = mkdtempSync(join(tmpdir(), 'sentinel-account-'))
const data = join(folder, 'data')
mkdirSync(join(data, 'paper'), { recursive: true })
const journal = sqliteJournal(join(data, 'paper', 'journal.db'))
const harness = tradingHarness({ journal, start: Date.UTC(2025, 11, 31, 23) })
afterAll(() => {
  journal.close()
  rmSync(folder, { recursive: true, force: true })
})

const order = (side: 'buy' | 'sell', size: string): void => {
  const { limitPrice: _none, ...any } = limitOrder
  harness.market(side === 'buy' ? '100.00' : '109.99', side === 'buy' ? '100.01' : '110.00')
  const sent = { ...any, side, orderType: 'market', quantity: quantity(size), reduceOnly: side === 'sell' } as const
  expect(harness.command(sent)).toMatchObject({ ok: true })
  harness.clock.advance(50)
}

/** Two purchases and a sale in one year, a part of the rest sold in the next; the trader goes on running. */
beforeAll(() => {
  harness.open()
  order('buy', '1')
  harness.tick(MINUTE)
  order('buy', '0.5')
  order('sell', '0.75')
  harness.tick(60 * MINUTE)
  order('sell', '0.5')
  harness.tick(MINUTE)
})

async function run(command: (print: Print) => CommandSpec, ...args: string[]): Promise<string> {
  let text = ''
  const print: Print = async (part) => {
    text += part
    return Promise.resolve()
  }
  expect(await command(print).run(args.includes('--data') ? args : [...args, '--data', data])).toBe(0)
  return text
}
const json = async <T>(command: (print: Print) => CommandSpec, ...args: string[]): Promise<T> =>
  JSON.parse(await run(command, ...args, '--json')) as T

let files = 0
async function csv(command: (print: Print) => CommandSpec, ...args: string[]): Promise<readonly Record<string, string>[]> {
  files += 1
  const file = join(folder, `${String(files)}.csv`)
  await run(command, ...args, '--csv', file)
  const lines = readFileSync(file, 'utf8').split('\r\n')
  expect(lines.pop()).toBe('')
  const [head = [], ...rows] = lines.map((line) => line.split(','))
  return rows.map((row) => Object.fromEntries(head.map((name, column) => [name, row[column] ?? ''])))
}
const sum = (texts: readonly string[]): Money => texts.reduce<Money>((total, text) => add(total, money(text)), ZERO_MONEY)

describe('portfolio', () => {
  it('is the account as the trader that still writes the journal has it', async () => {
    const report = await json<PortfolioReport>(portfolioCommand)
    const { updatedAt: _at, ...account } = toWire(portfolioOf(harness.engine.state, harness.now()))
    expect(report.account).toMatchObject({ ...account, unrealisedPnl: report.account.unrealisedPnl })
    expect(report.positions).toMatchObject([{ instrument: BTC, quantity: '0.25' }])
    expect(report.totals).toMatchObject({ currency: 'USDT', total: report.account.equity, unconverted: [] })
    expect(report.totals.byExchange.map(({ exchange }) => exchange)).toEqual(['account', 'binance'])
    expect(report.byStrategy).toMatchObject([{ key: 'manual', fills: 4, trades: 0 }])
    expect(report.bySymbol).toMatchObject([{ key: BTC, netPnl: report.performance.netPnl }])
    expect(report.byDay.map(({ key }) => key)).toEqual(['2025-12-31', '2026-01-01'])
    expect(report.performance.netPnl).toBe(formatMoney(subtract(money(account.realisedPnl), money(account.fees))))
  })

  it('is what the trader answers while it runs, to the last digit', async () => {
    const report = await json<PortfolioReport>(portfolioCommand)
    const row = await new AccountFigures({ journal, environment: 'paper', clock: harness.clock }).performance({})
    const { performance, byDay, byStrategy, bySymbol, openedAt, at } = report
    expect(row).toMatchObject({ account: performance, byDay, byStrategy, bySymbol, openedAt, to: at, read: 1 })
    expect(row.byDay.map((day) => Object.keys(day))).toEqual(byDay.map((day) => Object.keys(day)))
    expect(row.curve.slice(1).map((point) => [point.at, Number(point.equity)])).toEqual(
      report.equity.map(([time, equity]) => [time, expect.closeTo(equity, 9) as number]),
    )
  })

  it('says in words what it holds and what is in no total', async () => {
    expect(await run(portfolioCommand)).toMatch(/binance:BTC\/USDT +0\.25 /)
    const text = await run(portfolioCommand, '--currency', 'EUR')
    expect(text).toMatch(/total - EUR/)
    expect(text).toMatch(/not in the total: cash at account, [\d.]+ USDT: no price of USDT in EUR is known/)
  })
})

describe('fills', () => {
  it('are all there, with every digit', async () => {
    const rows = await csv(fillsCommand)
    expect(rows.map(({ side, quantity: size }) => `${side ?? ''} ${size ?? ''}`)).toEqual([
      'buy 1',
      'buy 0.5',
      'sell 0.75',
      'sell 0.5',
    ])
    expect(rows[0]).toMatchObject({
      time: '2025-12-31T23:00:00.010Z',
      instrument: BTC,
      price: '100.01',
      notional: '100.01',
      currency: 'USDT',
      fee: '0.10001',
      fee_asset: '',
      strategy: '',
      purpose: 'manual',
      held: '1',
      order_id: ordersOf(harness)[0]?.id,
    })
    expect(formatMoney(sum(rows.map(({ realised_pnl }) => realised_pnl ?? '')))).toBe(
      formatMoney(portfolioOf(harness.engine.state, harness.now()).realisedPnl),
    )
  })
})

describe('tax-lots', () => {
  it.each(['fifo', 'lifo', 'hifo', 'average'])('by %s add up to the cash of the account', async (method) => {
    const rows = await csv(taxLotsCommand, '--method', method)
    const open = rows.filter(({ kind }) => kind === 'open')
    const gains = sum(rows.filter(({ kind }) => kind === 'sale').map(({ gain }) => gain ?? ''))
    const cost = sum(open.flatMap(({ cost_basis, buy_fees }) => [cost_basis ?? '', buy_fees ?? '']))
    const spent = subtract(money('10000'), harness.engine.state.cash)
    expect(formatMoney(subtract(cost, gains))).toBe(formatMoney(spent))
    expect(sum(open.map((each) => each.quantity ?? ''))).toBe(money('0.25'))
  })

  it('of a year are its sales and what was open at its end', async () => {
    const year = (number: string) =>
      json<{ disposals: { quantity: string }[]; open: { quantity: string }[] }>(
        taxLotsCommand,
        '--method',
        'lifo',
        '--year',
        number,
      )
    const [past, next] = [await year('2025'), await year('2026')]
    expect([past, next].map(({ disposals }) => disposals.map((each) => each.quantity))).toEqual([['0.5', '0.25'], ['0.5']])
    expect([past, next].map(({ open }) => open.map((each) => each.quantity))).toEqual([['0.75'], ['0.25']])
    expect(await year('2024')).toMatchObject({ disposals: [], open: [] })
  })

  it('of an asset in a currency without a price are told as unknown', async () => {
    const text = await run(taxLotsCommand, '--method', 'fifo', '--scope', 'asset', '--currency', 'EUR')
    expect(text).toMatch(/gain in EUR unknown: 3 disposals/)
    expect(text).toMatch(/no price of USDT in EUR is known at 2025-12-31T23/)
  })
})

describe('prices that the journal does not know', () => {
  it('are the closes that were recorded beside it, and no later ones', async () => {
    const recorded = join(folder, 'recorded')
    mkdirSync(join(recorded, 'paper'), { recursive: true })
    const own = sqliteJournal(join(recorded, 'paper', 'journal.db'))
    const trader = tradingHarness({ journal: own, start: Date.UTC(2026, 0, 1, 12, 0, 30) })
    trader.open()
    trader.market('100.00', '100.01')
    trader.command({ ...limitOrder, limitPrice: price('99'), quantity: quantity('1') })
    const clientOrderId = ordersOf(trader)[0]?.clientOrderId
    if (clientOrderId === undefined) throw new Error('no order is there')
    const paid = { feeAsset: 'BNB', feeQuantity: quantity('0.001'), fee: ZERO_MONEY }
    const told = { type: 'filled', clientOrderId, fillId: fillId('told'), liquidity: 'maker', at: trader.now() } as const
    trader.engine.handle({ type: 'VenueReported', report: { ...told, ...paid, price: price('99'), quantity: quantity('1') } })
    own.close()
    const lots = async () =>
      await json<{ open: { buyFees?: string; problems: string[] }[] }>(taxLotsCommand, '--method', 'fifo', '--data', recorded)
    expect((await lots()).open).toMatchObject([{ problems: [expect.stringMatching(/no price of BNB in USDT/)] }])
    const BNB = instrumentId(exchangeId('binance'), 'BNB/USDT')
    const bar = (openTime: number, close: number) => ({
      ...candleAt(openTime, { open: close, high: close, low: close, close, volume: 1 }),
      instrument: BNB,
    })
    const noon = Date.UTC(2026, 0, 1, 12)
    writeMarketDatabase(recorded, [], [bar(noon - 2 * MINUTE, 400), bar(noon - MINUTE, 500), bar(noon, 900)])
    const { open } = await lots()
    expect(open).toMatchObject([{ buyFees: '0.5', problems: [] }])
  })
})

describe('cells', () => {
  it.each([
    ['=1+2', "'=1+2"],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@a', "'@a"],
    ['\tx', "'\tx"],
    ['binance:BTC/USDT', 'binance:BTC/USDT'],
  ])('of text %j are no formula', (text, cell) => {
    expect(textCell(text)).toBe(cell)
  })
})

describe('what is wrong', () => {
  const refused = async (command: () => CommandSpec, args: readonly string[], field: string): Promise<void> => {
    const outcome = await command()
      .run(args)
      .catch((error: unknown) => error)
    expect(outcome).toBeInstanceOf(InputError)
    if (outcome instanceof InputError) expect(outcome.problem.field).toBe(field)
  }
  const there = join(folder, 'there.csv')
  writeFileSync(there, 'mine')

  it.each<[() => CommandSpec, string[], string]>([
    [taxLotsCommand, [], '--method'],
    [taxLotsCommand, ['--method', 'best'], '--method'],
    [taxLotsCommand, ['--method', 'fifo', '--year', '20x6'], '--year'],
    [taxLotsCommand, ['--method', 'fifo', '--scope', 'all'], '--scope'],
    [taxLotsCommand, ['--method', 'fifo', '--currency', 'EUR'], '--currency'],
    [taxLotsCommand, ['--method', 'fifo', '--csv', '-', '--json'], '--csv'],
    [fillsCommand, [], '--csv'],
    [fillsCommand, ['--csv', there], '--csv'],
    [fillsCommand, ['--csv', join(folder, 'none', 'x.csv')], '--csv'],
    [portfolioCommand, ['--environment', 'moon'], '--environment'],
    [portfolioCommand, ['--currency', 'us dollar'], '--currency'],
    [portfolioCommand, ['extra'], 'extra'],
  ])('%# is named', async (command, args, field) => {
    await refused(command, [...args, ...(args.includes('extra') ? [] : ['--data', data])], field)
    expect(readFileSync(there, 'utf8')).toBe('mine')
  })

  it('is also a folder without an account, which is left as it was', async () => {
    const none = join(folder, 'nothing')
    await refused(portfolioCommand, ['--data', none], 'data folder')
    await refused(portfolioCommand, ['--data', data, '--environment', 'live'], 'data folder')
    expect(existsSync(none)).toBe(false)
    const damaged = join(folder, 'damaged', 'paper')
    mkdirSync(damaged, { recursive: true })
    writeFileSync(join(damaged, 'journal.db'), 'no database at all, and long enough to be taken for one by nobody')
    await refused(fillsCommand, ['--csv', '-', '--data', join(folder, 'damaged')], '--data')
    const empty = join(folder, 'empty')
    mkdirSync(join(empty, 'paper'), { recursive: true })
    sqliteJournal(join(empty, 'paper', 'journal.db')).close()
    await refused(portfolioCommand, ['--data', empty], '--data')
  })
})
