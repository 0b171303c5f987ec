import { describe, expect, it } from 'vitest'
import { type Order, price, quantity, toJson } from '../domain/index.ts'
import { BTC, tradingHarness } from '../testing/trading-harness.ts'
import { portfolioOf } from './index.ts'

const orders = (h: ReturnType<typeof tradingHarness>): readonly Order[] => [...h.engine.state.orders.values()]

const limitOrder = {
  type: 'SubmitOrder',
  instrument: BTC,
  side: 'buy',
  orderType: 'limit',
  quantity: quantity('1'),
  limitPrice: price('99'),
  timeInForce: 'GTC',
  reduceOnly: false,
} as const

function ready() {
  const h = tradingHarness()
  h.open()
  h.market('100.00', '100.01')
  return h
}

describe('restart', () => {
  it('folds the journal to the same books, orders, signals and money, and goes on', () => {
    const h = ready()
    h.command({ type: 'ApproveSignal', signalId: h.propose().id })
    h.clock.advance(10)
    h.command(limitOrder)
    h.clock.advance(10)
    h.market('101.00', '101.01')
    h.tick(5_000)
    const picture = (x: ReturnType<typeof tradingHarness>): string =>
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
    expect([...again.engine.state.orders.values()].at(-1)).toMatchObject({ state: 'filled' })
  })

  it('finishes an intent that was durable when the power went', () => {
    const h = ready()
    h.command({ type: 'ApproveSignal', signalId: h.propose().id })
    const again = tradingHarness({ journal: h.journal, start: h.now() })
    again.open()
    again.market('100.00', '100.01')
    again.clock.advance(20)
    expect(orders(again)).toMatchObject([{ state: 'filled' }])
  })
})
