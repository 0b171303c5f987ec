import { describe, expect, it } from 'vitest'
import { memoryJournal } from '../adapters/memory/index.ts'
import { fillId, formatMoney, money, type Order, price, quantity } from '../domain/index.ts'
import { BTC, limitOrder, ordersOf as orders, readyToTrade as ready, tradingHarness } from '../testing/trading-harness.ts'

describe('manual orders and safety', () => {
  const limit = limitOrder

  it('rests a limit order behind the queue and fills it from trades', () => {
    const h = ready()
    h.command(limit)
    h.clock.advance(10)
    expect(orders(h)[0]).toMatchObject({ state: 'accepted' })
    h.trade('99', '5', 'sell')
    expect(orders(h)[0]).toMatchObject({ state: 'accepted' })
    h.trade('99', '0.4', 'sell')
    expect(orders(h)[0]).toMatchObject({ state: 'partial', filled: quantity('0.4') })
    h.trade('98.5', '3', 'sell')
    expect(orders(h)[0]).toMatchObject({ state: 'filled' })
  })

  it('refuses with the rule and its numbers', () => {
    const h = ready()
    expect(h.command({ ...limit, quantity: quantity('0.000001') })).toMatchObject({ ok: false, code: 'risk' })
    expect(h.command({ ...limit, quantity: quantity('50') }).message).toContain('max-position')
    expect(h.command({ ...limit, side: 'sell' }).message).toContain('available-quantity')
    expect(h.command({ ...limit, limitPrice: price('50') }).message).toContain('price-collar')
    expect(orders(h)).toHaveLength(0)
  })

  it('flattens what a resting sale holds back, once its cancel came through, and what the book could not take', () => {
    const h = ready()
    h.command({ ...limit, limitPrice: price('100.01'), quantity: quantity('10') })
    h.clock.advance(10)
    h.command({ ...limit, side: 'sell', limitPrice: price('104'), quantity: quantity('4') })
    h.clock.advance(10)
    h.market('100.00', '100.01', '0.5')
    h.command({ type: 'Flatten' })
    for (let i = 0; i < 5; i += 1) {
      h.clock.advance(20)
      // Each picture shows another size: only then is there something new to take.
      h.market('100.00', '100.01', `0.5${String(i + 1)}`)
      h.tick()
    }
    expect(h.engine.state.positions.get(BTC)?.quantity).toBe(0n)
    expect(h.engine.state.flattening.size).toBe(0)
    expect(h.engine.state.working.size).toBe(0)
  })

  it('halts, and goes on living, when the venue reports a sale of more than is held', () => {
    const h = ready()
    h.command({ ...limit, limitPrice: price('100.01'), quantity: quantity('1') })
    h.clock.advance(10)
    h.command({ ...limit, side: 'sell', limitPrice: price('104'), quantity: quantity('1') })
    h.clock.advance(10)
    const sale = orders(h).at(-1)
    if (sale === undefined) throw new Error('the sale is known')
    const report = {
      clientOrderId: sale.clientOrderId,
      fillId: fillId('f-over'),
      price: price('104'),
      fee: money('0'),
      at: h.now(),
    }
    h.engine.handle({
      type: 'VenueReported',
      report: { ...report, type: 'filled', quantity: quantity('1.5'), liquidity: 'maker' },
    })
    expect(h.engine.state.positions.get(BTC)?.quantity).toBe(quantity('1'))
    expect(h.engine.state.halt).toMatchObject({ code: 'oversold' })
    expect(h.command({ type: 'Flatten' })).toMatchObject({ ok: true })
  })

  it('sells what a cancel freed at once, without waiting for the clock', () => {
    const h = ready()
    h.command({ ...limit, limitPrice: price('100.01'), quantity: quantity('4') })
    h.clock.advance(10)
    h.command({ ...limit, side: 'sell', limitPrice: price('104'), quantity: quantity('4') })
    h.clock.advance(10)
    h.command({ type: 'Flatten' })
    h.clock.advance(20)
    expect(h.engine.state.positions.get(BTC)?.quantity).toBe(0n)
  })

  it('kill cancels, blocks, flattens and needs an explicit re-arm', () => {
    const h = ready()
    h.command({ type: 'ApproveSignal', signalId: h.propose().id })
    h.clock.advance(10)
    h.command(limit)
    h.clock.advance(10)
    h.clock.advance(5_000) // the data is stale by now: safety does not care
    expect(h.command({ type: 'Kill', flatten: true })).toMatchObject({ ok: true })
    // The cancel of what rests for the position, then the sale.
    h.clock.advance(20)
    expect(h.engine.state.working.size).toBe(0)
    expect(h.engine.state.positions.get(BTC)?.quantity).toBe(0n)
    h.market('100.00', '100.01')
    expect(h.command(limit).message).toContain('trading-active')
    h.command({ type: 'Rearm' })
    expect(h.command(limit)).toMatchObject({ ok: true })
  })

  it('protects what a fill opens that overtakes the cancel, and counts no fill twice', () => {
    const h = ready()
    h.command({ ...limit, stop: price('95'), target: price('110') })
    h.clock.advance(10)
    const [order] = orders(h)
    const clientOrderId = order?.clientOrderId ?? ('' as Order['clientOrderId'])
    h.command({ type: 'CancelAll' })
    h.clock.advance(10)
    expect(orders(h)[0]).toMatchObject({ state: 'cancelled' })
    const late = {
      type: 'filled',
      clientOrderId,
      fillId: fillId('late'),
      price: price('99'),
      quantity: quantity('0.4'),
      fee: money('0.0396'),
      liquidity: 'maker',
      at: h.now(),
    } as const
    for (let time = 0; time < 2; time += 1) h.engine.handle({ type: 'VenueReported', report: late })
    expect(orders(h)[0]).toMatchObject({ state: 'cancelled', filled: quantity('0.4') })
    expect(h.engine.state.positions.get(BTC)).toMatchObject({
      quantity: quantity('0.4'),
      stop: price('95'),
      target: price('110'),
    })
    expect(h.engine.state.cash).toBe(money('9960.3604'))
  })

  it('still cancels and flattens when the journal cannot be written, and stops entries', () => {
    const inner = memoryJournal()
    let broken = false
    const journal = {
      ...inner,
      append: (...args: Parameters<typeof inner.append>) => {
        if (broken) throw new Error('disk full')
        return inner.append(...args)
      },
    }
    const h = tradingHarness({ journal })
    h.open()
    h.market('100.00', '100.01')
    h.command({ type: 'ApproveSignal', signalId: h.propose().id })
    h.clock.advance(10)
    h.command(limit)
    h.clock.advance(10)
    broken = true
    h.clock.advance(1_000)
    h.market('100.00', '100.01')
    h.command(limit) // the first one to meet the broken disk
    expect(orders(h).at(-1)).toMatchObject({ state: 'rejected' })
    expect(h.command(limit).message).toContain('journal-writable')
    h.command({ type: 'Flatten' })
    h.clock.advance(20)
    expect(h.engine.state.positions.get(BTC)?.quantity).toBe(0n)
    expect(h.engine.state.working.size).toBe(0)
    broken = false
    h.tick()
    const again = tradingHarness({ journal: inner })
    again.open()
    expect(again.engine.state.positions.get(BTC)?.quantity).toBe(0n)
    expect(formatMoney(again.engine.state.cash)).toBe(formatMoney(h.engine.state.cash))
  })
})
