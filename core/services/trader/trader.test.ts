import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { countedIds, silentLogger } from '../../adapters/memory/index.ts'
import { API_METHODS, connectApi, type ConfigInput, type TraderApi } from '../../contract/index.ts'
import { type CandidateSignal, millis, price, quantity, signalId, strategyId } from '../../domain/index.ts'
import { simulatedClock, type SimulatedClock } from '../../simulation/clock/index.ts'
import { BTC, bookAt, instrumentOf, quoteAt } from '../../testing/market-facts.ts'
import { portPair, serviceContext } from '../../testing/service-context.ts'
import type { Counterfactual } from '../../simulation/counterfactual/index.ts'
import { OverrideLedger } from './override-ledger.ts'
import { startPaperTrader } from '../trader-paper/index.ts'

const START = 1_700_000_000_000
const ids = countedIds()
let folder = ''
const closing: (() => Promise<void>)[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sentinel-overrides-'))
})
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
  rmSync(folder, { recursive: true })
})

async function paperTrader(clock: SimulatedClock, config: Partial<ConfigInput> = {}) {
  const trader = serviceContext({ clock, dataDir: folder, config })
  // As in life, no id comes again after a restart.
  const running = await startPaperTrader({ ...trader.context, ids })
  const stop = () => running.stop()
  closing.push(stop)
  const [feed, atTrader] = portPair()
  const [strategy, ofStrategy] = portPair()
  trader.join('feed', atTrader)
  trader.join('strategy', ofStrategy)
  feed.send({ type: 'instruments', instruments: [instrumentOf('BTC/USDT', '0.01')] })
  let batch = 0
  return {
    alerts: trader.alerts,
    api: connectApi<TraderApi>(API_METHODS.trader, trader.connect(), { clock }),
    market(bid: number): void {
      const now = Number(clock.now())
      const times = { exchangeTime: millis(now), receivedTime: millis(now) }
      batch += 1
      const level = (at: number) => [{ price: price(at.toFixed(2)), quantity: quantity('1000') }]
      const book = { ...bookAt(now, 5, 5), ...times, bids: level(bid), asks: level(bid + 0.01) }
      feed.send({ type: 'events', batch, events: [book, quoteAt(now, bid, bid + 0.01)] })
    },
    propose(id: string): void {
      const candidate: CandidateSignal = {
        id: signalId(id),
        instrument: BTC.id,
        timeframe: '1m',
        action: 'buy',
        confidence: 0.8,
        votes: [{ strategy: strategyId('ema-trend'), stance: 'long', confidence: 0.8, weight: 1 }],
        conflict: 0,
        entry: price('100.01'),
        stop: price('95'),
        target: price('110'),
        reasoning: [],
        createdAt: clock.now(),
      }
      strategy.send({ type: 'candidate', candidate, gapOpen: false })
    },
    async stop(): Promise<void> {
      closing.splice(closing.indexOf(stop), 1)
      await stop()
    },
  }
}

describe('the paper trader says what overrides earned or cost', () => {
  it('also after a restart, and what is asked wrongly is refused by name', async () => {
    const clock = simulatedClock(millis(START))
    let trader = await paperTrader(clock)
    trader.market(100)
    trader.propose('s1')
    const answer = await trader.api.command({ type: 'RejectSignal', id: 'c1', signalId: 's1', reason: 'too early' }, 'user')
    expect(answer).toMatchObject({ ok: true })
    clock.advance(100)
    await trader.stop()
    trader = await paperTrader(clock)
    trader.market(110.5)
    clock.advance(100)
    const report = await trader.api.overrides({ by: 'reason' })
    expect(report?.groups).toMatchObject([
      { key: 'rejected: too early', account: { count: 1, settled: 1, verdict: 'too few to say' } },
    ])
    const [row] = report?.signals ?? []
    expect(row).toMatchObject({
      signalId: 's1',
      counterfactual: { entryPrice: '100.01', exitPrice: '110', exit: 'exit-target' },
    })
    expect(report?.comparison).toMatchObject({ pnl: '0', counterfactual: row?.counterfactual?.pnl, effect: row?.effect })
    expect(report?.text[1]).toMatch(
      /^your overrides cost \d+\.\d\d USDT over 1 signal \(too few to say: 1 settled, at least 20 are needed\)$/,
    )
    expect((await trader.api.overrides({ by: 'hour', limit: 0 }))?.signals).toEqual([])
    expect((await trader.api.overrides({ by: 'hour' }))?.groups[0]?.key).toBe('22:00')
    await expect(trader.api.overrides({ by: 'colour' as never })).rejects.toThrow('use one of strategy, hour, reason')
    await expect(trader.api.overrides({ limit: 2_001 })).rejects.toThrow('0 to 2000')
    expect(trader.alerts).toEqual([])
  })

  it('and trades on as ever where that record cannot be kept', async () => {
    mkdirSync(join(folder, 'paper'), { recursive: true })
    writeFileSync(
      join(folder, 'paper', 'counterfactual.db'),
      'no database, but long enough to be looked at as if it were one'.repeat(40),
    )
    const trader = await paperTrader(simulatedClock(millis(START)))
    expect(trader.alerts).toEqual([expect.stringContaining('warning: what overrides earn or cost is no longer followed')])
    trader.market(100)
    trader.propose('s1')
    expect(await trader.api.command({ type: 'ApproveSignal', id: 'c1', signalId: 's1' }, 'user')).toMatchObject({ ok: true })
    expect(await trader.api.overrides({})).toBeNull()
  })

  it('or is not followed at all', async () => {
    const trader = await paperTrader(simulatedClock(millis(START)), { overrides: { enabled: false } })
    expect(await trader.api.overrides({})).toBeNull()
  })
})

