import { describe, expect, it } from 'vitest'
import { memoryJournal } from '../adapters/memory/index.ts'
import { type JournalEntry, MINUTE, price, quantity, SECOND, type SignalId } from '../domain/index.ts'
import type { Journal } from '../ports/index.ts'
import { BTC, limitOrder, ordersOf, tradingHarness, type TradingHarness } from '../testing/trading-harness.ts'
import { DEFAULT_TRADING_CONFIG, type TradingConfig } from './index.ts'

const config: Partial<TradingConfig> = {
  approval: { ...DEFAULT_TRADING_CONFIG.approval, timeToLive: 30 * SECOND },
  unattended: { expiredSignals: 3, idle: 20 * MINUTE, reduceOnlyAfter: 10 * MINUTE, flattenAfter: 5 * MINUTE },
}
const { limitPrice: _none, ...anyOrder } = limitOrder

/** A position of one, a resting entry below it, and a person who has just given the commands. */
function holding(journal: Journal = memoryJournal(), change: Partial<TradingConfig> = {}): TradingHarness {
  const h = tradingHarness({ journal, config: { ...config, ...change } })
  h.open()
  h.market('100.00', '100.01')
  h.command({ ...anyOrder, orderType: 'market', stop: price('90') })
  h.clock.advance(50)
  return h
}

/** Time in which nobody does anything: ticks each second, a price each minute. */
function pass(h: TradingHarness, ms: number): void {
  for (let gone = 0; gone < ms; gone += SECOND) {
    if (gone % MINUTE === 0) h.market('100.00', '100.01')
    h.tick()
  }
}
const stageOf = (h: TradingHarness): string => h.engine.state.attendance.stage
const stages = (h: TradingHarness): string[] =>
  h.journal
    .read(0, 100_000)
    .flatMap(({ entry }) => (entry.kind === 'event' && entry.event.type === 'UnattendedStageSet' ? [entry.event.stage] : []))

/** A proposal for another market than the one that is held would do as well; here the position is closed before. */
function expireOne(h: TradingHarness, id: string): void {
  h.market('100.00', '100.01')
  h.propose({ id: id as SignalId })
  pass(h, 90 * SECOND)
}
function empty(change: Partial<TradingConfig> = {}): TradingHarness {
  const h = tradingHarness({ config: { ...config, ...change } })
  h.open()
  return h
}

