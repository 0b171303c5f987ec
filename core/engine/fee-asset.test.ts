import { describe, expect, it } from 'vitest'
import { memoryJournal } from '../adapters/memory/index.ts'
import {
  add,
  fillId,
  formatMoney,
  fromJson,
  type JournalEntry,
  money,
  price,
  type Quantity,
  quantity,
  type VenueReport,
  strategyId,
  ZERO_MONEY,
  ZERO_QUANTITY,
} from '../domain/index.ts'
import { openQuantity } from './index.ts'
import { BTC, limitOrder, ordersOf, readyToTrade, type TradingHarness, tradingHarness } from '../testing/trading-harness.ts'

type Filled = Extract<VenueReport, { type: 'filled' }>

/** A fill of the newest order, as a venue that takes fees in other assets reports it. */
function report(harness: TradingHarness, size: Quantity, more: Partial<Filled>): void {
  const clientOrderId = ordersOf(harness).at(-1)?.clientOrderId
  if (clientOrderId === undefined) throw new Error('no order is there')
  const told: Filled = {
    type: 'filled',
    clientOrderId,
    fillId: fillId(`told-${String(harness.journal.lastSequence())}`),
    price: price('99'),
    quantity: size,
    fee: ZERO_MONEY,
    liquidity: 'maker',
    at: harness.now(),
    ...more,
  }
  harness.engine.handle({ type: 'VenueReported', report: told })
}
/** A limit order that the paper market does not touch. */
const bid = (harness: TradingHarness, size: string): void => {
  expect(harness.command({ ...limitOrder, limitPrice: price('99'), quantity: quantity(size) })).toMatchObject({ ok: true })
}
const offer = { ...limitOrder, side: 'sell', limitPrice: price('102'), reduceOnly: true } as const
const inBase = { feeAsset: 'BTC', feeQuantity: quantity('0.001') }

function bought(more: Partial<Filled>, harness = readyToTrade()): TradingHarness {
  bid(harness, '1')
  report(harness, quantity('1'), more)
  return harness
}

describe('a fee in the base asset', () => {
  it('leaves less of it, at the price that was paid, and the books balance', () => {
    const harness = bought(inBase)
    const { state } = harness.engine
    expect(state.positions.get(BTC)).toMatchObject({
      quantity: quantity('0.999'),
      costBasis: money('98.901'),
      fees: money('0.099'),
    })
    expect(formatMoney(state.cash)).toBe('9901')
    expect(ordersOf(harness)[0]).toMatchObject({ state: 'filled', filled: quantity('1') })
  })

  it('lets no more be sold than what arrived', () => {
    const harness = bought(inBase)
    expect(harness.command({ ...offer, quantity: quantity('1') })).toMatchObject({ ok: false })
    expect(harness.command({ ...offer, quantity: quantity('0.999') })).toMatchObject({ ok: true })
    expect(harness.command({ ...offer, quantity: quantity('0.00001') })).toMatchObject({ ok: false })
    harness.command({ type: 'Kill', flatten: true })
    harness.clock.advance(100)
    expect(harness.engine.state.positions.get(BTC)?.quantity).toBe(0n)
    expect(harness.engine.state.halt?.code).toBe('kill')
  })

  it('of a sale needs it there besides what is sold', () => {
    const harness = bought({})
    harness.command({ ...offer, quantity: quantity('1') })
    report(harness, quantity('0.5'), inBase)
    expect(harness.engine.state.positions.get(BTC)?.quantity).toBe(quantity('0.499'))
    report(harness, quantity('0.499'), inBase)
    expect(harness.engine.state.halt?.code).toBe('oversold')
    expect(harness.engine.state.positions.get(BTC)?.quantity).toBe(quantity('0.499'))
  })

  it('is in the journal, so that a restart holds the same', () => {
    const journal = memoryJournal()
    const first = tradingHarness({ journal })
    first.open()
    first.market('100.00', '100.01')
    bought(inBase, first)
    const again = tradingHarness({ journal })
    again.open()
    expect(again.engine.state.positions.get(BTC)).toEqual(first.engine.state.positions.get(BTC))
    expect([...again.engine.state.fills.values()]).toMatchObject([{ feeAsset: 'BTC', feeQuantity: quantity('0.001') }])
  })
})

describe('what a fee in the base asset leaves below one lot', () => {
  const tiny = { feeAsset: 'BTC', feeQuantity: quantity('0.000001') }
  const sold = (): TradingHarness => {
    const harness = bought({ ...tiny, price: price('99') })
    harness.command({ type: 'SetProtection', instrument: BTC, stop: price('95'), target: null })
    harness.command({ type: 'Flatten' })
    harness.clock.advance(100)
    return harness
  }

  it('is kept on the books and is no open position', () => {
    const { engine } = sold()
    const left = engine.state.positions.get(BTC)
    expect(left).toMatchObject({ quantity: quantity('0.000009'), costBasis: money('0.000891') })
    expect(left).not.toHaveProperty('stop')
    expect([engine.state.flattening.size, openQuantity(engine.state, BTC)]).toEqual([0, 0n])
  })

  it('is not sold again and again, and stops neither entries nor their exits', () => {
    const harness = sold()
    const before = ordersOf(harness).length
    expect(harness.command({ type: 'Flatten' })).toMatchObject({ ok: true, orderIds: [] })
    expect(harness.command({ type: 'SetProtection', instrument: BTC, stop: price('95'), target: null })).toMatchObject({
      ok: false,
    })
    harness.market('100.00', '100.01')
    harness.tick()
    expect(ordersOf(harness)).toHaveLength(before)
    harness.engine.command({ type: 'SetApprovalMode', id: 'm' as never, strategy: null, mode: 'auto' }, 'user')
    // The paper market still has the first order, at 99: it stays above that.
    harness.propose({ stop: price('99.5') })
    harness.clock.advance(100)
    const entry = ordersOf(harness).find(({ purpose }) => purpose === 'entry')
    expect(entry).toMatchObject({ side: 'buy', purpose: 'entry', state: 'filled' })
    const position = harness.engine.state.positions.get(BTC)
    expect(position).toMatchObject({ strategy: 'ema-trend', stop: price('99.5'), openedAt: entry?.updatedAt })
    expect(position?.quantity).toBe(add(entry?.filled ?? ZERO_QUANTITY, quantity('0.000009')))
    harness.market('99.40', '99.41')
    harness.clock.advance(100)
    expect(openQuantity(harness.engine.state, BTC)).toBe(0n)
    expect(harness.engine.state.consecutiveLosses).toBe(1)
    expect(harness.engine.state.tracked.get(strategyId('ema-trend'))).toHaveLength(1)
  })
})

describe('a fee in a third asset', () => {
  it('touches neither the cash nor what was bought', () => {
    const { state } = bought({ feeAsset: 'BNB', feeQuantity: quantity('0.002') }).engine
    expect(state.positions.get(BTC)).toMatchObject({ quantity: quantity('1'), costBasis: money('99'), fees: ZERO_MONEY })
    expect(formatMoney(state.cash)).toBe('9901')
  })
})

describe('a journal from before', () => {
  it('reads fills that name no asset', () => {
    const fill = { fee: '0.1', quantity: '2' }
    const text = JSON.stringify({ sequence: 2, entry: { kind: 'event', event: { type: 'FillRecorded', fill, state: 'filled' } } })
    const { entry } = fromJson<JournalEntry>(text)
    expect(entry).toMatchObject({ event: { fill: { fee: money('0.1'), quantity: quantity('2') } } })
    expect(entry).not.toHaveProperty('event.fill.feeAsset')
  })
})
