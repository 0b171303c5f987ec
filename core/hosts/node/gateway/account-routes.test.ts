import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { sqliteJournal } from '../../../adapters/sqlite/index.ts'
import { ThreadPool } from '../../../adapters/system/index.ts'
import { InputError, quantity } from '../../../domain/index.ts'
import { limitOrder, ordersOf, tradingHarness } from '../../../testing/trading-harness.ts'
import type { AccountPlace, AccountQuestion } from '../account-questions.ts'
import { answerAccountRoutes, questionOf } from './account-routes.ts'

const folder = mkdtempSync(join(tmpdir(), 'sentinel-account-routes-'))
const entry = new URL('../workers/account.ts', import.meta.url)
const pools: { close(): Promise<void> }[] = []
const poolOf = (data: string) => {
  const setup: AccountPlace = { data, environment: 'paper' }
  const pool = new ThreadPool<AccountQuestion, unknown>({ entry, setup, size: 1 })
  pools.push(pool)
  return pool
}
afterAll(async () => {
  await Promise.all(pools.map((pool) => pool.close()))
  rmSync(folder, { recursive: true, force: true })
})

const url = (path: string): URL => new URL(path, 'http://127.0.0.1/')

describe('questions about an account over HTTP', () => {
  it('are read from the journal while the trader writes it', async () => {
    mkdirSync(join(folder, 'paper'))
    const journal = sqliteJournal(join(folder, 'paper', 'journal.db'))
    const harness = tradingHarness({ journal, start: Date.UTC(2026, 0, 1) })
    harness.open()
    harness.market('100.00', '100.01')
    const { limitPrice: _none, ...any } = limitOrder
    harness.command({ ...any, orderType: 'market', quantity: quantity('1') })
    harness.clock.advance(50)
    const pool = poolOf(folder)
    expect(await answerAccountRoutes(pool, url('/api/tax-lots?method=hifo&year=2026'), 'paper')).toMatchObject({
      status: 200,
      body: {
        method: 'hifo',
        scope: 'instrument',
        disposals: [],
        open: [{ quantity: '1', costBasis: '100.01', buyFees: '0.10001' }],
      },
    })
    expect(await answerAccountRoutes(pool, url('/api/portfolio/breakdown?by=strategy'), 'paper')).toMatchObject({
      status: 200,
      body: [{ key: 'manual', fills: 1, trades: 0, netPnl: '-0.10001', winRate: null }],
    })
    const [bought] = ordersOf(harness)
    expect(await answerAccountRoutes(pool, url(`/api/why?id=${bought?.id ?? ''}`), 'paper')).toMatchObject({
      status: 200,
      body: {
        kind: 'order',
        orderId: bought?.id,
        orders: [{ order: { purpose: 'manual', state: 'filled' }, decisionPrice: '100.01', fills: [{ slippageCost: '0' }] }],
        commands: [{ content: { type: 'SubmitOrder' }, ok: true }],
        result: { open: true, fees: '0.10001' },
      },
    })
    await expect(answerAccountRoutes(pool, url('/api/why?id=nobody'), 'paper')).rejects.toThrow(`the nearest are`)
    journal.close()
  })

  it('are refused with the field where there is no account', async () => {
    await expect(answerAccountRoutes(poolOf(join(folder, 'none')), url('/api/tax-lots?method=fifo'), 'paper')).rejects.toThrow(
      InputError,
    )
  })

  it.each([
    ['/api/tax-lots', /^method: missing: use one of fifo/],
    ['/api/why', /^id: missing: give the id/],
    ['/api/tax-lots?method=best', /^method: best: /],
    ['/api/tax-lots?method=fifo&year=now', /^year: now: /],
    ['/api/tax-lots?method=fifo&scope=all', /^scope: all: /],
    ['/api/portfolio/breakdown', /^by: missing: use one of strategy, symbol, day/],
    ['/api/portfolio/breakdown?by=hour', /^by: hour: /],
  ])('%s is no question', (path, problem) => {
    expect(() => questionOf(url(path))).toThrow(problem)
  })

  it('leave other paths to others', () => {
    expect(questionOf(url('/api/portfolio'))).toBeUndefined()
  })
})
