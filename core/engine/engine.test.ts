import { describe, expect, it } from 'vitest'
import { commandId, millis, money, notional, price, quantity, strategyId } from '../domain/index.ts'
import {
  BTC,
  limitOrder,
  ordersOf as orders,
  readyToTrade as ready,
  type TradingHarness,
  tradingHarness,
} from '../testing/trading-harness.ts'
import { DEFAULT_TRADING_CONFIG, portfolioOf, previewOrder } from './index.ts'

const onlySignal = (h: TradingHarness) => [...h.engine.state.signals.values()].at(-1)

describe('signal to position', () => {
  it('waits for a person, then fills, protects and shows the money', () => {
    const h = ready()
    const { id } = h.propose()
    expect(onlySignal(h)).toMatchObject({ state: 'PENDING', mode: 'manual' })
    expect(onlySignal(h)?.checks.every((check) => check.passed)).toBe(true)
    expect(orders(h)).toHaveLength(0)
    expect(h.command({ type: 'ApproveSignal', signalId: id })).toMatchObject({ ok: true })
    expect(orders(h)[0]).toMatchObject({ state: 'submitted', purpose: 'entry', environment: 'paper' })
    h.clock.advance(10)
    expect(orders(h)[0]).toMatchObject({ state: 'filled' })
    const position = h.engine.state.positions.get(BTC)
    expect(position?.stop).toBe(price('95'))
    expect(position?.target).toBe(price('110'))
    expect(position?.strategy).toBe('ema-trend')
    const portfolio = portfolioOf(h.engine.state, h.now())
    expect(portfolio.equity).toBe(portfolio.cash + portfolio.marketValue)
    expect(portfolio.equity < portfolio.startingEquity).toBe(true)
  })

  it('says what a signal costs and risks, also after its terms were edited, and previews an order without recording it', () => {
    const h = ready()
    const { id } = h.propose()
    const before = onlySignal(h)
    expect(before?.notional).toBe(notional(price('100.01'), before?.quantity ?? quantity('0')))
    h.command({ type: 'ApproveSignal', signalId: id, quantity: quantity('2'), stop: price('99.01') })
    expect(onlySignal(h)).toMatchObject({ notional: money('200.02'), riskAmount: money('2') })
    const rows = h.journal.lastSequence()
    const order = {
      type: 'SubmitOrder',
      id: commandId('p'),
      instrument: BTC,
      side: 'buy',
      orderType: 'market',
      quantity: quantity('1'),
      timeInForce: 'GTC',
      reduceOnly: false,
    } as const
    const preview = previewOrder(h.engine.state, h.engine.ports, { ...order, stop: price('90.01') }, h.now())
    expect(preview).toMatchObject({
      price: price('100.01'),
      notional: money('100.01'),
      fee: money('0.10001'),
      riskAmount: money('10'),
      allowed: true,
    })
    expect(previewOrder(h.engine.state, h.engine.ports, { ...order, quantity: quantity('90') }, h.now())?.allowed).toBe(false)
    expect(h.journal.lastSequence()).toBe(rows)
  })

  it('sells at the stop and at the target by itself, where nothing rests at the venue', () => {
    const execution = { ...DEFAULT_TRADING_CONFIG.execution, restProtection: false }
    for (const [bid, ask, purpose] of [
      ['94.00', '94.01', 'exit-stop'],
      ['110.00', '110.01', 'exit-target'],
    ] as const) {
      const h = tradingHarness({ config: { execution } })
      h.open()
      h.market('100.00', '100.01')
      h.command({ type: 'ApproveSignal', signalId: h.propose().id })
      h.clock.advance(10)
      h.market(bid, ask)
      h.market(bid, ask)
      expect(orders(h).filter((o) => o.side === 'sell')).toMatchObject([{ purpose, state: 'submitted' }])
      h.clock.advance(10)
      expect(h.engine.state.positions.get(BTC)).toMatchObject({ quantity: 0n, costBasis: 0n })
      expect(h.engine.state.positions.get(BTC)).not.toHaveProperty('stop')
    }
  })

  it('says why a signal that should have gone by itself did not', () => {
    const h = ready()
    h.command({ type: 'SetApprovalMode', strategy: null, mode: 'auto' })
    h.propose({ target: price('100.005') })
    expect(onlySignal(h)).toMatchObject({ state: 'BLOCKED', reason: 'the target is at or below the ask' })
    expect(orders(h)).toEqual([])
  })

  it('goes by itself in auto mode and never in advisory mode', () => {
    const h = ready()
    h.command({ type: 'SetApprovalMode', strategy: strategyId('ema-trend'), mode: 'auto' })
    h.propose()
    expect(onlySignal(h)).toMatchObject({ state: 'APPROVED', decidedBy: 'auto' })
    const a = ready()
    a.command({ type: 'SetApprovalMode', strategy: null, mode: 'advisory' })
    expect(a.command({ type: 'ApproveSignal', signalId: a.propose().id })).toMatchObject({ ok: false, code: 'advisory' })
    expect(orders(a)).toHaveLength(0)
  })

  it('expires on the engine clock, to the millisecond', () => {
    const early = ready()
    const first = early.propose()
    early.clock.advance(59_999)
    early.market('100.00', '100.01')
    expect(early.command({ type: 'ApproveSignal', signalId: first.id })).toMatchObject({ ok: true })
    const late = ready()
    const second = late.propose()
    late.clock.advance(60_000)
    late.market('100.00', '100.01')
    expect(late.command({ type: 'ApproveSignal', signalId: second.id })).toMatchObject({ ok: false, code: 'not-pending' })
    expect(onlySignal(late)).toMatchObject({ state: 'EXPIRED', decidedBy: 'clock' })
  })

  it('answers a command once, also when it comes twice', () => {
    const h = ready()
    const { id } = h.propose()
    const first = h.command({ type: 'ApproveSignal', signalId: id }, 'same')
    const second = h.command({ type: 'ApproveSignal', signalId: id }, 'same')
    expect(second).toEqual(first)
    expect(h.command({ type: 'ApproveSignal', signalId: id }, 'other')).toMatchObject({ ok: false, code: 'not-pending' })
    expect(orders(h)).toHaveLength(1)
  })

  it.each([
    ['150.00', 'price-drift'],
    ['100.17', 'price-drift'],
  ])('refuses an approval after the ask moved to %s, and leaves the signal waiting', (ask, code) => {
    const h = ready()
    const { id } = h.propose({ target: price('200') })
    h.market('100.00', ask)
    expect(h.command({ type: 'ApproveSignal', signalId: id })).toMatchObject({ ok: false, code })
    expect(onlySignal(h)).toMatchObject({ state: 'PENDING' })
  })

  it('runs every rule again at approval: stale data blocks', () => {
    const h = ready()
    const { id } = h.propose()
    h.clock.advance(1_001)
    const answer = h.command({ type: 'ApproveSignal', signalId: id })
    expect(answer).toMatchObject({ ok: false, code: 'risk' })
    expect(answer.message).toContain('fresh-price')
  })

  it('filters duplicates, low confidence, cool-downs and pointless sales, each with its code', () => {
    const h = ready()
    const codes = (): unknown[] =>
      h.journal
        .read(0, 1_000)
        .flatMap((row) =>
          row.entry.kind === 'event' && row.entry.event.type === 'CandidateFiltered' ? [row.entry.event.code] : [],
        )
    h.propose({ confidence: 0.2 })
    h.propose({ action: 'sell' })
    const { id } = h.propose()
    h.propose()
    h.command({ type: 'RejectSignal', signalId: id, reason: 'no' })
    h.propose()
    expect(codes()).toEqual(['low-confidence', 'nothing-to-sell', 'duplicate', 'cool-down'])
  })

  it('supersedes a waiting entry when the strategies turn', () => {
    const h = ready()
    h.propose()
    h.propose({ action: 'sell' })
    expect(onlySignal(h)).toMatchObject({ state: 'SUPERSEDED' })
  })

  it('sells by an opposite signal without waiting', () => {
    const h = ready()
    h.command({ type: 'ApproveSignal', signalId: h.propose().id })
    h.clock.advance(10)
    h.propose({ action: 'sell', entry: price('100') })
    h.clock.advance(20)
    expect(h.engine.state.positions.get(BTC)?.quantity).toBe(0n)
    expect(onlySignal(h)).toMatchObject({ state: 'APPROVED', action: 'sell' })
  })

  it('leaves alone what was bought by hand, and only shows what an advisory strategy thinks', () => {
    const h = ready()
    h.command({
      type: 'SubmitOrder',
      instrument: BTC,
      side: 'buy',
      orderType: 'market',
      quantity: quantity('1'),
      timeInForce: 'GTC',
      reduceOnly: false,
    })
    h.clock.advance(10)
    h.propose({ action: 'sell', entry: price('100') })
    h.clock.advance(10)
    expect(h.engine.state.positions.get(BTC)?.quantity).toBe(quantity('1'))
    expect(onlySignal(h)).toBeUndefined()
    const a = ready()
    a.command({ type: 'ApproveSignal', signalId: a.propose().id })
    a.clock.advance(10)
    a.command({ type: 'SetApprovalMode', strategy: null, mode: 'advisory' })
    const sale = a.propose({ action: 'sell', entry: price('100') })
    expect(a.command({ type: 'ApproveSignal', signalId: sale.id })).toMatchObject({ ok: false, code: 'advisory' })
    a.clock.advance(10)
    expect(orders(a).filter(({ purpose }) => purpose === 'exit-signal')).toEqual([])
    expect(a.engine.state.positions.get(BTC)?.quantity).toBeGreaterThan(0n)
  })

  it('acts on prices and refuses entries when the clock was set back', () => {
    const h = ready()
    h.command({ type: 'ApproveSignal', signalId: h.propose().id })
    h.clock.advance(10)
    const late = h.engine.state.quotes.get(BTC)
    if (late === undefined) throw new Error('there is a quote')
    h.engine.handle({ type: 'QuoteReceived', quote: { ...late, receivedTime: millis(h.now() + 600_000) } })
    expect(h.command({ ...limitOrder, limitPrice: price('99') }).message).toContain('fresh-price')
    h.market('94.00', '94.01')
    expect(orders(h).at(-1)).toMatchObject({ purpose: 'exit-stop' })
  })

  it('gives the same answer to a command that is repeated after a restart', () => {
    const h = ready()
    const first = h.command({ ...limitOrder, limitPrice: price('99') }, 'same')
    const refused = h.command({ ...limitOrder, limitPrice: price('50') }, 'refused')
    const again = tradingHarness({ journal: h.journal, start: h.now() })
    again.open()
    expect(again.command({ ...limitOrder, limitPrice: price('99') }, 'same')).toEqual(first)
    expect(again.command({ ...limitOrder, limitPrice: price('99') }, 'refused')).toEqual(refused)
  })

  it('blocks a signal that crosses an open gap', () => {
    const h = ready()
    h.propose({}, true)
    expect(onlySignal(h)).toMatchObject({ state: 'BLOCKED' })
    expect(onlySignal(h)?.reason).toContain('no-open-gap')
  })
})
