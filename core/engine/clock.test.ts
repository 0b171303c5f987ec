import { describe, expect, it } from 'vitest'
import { type CandidateSignal, type ClockReading, exchangeId, millis, type SignalId } from '../domain/index.ts'
import { limitOrder, ordersOf, tradingHarness } from '../testing/trading-harness.ts'
import { DEFAULT_TRADING_CONFIG } from './index.ts'

const MINUTE = 60_000
const BINANCE = exchangeId('binance')

function ready(mode: 'auto' | 'manual' = 'manual') {
  const approval = { ...DEFAULT_TRADING_CONFIG.approval, defaultMode: mode }
  const h = tradingHarness({ watchClock: true, config: { approval } })
  h.open()
  h.market('100.00', '100.01')
  const stateOf = (id: SignalId) => h.engine.state.signals.get(id)
  const reading = (offset: number): ClockReading => ({ exchange: BINANCE, offset, uncertainty: 20, at: h.now() })
  const measure = (offset: number): void => h.engine.handle({ type: 'VenueClockMeasured', reading: reading(offset) })
  const receive = (candidate: CandidateSignal): void => h.engine.handle({ type: 'CandidateReceived', candidate, gapOpen: false })
  const filtered = (): readonly string[] => {
    const codes: string[] = []
    h.journal.replay(({ entry }) => {
      if (entry.kind === 'event' && entry.event.type === 'CandidateFiltered') codes.push(entry.event.code)
    })
    return codes
  }
  return { ...h, stateOf, measure, receive, filtered, orders: () => ordersOf(h).length }
}

/** The ways in which twenty minutes can go missing. */
const JUMPS: readonly (readonly [string, (h: ReturnType<typeof ready>) => void])[] = [
  ['asleep, the stopwatch too', (h) => h.clock.setBy(20 * MINUTE)],
  ['stopped, the stopwatch running', (h) => h.clock.stall(20 * MINUTE)],
  ['set back', (h) => h.clock.setBy(-20 * MINUTE)],
]

describe.each(JUMPS)('after twenty minutes %s', (_name, jump) => {
  it('a signal that waited is expired by whatever input comes first, and approving it does nothing', () => {
    const h = ready()
    const { id } = h.propose()
    expect(h.stateOf(id)?.state).toBe('PENDING')
    jump(h)
    expect(h.command({ type: 'ApproveSignal', signalId: id })).toMatchObject({ ok: false, code: 'not-pending' })
    expect(h.stateOf(id)).toMatchObject({ state: 'EXPIRED', decidedBy: 'clock' })
    expect(h.stateOf(id)?.reason).toMatch(/^made before the /)
    expect(h.orders()).toBe(0)
  })

  it('a candidate from before, which waited in a queue, becomes no signal and no order', () => {
    const h = ready('auto')
    const before = { ...h.propose(), id: 'queued' as SignalId }
    const orders = h.orders()
    jump(h)
    h.market('100.00', '100.01')
    h.measure(0)
    h.receive(before)
    expect(h.stateOf(before.id)).toBeUndefined()
    expect(h.filtered()).toEqual(['outdated'])
    expect(h.orders()).toBe(orders)
  })

  it('nothing is bought until there is a price of now and the venue`s clock was measured anew', () => {
    const h = ready()
    h.measure(3)
    jump(h)
    const refusal = (): string => {
      const answer = h.command(limitOrder)
      return answer.ok ? 'taken' : answer.message
    }
    expect(refusal()).toMatch(/fresh-price: .*clock: our clock jumped; not measured since, limit 1000 ms/)
    h.market('100.00', '100.01')
    expect(refusal()).toMatch(/^clock: /)
    h.measure(-40)
    expect(refusal()).toBe('taken')
  })

  it('new signals live and are decided as ever', () => {
    const h = ready()
    jump(h)
    h.market('100.00', '100.01')
    const { id } = h.propose()
    expect(h.stateOf(id)?.state).toBe('PENDING')
    expect(h.command({ type: 'ApproveSignal', signalId: id })).toMatchObject({ ok: true })
    expect(h.orders()).toBe(1)
  })
})

describe('a clock that was set back', () => {
  it('does not stretch cool-downs, order rates or the wait for an answer', () => {
    const h = ready()
    const { id } = h.propose()
    for (let order = 0; order < 30; order += 1) h.command({ ...limitOrder, quantity: 100_000_000_000n as never })
    h.clock.setBy(-20 * MINUTE)
    h.tick()
    expect(h.stateOf(id)?.state).toBe('EXPIRED')
    h.tick(MINUTE)
    h.tick(1_000)
    h.market('100.00', '100.01')
    expect(h.command(limitOrder)).toMatchObject({ ok: true })
    h.command({ type: 'CancelAll' })
    h.tick()
    h.market('100.00', '100.01')
    expect(h.stateOf(h.propose().id)?.state).toBe('PENDING')
    expect(h.filtered()).toEqual([])
  })
})

describe('data that is not fresh', () => {
  it('refuses an approval until a price of now comes', () => {
    const h = ready()
    const { id } = h.propose()
    h.tick(1_001)
    const refused = h.command({ type: 'ApproveSignal', signalId: id })
    expect(refused).toMatchObject({ ok: false, code: 'risk' })
    expect(refused.message).toContain('fresh-price')
    h.market('100.00', '100.01')
    expect(h.command({ type: 'ApproveSignal', signalId: id })).toMatchObject({ ok: true })
    expect(h.orders()).toBe(1)
  })

  it('drops a candidate that is older than a signal may get', () => {
    const h = ready('auto')
    h.propose({ createdAt: millis(h.now() - MINUTE - 1) })
    expect(h.filtered()).toEqual(['outdated'])
    expect(h.stateOf(h.propose({ createdAt: millis(h.now() - MINUTE) }).id)?.state).toBe('APPROVED')
  })
})

describe('the venue`s clock', () => {
  it('blocks entries beyond the limit in words, lets exits pass, and lets entries pass when it is right again', () => {
    const h = ready()
    h.measure(-1_000)
    expect(h.command(limitOrder)).toMatchObject({ ok: true })
    h.clock.advance(1_000)
    h.market('100.00', '100.01')
    h.measure(-1_001)
    const refused = h.command(limitOrder)
    expect(refused.message).toBe("clock: ours is 1001 ms ahead of binance's (± 20 ms), limit 1000 ms")
    h.measure(0)
    expect(h.command({ ...limitOrder, orderType: 'market', limitPrice: undefined } as never)).toMatchObject({ ok: true })
    h.tick()
    h.market('100.00', '100.01')
    h.measure(90_000)
    expect(h.command({ type: 'Flatten' })).toMatchObject({ ok: true })
    h.tick()
    expect([...h.engine.state.positions.values()].map(({ quantity }) => quantity)).toEqual([0n])
  })

  it('is on the record, and not believed after a restart', () => {
    const h = ready()
    h.measure(1_700)
    const read: number[] = []
    h.journal.replay(({ entry }) => {
      if (entry.kind === 'event' && entry.event.type === 'VenueClockRead') read.push(entry.event.reading.offset)
    })
    expect(read).toEqual([1_700])
    const again = tradingHarness({ journal: h.journal })
    again.open()
    again.market('100.00', '100.01')
    expect(again.engine.state.clocks.size).toBe(0)
    expect(again.command(limitOrder)).toMatchObject({ ok: true })
  })
})
