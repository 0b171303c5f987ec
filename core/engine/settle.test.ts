import { describe, expect, it } from 'vitest'
import { clientOrderId, formatMoney, money, quantity, type VenueTrade } from '../domain/index.ts'
import { reconcile, type VenueBooks } from '../execution/index.ts'
import {
  armedTrader,
  filledReport,
  heldBtc,
  holdingTrader,
  kinds,
  type LiveTrader,
  localVenue,
  restartedTrader,
  rightBooks,
  rowOf,
  submittedOrder,
} from '../testing/live-trader.ts'
import { NotingVenue } from '../testing/noting-venue.ts'
import { balance, row, trade, venue } from '../testing/random-books.ts'
import { BTC, btcInstrument, readyToTrade, tradingHarness } from '../testing/trading-harness.ts'
import { localBooks, portfolioOf } from './index.ts'

describe('a position that is adopted', () => {
  const more = (t: LiveTrader, held = '2'): VenueBooks =>
    rightBooks(t, { balances: [balance('USDT', '899.9'), balance('BTC', held)] })

  it('is capital at the price of now: no profit, no loss, no breaker', () => {
    const t = holdingTrader()
    const before = portfolioOf(t.engine.state, t.now())
    t.compare(more(t))
    t.settle('position BTC', 'adopt', 'was there before')
    const after = portfolioOf(t.engine.state, t.now())
    expect(t.engine.state.positions.get(BTC)).toMatchObject({ quantity: quantity('2'), costBasis: money('200') })
    expect([after.cash, after.realisedPnl, after.fees]).toEqual([before.cash, before.realisedPnl, before.fees])
    expect(after.startingEquity - before.startingEquity).toBe(money('100'))
    expect(after.peakEquity - before.peakEquity).toBe(money('100'))
    // The mid is half a cent above the bid.
    expect(after.dayPnl - before.dayPnl).toBe(money('0.005'))
    t.tick()
    expect(t.engine.state.halt).toBeUndefined()
    t.compare(more(t, '0.5'))
    t.settle('position BTC', 'adopt', 'went')
    t.tick()
    expect([t.engine.state.halt, t.engine.state.positions.get(BTC)?.costBasis]).toEqual([undefined, money('50')])
  })

  it('is sold when that is what is wanted, also while nothing may be bought', () => {
    const t = restartedTrader(holdingTrader())
    t.command({ type: 'CancelAll' }, 'all')
    t.compare(venue({ balances: [balance('USDT', '899.9'), balance('BTC', '2')] }))
    expect(t.settle('position BTC', 'flatten', 'not mine to hold')).toBe('settled')
    // What the sale that works holds back is sold once its cancel came through.
    expect(t.at.submitted.map(({ side, purpose, quantity: size }) => [side, purpose, size])).toEqual([
      ['sell', 'flatten', quantity('1.6')],
    ])
    expect(t.engine.state.flattening.has(BTC)).toBe(true)
  })

  it('is nobody`s success: what a strategy earned on it is not known any more, and a sale of it is over when it is gone', () => {
    const t = armedTrader()
    t.command({ type: 'ApproveSignal', signalId: t.propose({ confidence: 0.5 }).id })
    const { quantity: size } = submittedOrder(t)
    t.at.report({ ...filledReport(submittedOrder(t), 'f1', '1'), quantity: size, fee: money('0') })
    expect(t.engine.state.trips.size).toBe(1)
    t.command({ type: 'Flatten' })
    expect(t.engine.state.flattening.size).toBe(1)
    t.compare({ ...localVenue(t), balances: [balance('USDT', formatMoney(t.engine.state.cash))] })
    expect(t.settle('position BTC', 'adopt', 'sold by hand')).toBe('settled')
    expect([t.engine.state.trips.size, t.engine.state.flattening.size, t.engine.state.tracked.size]).toEqual([0, 0, 0])
    expect(t.engine.state.positions.get(BTC)?.strategy).toBeUndefined()
  })

  it('has no worth without a price, and then waits', () => {
    const t = tradingHarness({ environment: 'live', orders: new NotingVenue() })
    t.open('1000')
    const differences = reconcile({
      local: localBooks(t.engine.state),
      venue: venue({ balances: [balance('USDT', '1000'), balance('BTC', '1')] }),
      instruments: [btcInstrument],
      prefix: 'sntl-',
    })
    t.engine.handle({ type: 'DifferencesFound', differences, booksAt: t.now() })
    const settle = { type: 'SettleDifference', key: 'position BTC', settlement: 'adopt', reason: '' } as const
    expect(t.command(settle)).toMatchObject({ ok: false, code: 'no-quote' })
    expect(t.engine.state.differences).toHaveLength(1)
    t.market('100.00', '100.01')
    expect(t.command(settle)).toMatchObject({ ok: true })
  })
})

