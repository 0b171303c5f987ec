import { describe, expect, it } from 'vitest'
import { type ClientOrderId, type Order, quantity, rate, type VenueReport } from '../domain/index.ts'
import { DEFAULT_TRADING_CONFIG } from './config.ts'
import { limitOrder, ordersOf, readyToTrade, type TradingHarness, tradingHarness } from '../testing/trading-harness.ts'

type End = Extract<VenueReport['type'], 'rejected' | 'unknown' | 'accepted'>

/** An order whose answer the test gives: far from filling, and each of another size. */
function order(h: TradingHarness, index: number): Order {
  h.market('100.00', '100.01')
  const answer = h.command({ ...limitOrder, quantity: quantity(`1.${String(index)}`) })
  if (!answer.ok) throw new Error(answer.message)
  const found = ordersOf(h).at(-1)
  if (found === undefined) throw new Error('the order is known')
  return found
}

function report(h: TradingHarness, clientOrderId: ClientOrderId, type: End): void {
  const about = { clientOrderId, reason: 'so says the venue', at: h.now() }
  h.engine.handle({
    type: 'VenueReported',
    report: type === 'accepted' ? { ...about, type, venueOrderId: 'v' as never } : { ...about, type },
  })
}

function end(h: TradingHarness, type: End, count: number, apart = 0): void {
  for (let index = 1; index <= count; index += 1) {
    report(h, order(h, index).clientOrderId, type)
    h.clock.advance(apart)
  }
}

const code = (h: TradingHarness) => h.engine.state.halt?.code
const halts = (h: TradingHarness): readonly string[] => {
  const found: string[] = []
  h.journal.replay(({ entry }) => {
    if (entry.kind === 'event' && entry.event.type === 'TradingHalted') found.push(entry.event.reason)
  })
  return found
}

describe('breakers', () => {
  it('halt on the fifth refusal within a minute, at once and with the figures', () => {
    const h = readyToTrade()
    end(h, 'rejected', 4)
    expect(code(h)).toBeUndefined()
    report(h, order(h, 5).clientOrderId, 'rejected')
    expect(h.engine.state.halt).toEqual({
      code: 'reject-storm',
      reason: 'the venue refuses order after order: 5 in 60000 ms, limit 5',
      by: 'engine',
    })
    expect(halts(h)).toHaveLength(1)
  })

  it('count no refusal that is a minute old', () => {
    const h = readyToTrade()
    end(h, 'rejected', 5, 15_000)
    expect(code(h)).toBeUndefined()
  })

  it('are re-armed by a person and nothing else; what was refused before then counts no more', () => {
    const h = readyToTrade()
    end(h, 'rejected', 5)
    for (let i = 0; i < 120; i += 1) h.tick()
    expect(code(h)).toBe('reject-storm')
    const again = tradingHarness({ journal: h.journal, start: h.now() })
    again.open()
    expect(code(again)).toBe('reject-storm')
    expect(again.command({ type: 'Rearm' }, 'rearm')).toMatchObject({ ok: true, message: 'trading is active again' })
    again.tick()
    expect(code(again)).toBeUndefined()
  })

  it('give a person who re-arms at once the whole count again', () => {
    const h = readyToTrade()
    end(h, 'rejected', 5)
    expect(h.command({ type: 'Rearm' })).toMatchObject({ ok: true })
    report(h, order(h, 6).clientOrderId, 'rejected')
    expect(code(h)).toBeUndefined()
  })

  it('halt on the third unknown outcome in five minutes', () => {
    const h = readyToTrade()
    for (let index = 1; index <= 3; index += 1) {
      expect(code(h)).toBeUndefined()
      const { clientOrderId } = order(h, index)
      report(h, clientOrderId, 'unknown')
      // It is learnt in time: none of them stays unknown.
      report(h, clientOrderId, 'accepted')
    }
    expect(code(h)).toBe('unknown-outcomes')
    h.clock.advance(50)
    expect(h.engine.state.unknownSince.size).toBe(0)
  })

  it('halt when one outcome stays unknown for more than a minute, cancels on their way or not', () => {
    const h = readyToTrade()
    const { clientOrderId, id } = order(h, 1)
    report(h, clientOrderId, 'unknown')
    // The venue answers nothing more.
    h.venue.cancel = () => undefined
    h.venue.query = () => undefined
    h.command({ type: 'CancelOrder', orderId: id })
    expect(h.engine.state.orders.get(id)?.state).toBe('cancelling')
    for (let i = 0; i < 60; i += 1) h.tick()
    expect(code(h)).toBeUndefined()
    h.tick(1)
    expect(h.engine.state.halt).toMatchObject({ code: 'unresolved-order' })

    expect(h.command({ type: 'Rearm' })).toMatchObject({ ok: false, code: 'halted-again' })
    expect(code(h)).toBe('unresolved-order')
    expect(halts(h)).toHaveLength(2)

    report(h, clientOrderId, 'rejected')
    expect(h.command({ type: 'Rearm' })).toMatchObject({ ok: true })
    expect(code(h)).toBeUndefined()
  })

  it('count the wait for an outcome anew after a stop and after sleep: nobody could ask meanwhile', () => {
    const h = readyToTrade()
    report(h, order(h, 1).clientOrderId, 'unknown')
    h.clock.advance(1)
    const again = tradingHarness({ journal: h.journal, start: h.now() + 3_600_000 })
    again.venue.resume = () => undefined
    again.venue.query = () => undefined
    again.open()
    expect(again.engine.state.unknownSince.size).toBe(1)
    for (let i = 0; i < 60; i += 1) again.tick()
    expect(code(again)).toBeUndefined()
    again.engine.handle({ type: 'ClockJumped', jump: { kind: 'ahead', by: 3_600_000 } })
    for (let i = 0; i < 60; i += 1) again.tick()
    expect(code(again)).toBeUndefined()
    again.tick(1)
    expect(code(again)).toBe('unresolved-order')
  })

  it('do not take no loss for a loss with a limit of nothing', () => {
    const risk = { ...DEFAULT_TRADING_CONFIG.risk, maxDailyLoss: rate('0'), maxDrawdown: rate('0') }
    const h = tradingHarness({ config: { risk } })
    h.open()
    h.tick()
    expect(code(h)).toBeUndefined()
  })

  it('leave a kill as it is', () => {
    const h = readyToTrade()
    end(h, 'rejected', 4)
    const last = order(h, 7)
    h.command({ type: 'Kill', flatten: false })
    report(h, last.clientOrderId, 'rejected')
    expect(code(h)).toBe('kill')
  })
})
