import { describe, expect, it } from 'vitest'
import { FRESHNESS, type Quote } from '../domain/index.ts'
import { SnapshotCache } from '../market-data/index.ts'
import { BTC, limitOrder, readyToTrade } from '../testing/trading-harness.ts'

describe('stale input', () => {
  it.each([
    ['price', FRESHNESS.price + 1],
    ['book', FRESHNESS.book + 1],
  ] as const)('a %s past its tier blocks entries by hand and by signal, and the decision names its age', (tier, age) => {
    const h = readyToTrade()
    const waiting = h.propose()
    const cache = new SnapshotCache<Record<typeof tier, Quote | undefined>>()
    cache.put(tier, BTC, { value: h.engine.state.quotes.get(BTC), at: h.now() })
    h.clock.advance(age)
    expect(cache.get(tier, BTC, h.now())).toMatchObject({ age, fresh: false })
    const measured = `${String(age)} ms`
    const byHand = h.command({ ...limitOrder })
    expect(byHand).toMatchObject({ ok: false, code: 'risk', message: expect.stringContaining('fresh-price') })
    expect(byHand.message).toContain(measured)
    const approved = h.command({ type: 'ApproveSignal', signalId: waiting.id })
    expect(approved).toMatchObject({ ok: false, code: 'risk', message: expect.stringContaining(measured) })
    h.clock.advance(60_000)
    h.engine.handle({ type: 'ClockTicked' })
    const blocked = h.propose()
    expect(h.engine.state.signals.get(blocked.id)).toMatchObject({
      state: 'BLOCKED',
      checks: expect.arrayContaining([
        { code: 'fresh-price', measured: `${String(age + 60_000)} ms`, limit: '1000 ms', passed: false },
      ]),
    })
    expect(h.engine.state.orders.size).toBe(0)
  })

  it('a book that stands still blocks entries although the price goes on', () => {
    const h = readyToTrade()
    const quote = h.engine.state.quotes.get(BTC)
    if (quote === undefined) throw new Error('no quote')
    h.clock.advance(FRESHNESS.book + 1)
    h.engine.handle({ type: 'QuoteReceived', quote: { ...quote, receivedTime: h.now() } })
    const refused = h.command({ ...limitOrder })
    expect(refused).toMatchObject({ ok: false, code: 'risk', message: expect.stringContaining('fresh-book') })
    expect(refused.message).toContain(`${String(FRESHNESS.book + 1)} ms`)
    h.engine.bookSeen(BTC, h.now())
    expect(h.command({ ...limitOrder })).toMatchObject({ ok: true })
  })
})