describe('when nobody is there', () => {
  it('goes one stage at a time: alarm, no entries, out of the market, each at its minute and no tick before', () => {
    const h = holding()
    h.command({ ...limitOrder, quantity: quantity('0.5') })
    const [resting] = ordersOf(h).slice(-1)
    pass(h, 20 * MINUTE - SECOND)
    expect(stageOf(h)).toBe('attended')
    pass(h, SECOND)
    expect([stageOf(h), h.engine.state.halt]).toEqual(['escalated', undefined])
    pass(h, 10 * MINUTE - SECOND)
    expect(stageOf(h)).toBe('escalated')
    pass(h, SECOND)
    expect([stageOf(h), h.engine.state.halt?.code]).toEqual(['reduce-only', 'unattended'])
    h.clock.advance(50)
    expect(h.engine.state.orders.get(resting?.id ?? ('' as never))?.state).toBe('cancelled')
    expect(h.engine.state.positions.get(BTC)?.quantity).toBe(quantity('1'))
    pass(h, 5 * MINUTE - SECOND)
    expect(h.engine.state.positions.get(BTC)?.quantity).toBe(quantity('1'))
    pass(h, 2 * SECOND)
    expect([stageOf(h), h.engine.state.positions.get(BTC)?.quantity]).toEqual(['flattened', 0n])
    expect(stages(h)).toEqual(['escalated', 'reduce-only', 'flattened'])
  })

  it('counts signals that expired in a row, and only those that waited for a person', () => {
    const h = empty()
    expireOne(h, 'a')
    expireOne(h, 'b')
    h.propose({ id: 'c' as SignalId })
    h.market('100.00', '100.01')
    h.command({ type: 'RejectSignal', signalId: 'c' as SignalId, reason: 'no' })
    pass(h, 90 * SECOND)
    expireOne(h, 'd')
    expireOne(h, 'e')
    expect([stageOf(h), h.engine.state.attendance.expired]).toEqual(['attended', 2])
    expireOne(h, 'f')
    expect(stageOf(h)).toBe('escalated')

    const advisory = empty({ approval: { ...DEFAULT_TRADING_CONFIG.approval, timeToLive: 30 * SECOND, defaultMode: 'advisory' } })
    for (const id of ['a', 'b', 'c', 'd']) expireOne(advisory, id)
    expect([stageOf(advisory), advisory.engine.state.attendance.expired]).toEqual(['attended', 0])
  })

  it('any command ends an alarm, also one that is refused', () => {
    const h = holding()
    pass(h, 25 * MINUTE)
    expect(stageOf(h)).toBe('escalated')
    h.command({ type: 'CancelOrder', orderId: 'none' as never })
    expect(stageOf(h)).toBe('attended')
    pass(h, 20 * MINUTE - SECOND)
    expect(stageOf(h)).toBe('attended')
  })

  it('entries come back with an explicit re-arm only; a person who is there meanwhile is not sold out', () => {
    const h = holding()
    pass(h, 30 * MINUTE)
    expect(stageOf(h)).toBe('reduce-only')
    for (let i = 0; i < 4; i += 1) {
      pass(h, 4 * MINUTE)
      expect(h.command({ ...anyOrder, orderType: 'market' })).toMatchObject({ ok: false, code: 'risk' })
    }
    expect(stageOf(h)).toBe('reduce-only')
    expect(h.engine.state.positions.get(BTC)?.quantity).toBe(quantity('1'))
    const peak = h.engine.state.peakEquity
    h.market('99.00', '99.01')
    h.command({ type: 'Rearm' })
    // The breakers go on from the same peak: nobody accepted a loss.
    expect([stageOf(h), h.engine.state.halt, h.engine.state.peakEquity]).toEqual(['attended', undefined, peak])
    h.market('100.00', '100.01')
    expect(h.command({ ...anyOrder, orderType: 'market', quantity: quantity('0.1') })).toMatchObject({ ok: true })
  })

  it('exits and safety commands go on without a re-arm', () => {
    const h = holding()
    pass(h, 31 * MINUTE)
    h.market('89.00', '89.01')
    h.clock.advance(50)
    expect(ordersOf(h).at(-1)).toMatchObject({ purpose: 'exit-stop', state: 'filled' })
  })

  it('a restart keeps the stage and what was counted', () => {
    const journal = memoryJournal()
    const h = holding(journal)
    pass(h, 31 * MINUTE)
    const again = tradingHarness({ journal, config, start: h.now() })
    again.open()
    expect([stageOf(again), again.engine.state.halt?.code]).toEqual(['reduce-only', 'unattended'])
    expect(again.engine.state.attendance).toEqual({ ...h.engine.state.attendance, presentAt: h.now() })
  })

  it('a clock that was set back delays nothing for as long as it jumped', () => {
    const h = tradingHarness({ config, watchClock: true })
    h.open()
    h.command({ type: 'Rearm' })
    h.clock.setBy(-3 * 60 * MINUTE)
    pass(h, 20 * MINUTE + 2 * SECOND)
    expect(stageOf(h)).toBe('escalated')
  })

  it('does nothing at all where it is not wanted', () => {
    const { unattended: _off, ...rest } = config
    const h = tradingHarness({ config: rest })
    h.open()
    pass(h, 60 * MINUTE)
    expect(stages(h)).toEqual([])
  })

  it('a journal from before there was such a thing opens as attended', () => {
    const journal = memoryJournal()
    holding(journal)
    const old: JournalEntry[] = []
    journal.replay((row) => old.push(row))
    expect(old.some(({ entry }) => entry.kind === 'event' && entry.event.type === 'UnattendedStageSet')).toBe(false)
    const again = tradingHarness({ journal, config })
    again.open()
    expect(stageOf(again)).toBe('attended')
  })
})