describe('what is ignored', () => {
  const extra = (t: LiveTrader, cash: string): VenueBooks =>
    rightBooks(t, { balances: [balance('USDT', cash), balance('BTC', '1')] })

  it('stays ignored, over a restart too, as long as it says the same', () => {
    const t = holdingTrader()
    t.compare(extra(t, '950'))
    expect(t.settle('cash USDT', 'ignore', 'no')).toBe('reason')
    expect(t.settle('cash USDT', 'ignore', '  n ')).toBe('reason')
    expect(t.settle('cash USDT', 'ignore', 'own')).toBe('settled')
    expect(t.engine.state.cash).toBe(money('899.9'))
    expect(t.compare(extra(t, '950'))).toEqual([])
    const again = restartedTrader(t)
    expect(again.compare(extra(t, '950'))).toEqual([])
    expect(again.compare(extra(t, '950.01'))).toHaveLength(1)
  })
})

describe('a settlement is refused', () => {
  it('for what is not open, not offered, or happened meanwhile; and nothing is done by half', () => {
    const t = holdingTrader()
    expect(t.settle('cash USDT', 'adopt')).toBe('no-difference')
    const order = submittedOrder(t, 1)
    const there = rightBooks(t, {
      orders: [rowOf(order, { filled: quantity('0.1') })],
      balances: [balance('USDT', '899'), balance('BTC', '1')],
    })
    t.compare(there)
    expect(t.settle('cash USDT', 'flatten')).toBe('settlement')
    t.at.report({ type: 'cancelled', clientOrderId: order.clientOrderId, reason: 'by hand', at: t.now() })
    const rows = t.journal.lastSequence()
    expect(t.settle(`order ${order.clientOrderId}`, 'adopt')).toBe('stale')
    // The command and its answer.
    expect(t.journal.lastSequence()).toBe(rows + 2)
    expect(submittedOrder(t, 1).state).toBe('cancelled')
    t.compare({ ...there, orders: [] })
    expect(kinds(t.engine.state.differences)).toEqual(['cash quantity'])
    // Nothing is remembered of orders while nothing differs.
    t.settle('cash USDT', 'adopt')
    t.compare(venue({ balances: [balance('USDT', '899'), balance('BTC', '1')] }))
    t.command({ type: 'Flatten' }, 'flat')
    expect(t.engine.state.movedOrders.size).toBe(0)
  })

  it('for a sale of more than is held, until the position is settled', () => {
    const t = armedTrader()
    const sale: VenueTrade = trade('x', 1, { side: 'sell', feeAsset: 'USDT' })
    t.compare(venue({ trades: [sale], balances: [balance('USDT', '1025'), balance('BTC', '0.5')] }))
    expect(kinds(t.engine.state.differences)).toEqual(['fill fill-not-known', 'position quantity', 'cash quantity'])
    expect(t.settle('fill binance:BTCUSDT:1', 'adopt')).toBe('settle-first')
    expect(t.events('OrderAdopted')).toEqual([])
    expect(t.settle('position BTC', 'adopt')).toBe('settled')
    expect(heldBtc(t)).toBe(quantity('0.75'))
    expect(t.settle('fill binance:BTCUSDT:1', 'adopt')).toBe('settled')
    expect(t.settle('cash USDT', 'adopt')).toBe('settled')
    expect([heldBtc(t), t.engine.state.cash]).toEqual([quantity('0.5'), money('1025')])
  })

  it('for an order of a market that is not traded here, which is only noted', () => {
    const t = armedTrader()
    const strange = row('', { instrument: undefined, venueSymbol: 'DOGEEUR', clientOrderId: clientOrderId('web') })
    const there = venue({ orders: [strange], balances: [balance('USDT', '1000')] })
    t.compare(there)
    expect(t.settle('order web', 'flatten')).toBe('not-traded-here')
    expect(t.settle('order web', 'adopt')).toBe('settled')
    expect([t.events('OrderAdopted').length, t.at.resumed.length, t.compare(there).length]).toEqual([0, 0, 0])
  })
})

it('keeps what is finer than a quantity of a fee in a third asset', () => {
  const t = armedTrader()
  const feeAmount = money('0.000000000000000001')
  const there = venue({
    trades: [trade('x', 1, { feeAsset: 'BNB', feeAmount })],
    balances: [balance('USDT', '975'), balance('BTC', '0.25')],
  })
  t.compare(there)
  t.settle('fill binance:BTCUSDT:1', 'adopt')
  expect(t.engine.state.others.get('BNB')).toBe(money('-0.000000000000000001'))
})

it('makes an order of the account that it is settled in', () => {
  const t = readyToTrade()
  const there = venue({
    orders: [row('lost')],
    trades: [trade('x', 1)],
    balances: [balance('USDT', '9975'), balance('BTC', '0.25')],
  })
  const differences = reconcile({
    local: localBooks(t.engine.state),
    venue: there,
    instruments: [btcInstrument],
    prefix: 'sntl-live-',
  })
  t.engine.handle({ type: 'DifferencesFound', differences, booksAt: t.now() })
  for (const { key } of differences) t.command({ type: 'SettleDifference', key, settlement: 'adopt', reason: '' })
  expect([...t.engine.state.orders.values()].map(({ environment, state }) => [environment, state])).toEqual([
    ['paper', 'accepted'],
    ['paper', 'filled'],
  ])
  expect([...t.engine.state.fills.values()].map(({ environment }) => environment)).toEqual(['paper'])
})
