import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it, vi } from 'vitest'
import { sqliteJournal } from '../../adapters/sqlite/journal.ts'
import { API_METHODS, connectApi, follow, type StrategyRow, type TraderApi } from '../../contract/index.ts'
import { strategyId } from '../../domain/index.ts'
import { BTC } from '../../testing/market-facts.ts'
import { portPair, serviceContext } from '../../testing/service-context.ts'
import { tradingHarness } from '../../testing/trading-harness.ts'
import { MARKET_INTERESTS, marketOutlet } from '../streams/index.ts'
import { startPaperTrader } from '../trader-paper/index.ts'
import { startStrategyService } from './index.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'sentinel-records-'))
afterAll(() => rmSync(dataDir, { recursive: true, force: true }))

it('the record in the journal of the trader weighs and is shown by the strategies after a restart', async () => {
  mkdirSync(join(dataDir, 'paper'))
  const journal = sqliteJournal(join(dataDir, 'paper/journal.db'))
  const h = tradingHarness({ journal })
  h.open()
  h.market('100.00', '100.01')
  const regime = { trend: 'up', volatility: 'high' } as const
  const votes = [
    { strategy: strategyId('ema-trend'), stance: 'long', confidence: 0.8, weight: 1, regime },
    { strategy: strategyId('rsi-reversion'), stance: 'flat', confidence: 0.1, weight: 1 },
  ] as const
  const signal = h.propose({ votes })
  h.command({ type: 'ApproveSignal', signalId: signal.id })
  h.clock.advance(10)
  h.market('103.00', '103.01')
  h.command({ type: 'Flatten' })
  // To the venue with the cancel of what protects, and there again with the sale.
  h.clock.advance(20)
  journal.close()

  const { clock } = h
  const config = { strategies: [{ strategy: 'ema-trend' }, { strategy: 'rsi-reversion' }] }
  const [trader, strategy] = [serviceContext({ clock, dataDir, config }), serviceContext({ clock, dataDir, config })]
  const running = [await startPaperTrader(trader.context), await startStrategyService(strategy.context)]
  const [strategyEnd, traderEnd] = portPair()
  strategy.join('trader', strategyEnd)
  trader.join('strategy', traderEnd)
  const [feedEnd, inlet] = portPair()
  strategy.join('feed', inlet)
  marketOutlet(feedEnd, MARKET_INTERESTS.strategy).instruments([BTC])
  let rows: readonly StrategyRow[] = []
  follow(strategy.connect(), 'strategy.instances', '', {
    onChange: (all) => {
      rows = [...all.values()]
    },
  })
  clock.advance(1_000)
  await vi.waitFor(() => {
    expect(rows).toHaveLength(2)
  })
  const [tracked, fresh] = rows
  expect(tracked).toMatchObject({
    strategy: 'ema-trend',
    track: { trades: 1, winRate: 1, byRegime: [{ regime: 'up/high', trades: 1 }] },
  })
  // One win over twenty trades without an edge: odds of 11 to 10.
  expect(tracked?.weight).toBeCloseTo(1.1, 6)
  expect(tracked?.track?.expectancyR).toBeGreaterThan(0)
  expect(fresh).toMatchObject({ strategy: 'rsi-reversion', weight: 1 })
  expect(fresh).not.toHaveProperty('track')
  const api = connectApi<TraderApi>(API_METHODS.trader, trader.connect(), { clock })
  const told = [...(await api.signals({})).map((row) => row.votes), (await api.explain(signal.id))[0]?.payload]
  expect(told[0]).toEqual(votes)
  expect(told[1]).toMatchObject({ candidate: { votes } })
  await Promise.all(running.map((service) => service.stop()))
})