it('the paper trader says where the stop of a position is, and why it is not at the venue', async () => {
  const clock = simulatedClock(millis(START))
  const trader = await paperTrader(clock)
  trader.market(100)
  trader.propose('s1')
  expect(await trader.api.command({ type: 'ApproveSignal', id: 'c1', signalId: 's1' }, 'user')).toMatchObject({ ok: true })
  clock.advance(200)
  expect(await trader.api.positions()).toMatchObject([{ stopResting: 'venue' }])
  expect(await trader.api.command({ type: 'CancelAll', id: 'c2' }, 'user')).toMatchObject({ ok: true })
  clock.advance(200)
  expect(await trader.api.positions()).toMatchObject([{ stopResting: 'local' }])
  expect(trader.alerts).toEqual([
    'warning: binance:BTC/USDT: the stop acts in this program only, not at the venue: cancelled by hand',
  ])
})

it('a record of overrides that fails while it runs is told once and then left alone', () => {
  let calls = 0
  const told: string[] = []
  const broken = {
    handle: () => {
      calls += 1
      throw new Error('out of order')
    },
  } as unknown as Counterfactual
  const ledger = new OverrideLedger({ begin: () => broken, logger: silentLogger(), alert: (message) => told.push(message) })
  ledger.handle({ type: 'ClockTicked' })
  ledger.handle({ type: 'ClockTicked' })
  expect([calls, told]).toEqual([1, [expect.stringContaining('out of order')]])
  expect(ledger.report({})).toBeNull()
})

describe('the paper trader shows what an approval would be made on', () => {
  it('with the price that was seen, and refuses to buy when that is gone', async () => {
    const trader = await paperTrader(simulatedClock(millis(START)))
    trader.market(100)
    trader.propose('s1')
    const shown = await trader.api.approval('s1', {})
    expect(shown).toMatchObject({
      state: 'PENDING',
      allowed: true,
      diff: { ask: '100.01', slippageFrom: 'book', expectedPrice: '100.01' },
    })
    expect(shown?.checks.length).toBeGreaterThan(10)
    trader.market(100.08)
    const seen = { seen: shown?.diff?.ask }
    const told = await trader.api.approval('s1', { ...seen, quantity: '2' })
    expect(told).toMatchObject({ allowed: false, code: 'price-moved', diff: { ask: '100.09', quantity: '2' } })
    const command = { type: 'ApproveSignal', signalId: 's1', ...seen }
    const refused = await trader.api.command({ ...command, id: 'c1' }, 'user')
    expect(refused).toMatchObject({ ok: false, code: 'price-moved', message: told?.message, diff: { ask: '100.09' } })
    expect(await trader.api.command({ ...command, id: 'c2', seen: told?.diff?.ask }, 'user')).toMatchObject({ ok: true })
    expect((await trader.api.signals({}))[0]).toMatchObject({ state: 'APPROVED', diff: { seen: '100.09' } })
  })

  it('and names what it cannot show', async () => {
    const trader = await paperTrader(simulatedClock(millis(START)))
    expect(await trader.api.approval('none', {})).toBeNull()
    await expect(trader.api.approval('none', { quantity: 'much' })).rejects.toThrow('quantity')
    await expect(trader.api.approval('none', 'fast')).rejects.toThrow('give an object')
  })
})

it('the paper trader raises an alarm when signals expire and nobody is there, and stops entries when nobody comes', async () => {
  const clock = simulatedClock(millis(START))
  const trader = await paperTrader(clock, { unattended: { expiredSignals: 1, reduceOnlyAfterMinutes: 2 } })
  trader.market(100)
  trader.propose('s1')
  clock.advance(61_000)
  expect(trader.alerts).toEqual([
    'warning: signals wait and nobody seems to be there: 1 signal in a row expired without a decision',
  ])
  clock.advance(120_000)
  expect(trader.alerts[1]).toBe('critical: nobody is there: no entries until you re-arm: unattended for 2 min since the alarm')
  expect(await trader.api.health()).toMatchObject({ halted: true, haltReason: 'unattended for 2 min since the alarm' })
})
