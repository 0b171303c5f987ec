import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { add, formatMoney, millis, money, price, quantity, type Rate, rate, ZERO_MONEY } from '../domain/index.ts'
import { fundingFlow } from '../portfolio/index.ts'
import { BTC, limitOrder, readyToTrade, type TradingHarness } from '../testing/trading-harness.ts'
import { emptyState, evolve, portfolioOf } from './index.ts'

const due = ({ engine }: TradingHarness, at: number, fundingRate: Rate, mark = '100'): void => {
  engine.handle({ type: 'FundingDue', instrument: BTC, fundingRate, markPrice: price(mark), dueAt: millis(at) })
}

function holding(): TradingHarness {
  const harness = readyToTrade()
  const { limitPrice: _none, ...order } = { ...limitOrder, orderType: 'market' as const, quantity: quantity('2') }
  harness.command(order)
  harness.clock.advance(50)
  return harness
}

describe('funding', () => {
  it('is paid where the rate is above zero and received where it is below, once for each time', () => {
    const harness = holding()
    const before = harness.engine.state.cash
    due(harness, 1, rate('0.0001'))
    due(harness, 1, rate('0.0001'))
    due(harness, 2, rate('-0.0004'), '110')
    due(harness, 1, rate('0.5'))
    const { cash, positions } = harness.engine.state
    expect(formatMoney((cash - before) as typeof cash)).toBe('0.068')
    expect(formatMoney(positions.get(BTC)?.funding ?? ZERO_MONEY)).toBe('0.068')
    expect(portfolioOf(harness.engine.state, harness.now()).funding).toBe(money('0.068'))
  })

  it('does nothing to who holds nothing, and is no part of an account that never had any', () => {
    const harness = readyToTrade()
    const rows = harness.journal.lastSequence()
    due(harness, 1, rate('0.0001'))
    expect(harness.journal.lastSequence()).toBe(rows)
    expect(portfolioOf(harness.engine.state, harness.now())).not.toHaveProperty('funding')
  })

  it('folds from the journal to the same cash', () => {
    const harness = holding()
    due(harness, 5, rate('0.000123456789'), '99.123456789')
    const again = emptyState('paper', 'manual')
    harness.journal.replay(({ entry, at }) => {
      if (entry.kind === 'event') evolve(again, entry.event, at)
    })
    expect(again.cash).toBe(harness.engine.state.cash)
    expect(again.fundedAt).toEqual(harness.engine.state.fundedAt)
  })

  it('is rounded against the holder by less than the last digit of money', () => {
    const part = fc.bigInt({ min: 1n, max: 10n ** 17n })
    fc.assert(
      fc.property(part, part, fc.bigInt({ min: -(10n ** 11n), max: 10n ** 11n }), (mark, held, fraction) => {
        const flow = fundingFlow(mark as never, held as never, fraction as Rate)
        const exact = -mark * held * fraction
        const scaled = flow * 10n ** 12n
        expect(scaled <= exact && exact - scaled < 10n ** 12n).toBe(true)
        expect(add(flow, ZERO_MONEY)).toBe(flow)
      }),
    )
  })
})
