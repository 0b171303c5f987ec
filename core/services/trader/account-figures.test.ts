import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { memoryJournal } from '../../adapters/memory/index.ts'
import type { PerformanceRow } from '../../contract/index.ts'
import {
  add,
  DAY,
  formatMoney,
  HOUR,
  MINUTE,
  type Money,
  money,
  quantity,
  required,
  subtract,
  toWire,
  ZERO_MONEY,
} from '../../domain/index.ts'
import { accountRecord, historyOf } from '../../journal/index.ts'
import { accountPerformance, breakdownOf } from '../../performance/index.ts'
import type { Journal, JournalReader } from '../../ports/index.ts'
import { limitOrder, type TradingHarness, tradingHarness } from '../../testing/trading-harness.ts'
import { AccountFigures } from './account-figures.ts'

const START = Date.UTC(2026, 0, 1, 12)

const reading = (journal: Journal): JournalReader => ({
  events(types, visit) {
    journal.replay(({ entry, at }) => {
      if (entry.kind === 'event' && types.some((type) => type === entry.event.type)) visit(entry.event, at)
    })
  },
  lastAt: () => journal.read(journal.lastSequence() - 1, 1)[0]?.at,
  close: () => undefined,
})

function order(harness: TradingHarness, side: 'buy' | 'sell', size: string, bid: number): void {
  const { limitPrice: _none, ...any } = limitOrder
  harness.market(bid.toFixed(2), (bid + 0.01).toFixed(2))
  harness.command({ ...any, side, orderType: 'market', quantity: quantity(size), reduceOnly: side === 'sell' })
  harness.clock.advance(50)
  harness.tick()
}

function traded(): TradingHarness {
  const harness = tradingHarness({ start: START })
  harness.open()
  order(harness, 'buy', '1', 100)
  harness.tick(MINUTE)
  order(harness, 'sell', '1', 104.37)
  harness.tick(20 * HOUR)
  order(harness, 'buy', '0.5', 101)
  harness.tick(HOUR)
  order(harness, 'sell', '0.25', 99.13)
  harness.tick(DAY)
  order(harness, 'sell', '0.25', 98)
  return harness
}

const figuresOf = ({ journal, clock }: TradingHarness, more: { slice?: number } = {}): AccountFigures =>
  new AccountFigures({ journal, clock, environment: 'paper', ...more })

const sum = (texts: readonly string[]): Money => texts.reduce<Money>((total, text) => add(total, money(text)), ZERO_MONEY)

function addsUp({ account, byDay, byStrategy, bySymbol, startEquity, equity, equityChange }: PerformanceRow): void {
  for (const slices of [byDay, byStrategy, bySymbol]) {
    expect(sum(slices.map(({ netPnl }) => netPnl))).toBe(money(account.netPnl))
    expect(sum(slices.map(({ fees }) => fees))).toBe(money(account.fees))
    expect(slices.reduce((count, { trades }) => count + trades, 0)).toBe(account.trades)
  }
  expect(money(equityChange)).toBe(subtract(money(equity), money(startEquity)))
}

