import { describe, expect, it } from 'vitest'
import { toJson } from '../domain/index.ts'
import {
  limitOrder,
  ordersOf as orders,
  readyToTrade as ready,
  type TradingHarness,
  tradingHarness,
} from '../testing/trading-harness.ts'
import { portfolioOf } from './index.ts'

describe('restart', () => {
  it('folds the journal to the same books, orders, signals and money, and goes on', () => {
    const h = ready()
    h.command({ type: 'ApproveSignal', signalId: h.propose().id })
    h.clock.advance(10)
    h.command(limitOrder)
    h.clock.advance(10)
    h.market('101.00', '101.01')
    h.tick(5_000)
    const picture = (x: TradingHarness): string =>
      toJson({
        positions: [...x.engine.state.positions.values()],
        orders: [...x.engine.state.orders.values()],
        signals: [...x.engine.state.signals.values()],
        fills: [...x.engine.state.fills.values()],
        portfolio: { ...portfolioOf(x.engine.state, x.now()), updatedAt: 0 },
      })
    const before = picture(h)
    const again = tradingHarness({ journal: h.journal, start: h.now() })
    again.open()
    expect(picture(again)).toBe(before)
    again.market('100.00', '100.01')
    again.trade('98', '10', 'sell')
    expect(orders(again).find(({ type, side }) => type === 'limit' && side === 'buy')).toMatchObject({ state: 'filled' })
  })

  it('finishes an intent that was durable when the power went', () => {
    const h = ready()
    h.command({ type: 'ApproveSignal', signalId: h.propose().id })
    const again = tradingHarness({ journal: h.journal, start: h.now() })
    again.open()
    again.market('100.00', '100.01')
    again.clock.advance(20)
    expect(orders(again)).toMatchObject([{ state: 'filled' }, { purpose: 'exit-stop' }, { purpose: 'exit-target' }])
  })
})