describe('the figures of an account', () => {
  it('are those of the record, to the last digit', async () => {
    const harness = traded()
    const record = required(accountRecord(reading(harness.journal), 'paper'), 'an account was opened')
    const history = historyOf(record)
    const row = await figuresOf(harness).performance({})
    expect(row.account).toEqual(toWire(accountPerformance(history)))
    expect(row.byDay).toEqual(toWire(breakdownOf(history, 'day')))
    expect(row.byStrategy).toEqual(toWire(breakdownOf(history, 'strategy')))
    expect(row.bySymbol).toEqual(toWire(breakdownOf(history, 'symbol')))
    expect(row).toMatchObject({ openedAt: record.openedAt, to: record.lastAt, read: 1, startEquity: '10000' })
    expect(row.byDay.length).toBe(3)
    expect(row.curve[0]).toEqual({ at: row.from, equity: '10000', drawdown: 0 })
    expect(row.curve.at(-1)?.equity).toBe(row.equity)
    expect(row.equity).toBe(formatMoney(harness.engine.state.cash))
    addsUp(row)
  })

  it('go on with the journal, whatever the size of the slices', async () => {
    const harness = tradingHarness({ start: START })
    harness.open()
    const figures = figuresOf(harness)
    order(harness, 'buy', '1', 100)
    expect((await figures.performance({})).account.trades).toBe(0)
    order(harness, 'sell', '1', 99)
    const row = await figures.performance({})
    expect(row.account).toMatchObject({ trades: 1, winRate: 0 })
    // Of one moment it is one answer.
    expect(await figures.performance({})).toBe(row)
    const sliced = figuresOf(harness, { slice: 3 })
    let answered: PerformanceRow | undefined
    void sliced.performance({}).then((found) => (answered = found))
    for (let turn = 0; turn < 100 && answered === undefined; turn += 1) {
      await Promise.resolve()
      await Promise.resolve()
      harness.clock.advance(1)
    }
    expect(answered).toEqual(row)
  })

  it('say how much was read when the journal is long, and go on from there', async () => {
    const harness = traded()
    const figures = new AccountFigures({ ...harness, environment: 'paper', slice: 5, patience: -1 })
    await expect(figures.performance({})).rejects.toThrow('not open')
    const whole = await figuresOf(harness).performance({})
    const part = new AccountFigures({ ...harness, environment: 'paper', slice: 25, patience: 0 })
    const first = part.performance({})
    harness.clock.advance(1)
    const row = await first
    expect(row.read).toBeGreaterThan(0)
    expect(row.read).toBeLessThan(1)
    expect(whole.read).toBe(1)
  })

  it('of a stretch begin with the equity of then, and know what was held', async () => {
    const harness = traded()
    const figures = figuresOf(harness)
    const whole = await figures.performance({})
    const midnight = Date.UTC(2026, 0, 2)
    const row = await figures.performance({ from: midnight })
    expect(row.byDay.map(({ key }) => key)).toEqual(['2026-01-02', '2026-01-03'])
    expect(row.byDay.map(({ netPnl }) => netPnl)).toEqual(whole.byDay.slice(1).map(({ netPnl }) => netPnl))
    expect(row.startEquity).toBe(whole.curve.findLast(({ at }) => at <= midnight)?.equity)
    expect(row.equity).toBe(whole.equity)
    addsUp(row)
    // Bought on the second, held over midnight, sold on the third.
    const third = await figures.performance({ from: Date.UTC(2026, 0, 3) })
    expect(third.account).toMatchObject({ fills: 1, trades: 1 })
    expect(third.account.exposure).toBeGreaterThan(0.9)
    // Beyond the life of the account there is nothing.
    expect(await figures.performance({ from: 0, to: 9e15 })).toEqual(whole)
  })

  it('say why a ratio is missing', async () => {
    const harness = tradingHarness({ start: START })
    harness.open()
    harness.tick()
    const { account, missing } = await figuresOf(harness).performance({})
    expect(account).toMatchObject({ sharpe: null, winRate: null, calmar: null })
    expect(missing).toEqual({
      annualReturn: 'needs a whole day',
      sharpe: 'needs two days',
      sortino: 'needs two days',
      calmar: 'needs a whole day',
      winRate: 'no closed trade',
      profitFactor: 'no closed trade',
    })
  })

  it.each([
    [{ from: -1 }, 'from'],
    [{ from: 5, to: 4 }, 'to'],
    [{ points: 3 }, 'points'],
    [{ points: 5_001 }, 'points'],
    [{ from: 0.5 }, 'from'],
  ])('%j is refused by name', async (query, field) => {
    await expect(figuresOf(traded()).performance(query)).rejects.toThrow(new RegExp(`^${field}: `))
  })

  it('begin anew after a journal that could not be read', async () => {
    const harness = traded()
    let broken = true
    const journal: Pick<Journal, 'replay' | 'read' | 'lastSequence'> = {
      lastSequence: () => harness.journal.lastSequence(),
      read: (after, limit) => {
        if (broken) throw new Error('disk I/O error')
        return harness.journal.read(after, limit)
      },
      replay: (...all) => {
        harness.journal.replay(...all)
      },
    }
    const figures = new AccountFigures({ journal, clock: harness.clock, environment: 'paper' })
    await expect(figures.performance({})).rejects.toThrow('disk I/O error')
    broken = false
    expect(await figures.performance({})).toEqual(await figuresOf(harness).performance({}))
  })

  it('add up each way, of any stretch; the curve keeps its lowest and highest', async () => {
    const step = fc.record({
      size: fc.integer({ min: 1, max: 150 }),
      bid: fc.integer({ min: 8_000, max: 12_000 }),
      wait: fc.integer({ min: 1, max: 30 }),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), fc.nat(400), async (steps, hours) => {
        const harness = tradingHarness({ start: START, journal: memoryJournal() })
        harness.open()
        for (const { size, bid, wait } of steps) {
          const held = harness.engine.state.positions.values().next().value?.quantity ?? 0n
          const amount = String(size / 10)
          order(harness, held >= quantity(amount) ? 'sell' : 'buy', amount, bid / 100)
          harness.tick(wait * HOUR)
        }
        const figures = figuresOf(harness)
        const whole = await figures.performance({})
        addsUp(whole)
        addsUp(await figures.performance({ from: START + hours * HOUR }))
        const thin = await figures.performance({ points: 4 })
        const least = (row: PerformanceRow): number => Math.min(...row.curve.map(({ equity }) => Number(equity)))
        const most = (row: PerformanceRow): number => Math.max(...row.curve.map(({ equity }) => Number(equity)))
        expect(thin.curve.length).toBeLessThanOrEqual(4)
        expect([least(thin), most(thin)]).toEqual([least(whole), most(whole)])
      }),
      { numRuns: 25 },
    )
  })
})
