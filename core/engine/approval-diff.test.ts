import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { memoryJournal } from '../adapters/memory/index.ts'
import {
  type BookSnapshot,
  type Price,
  price,
  quantity,
  rate,
  type SignalId,
  signalId,
  toWire,
  withinBasisPoints,
} from '../domain/index.ts'
import { BTC, type HarnessOptions, tradingHarness, type TradingHarness } from '../testing/trading-harness.ts'
import { DEFAULT_TRADING_CONFIG, previewApproval, type TradingConfig } from './index.ts'

const { approval, risk } = DEFAULT_TRADING_CONFIG
const patient: Partial<TradingConfig> = { risk: { ...risk, stalePriceMs: 60_000 } }
const S1 = signalId('s1')

/** A signal at 100.00 that waits, in a market of 99.99 / 100.00. */
function waiting(options: HarnessOptions = {}): TradingHarness {
  const h = tradingHarness({ config: patient, ...options })
  h.open()
  h.market('99.99', '100.00', '50')
  h.propose({ id: S1, entry: price('100'), stop: price('95'), target: price('110') })
  return h
}
const quoteAt = (h: TradingHarness, ask: string): void => void h.market((Number(ask) - 0.01).toFixed(2), ask, '50')
const approve = (h: TradingHarness, edits: object = {}, id?: string) =>
  h.command({ type: 'ApproveSignal', signalId: S1, ...edits }, id)

function showAsks(h: TradingHarness, asks: readonly (readonly [string, string])[]): void {
  const levels = asks.map(([at, size]) => ({ price: price(at), quantity: quantity(size) }))
  const snapshot: BookSnapshot = {
    kind: 'book-snapshot',
    instrument: BTC,
    exchangeTime: h.now(),
    receivedTime: h.now(),
    sequence: 9,
    bids: [{ price: price('99.99'), quantity: quantity('1') }],
    asks: levels,
  }
  h.engine.bookSeen(BTC, h.now(), snapshot)
}

/** As much in one market as in all. */
const roomy = { ...risk, maxPosition: rate('0.8'), maxAssetExposure: rate('0.8'), maxCorrelatedExposure: rate('0.8') }

describe('an approval is refused one tick beyond each tolerance, and not at it', () => {
  // 15 bps of 100 are 0.15.
  it.each([
    ['100.15', true],
    ['100.16', false],
    ['99.85', true],
    ['99.84', false],
  ])('drift since the signal: an ask of %s', (ask, allowed) => {
    const h = waiting()
    quoteAt(h, ask)
    expect(approve(h)).toMatchObject(allowed ? { ok: true } : { ok: false, code: 'price-drift' })
  })

  // 5 bps of the 100.00 that were seen are 0.05.
  it.each([
    ['100.05', true],
    ['100.06', false],
    ['99.95', true],
    ['99.94', false],
  ])('what the person saw: an ask of %s', (ask, allowed) => {
    const h = waiting()
    quoteAt(h, ask)
    expect(approve(h, { seen: price('100') })).toMatchObject(allowed ? { ok: true } : { ok: false, code: 'price-moved' })
  })

  // One at 100 and one at p cost (100 + p) / 2 each: 50 bps at 101.
  it.each([
    ['101.00', true],
    ['101.01', false],
  ])('slippage of the size over the book: a second level at %s', (second, allowed) => {
    const h = waiting()
    showAsks(h, [
      ['100.00', '1'],
      [second, '1'],
    ])
    expect(approve(h, { quantity: quantity('2') })).toMatchObject(allowed ? { ok: true } : { ok: false, code: 'slippage' })
  })

  it('slippage: one lot more than the book shows is not a size to be bought', () => {
    const h = waiting()
    showAsks(h, [['100.00', '2']])
    const refused = approve(h, { quantity: quantity('2.00001') })
    expect(refused).toMatchObject({ ok: false, code: 'slippage', diff: { slippageBps: null, slippageFrom: 'book' } })
    expect(approve(h, { quantity: quantity('2') })).toMatchObject({ ok: true })
  })

  it.each([
    [3_000, true],
    [3_001, false],
  ])('age of the data: %i ms', (age, allowed) => {
    const h = waiting({ config: { ...patient, approval: { ...approval, maxDataAge: 3_000 } } })
    h.clock.advance(age)
    expect(approve(h)).toMatchObject(allowed ? { ok: true } : { ok: false, code: 'data-age' })
  })

  it('age of the data: a book that stopped under a price that goes on', () => {
    const h = waiting({ books: true, config: { ...patient, approval: { ...approval, maxDataAge: 3_000 } } })
    h.clock.advance(3_001)
    const quote = h.engine.state.quotes.get(BTC)
    if (quote === undefined) throw new Error('there is a price')
    h.engine.handle({ type: 'QuoteReceived', quote: { ...quote, receivedTime: h.now() } })
    expect(approve(h)).toMatchObject({ code: 'data-age', diff: { dataAge: 3_001 } })
  })

  it.each([
    [{ stop: price('99.98') }, true],
    [{ stop: price('99.99') }, false],
    [{ target: price('100.01') }, true],
    [{ target: price('100.00') }, false],
  ])('stop and target on their side of the market: %o', (edits, allowed) => {
    expect(approve(waiting(), edits).ok).toBe(allowed)
  })
})

describe('the diff', () => {
  it('is kept with the approval: what was proposed, what was seen, what it was made on', () => {
    const journal = memoryJournal()
    const h = waiting({ journal, books: true })
    h.clock.advance(7)
    approve(h, { quantity: quantity('60'), seen: price('99.97') })
    expect(h.engine.state.signals.get(S1)?.state).toBe('PENDING')
    approve(h, { quantity: quantity('10'), seen: price('99.97') })
    const signal = h.engine.state.signals.get(S1)
    expect(signal).toMatchObject({ state: 'APPROVED', quantity: quantity('10') })
    expect(toWire(signal?.diff)).toMatchObject({
      bid: '99.99',
      ask: '100',
      seen: '99.97',
      quantity: '10',
      driftBps: 0,
      dataAge: 7,
      slippageBps: 0,
      slippageFrom: 'book',
      expectedPrice: '100',
      proposed: { stop: '95', target: '110' },
    })
    expect(signal?.diff?.stopDistanceBps).toBeCloseTo(((99.99 - 95) / 99.99) * 10_000, 6)
    expect(signal?.diff?.checks.map(({ code }) => code)).toEqual([
      'price-moved',
      'price-drift',
      'stop-above-market',
      'target-below-market',
      'data-age',
      'slippage',
    ])
    const again = tradingHarness({ journal })
    again.open()
    expect(again.engine.state.signals.get(S1)).toEqual(signal)
  })

  it('comes with a refusal, so that a person is asked again at the new price, and once more after a restart', () => {
    const journal = memoryJournal()
    const h = waiting({ journal })
    quoteAt(h, '100.10')
    const refused = approve(h, { seen: price('100') }, 'first')
    expect(refused).toMatchObject({
      code: 'price-moved',
      diff: { ask: '100.1', seen: '100', driftBps: expect.closeTo(10, 6) as number },
    })
    expect(() => JSON.stringify(refused)).not.toThrow()
    const again = tradingHarness({ journal, start: h.now(), config: patient })
    again.open()
    quoteAt(again, '100.10')
    expect(approve(again, {}, 'first')).toEqual(refused)
    expect(approve(again, { seen: price('100.10') }, 'second')).toMatchObject({ ok: true })
  })

  it('says that only the best level is known where no book is followed', () => {
    const h = waiting()
    approve(h, { quantity: quantity('20') })
    expect(h.engine.state.signals.get(S1)?.diff).toMatchObject({ slippageFrom: 'quote', slippageBps: 0 })
    const large = waiting({ config: { risk: roomy } })
    approve(large, { quantity: quantity('55') })
    expect(large.engine.state.signals.get(S1)?.diff).toMatchObject({ slippageFrom: 'quote', slippageBps: null })
  })

  it('can be asked for before: it foretells what an approval does, and leaves no trace', () => {
    const cents = fc.oneof(fc.constantFrom(0, 0, 3), fc.integer({ min: -20, max: 20 }))
    const terms = fc.record(
      {
        quantity: fc.constantFrom('0.000001', '0.5', '2', '15', '70').map(quantity),
        stop: fc.constantFrom('80', '85', '90', '99.98', '99.99', '101').map(price),
        target: fc.constantFrom('99', '100.01', '120', '130', '140').map(price),
        seen: cents.map((off) => price((100 + off / 100).toFixed(2))),
      },
      { requiredKeys: [] },
    )
    const seen = new Map<string, number>()
    const wait = fc.constantFrom(0, 0, 0, 10, 900, 1_500, 60_000)
    fc.assert(
      fc.property(
        terms,
        cents,
        wait,
        fc.boolean(),
        fc.constantFrom('manual', 'manual', 'manual', 'manual', 'advisory'),
        (edits, off, ms, books, mode) => {
          const h = waiting({
            books,
            config: {
              approval: { ...approval, defaultMode: mode, maxSlippageBps: 20 },
              risk: roomy,
            },
          })
          quoteAt(h, (100 + off / 100).toFixed(2))
          h.clock.advance(ms)
          const before = h.journal.lastSequence()
          const told = previewApproval(h.engine.state, h.config, { id: S1, edits }, h.now())
          expect([h.journal.lastSequence(), h.engine.state.signals.get(S1)?.state]).toEqual([before, 'PENDING'])
          const answer = approve(h, edits)
          expect(told?.allowed).toBe(answer.ok)
          if (answer.ok) expect(h.engine.state.signals.get(S1)?.diff).toEqual(told?.diff)
          else expect([told?.code, told?.message]).toEqual([answer.code, answer.message])
          const key = answer.ok ? 'ok' : answer.code
          seen.set(key, (seen.get(key) ?? 0) + 1)
        },
      ),
      { numRuns: 500, seed: 20_261_123 },
    )
    const codes = [
      'ok',
      'price-moved',
      'price-drift',
      'slippage',
      'stop-above-market',
      'target-below-market',
      'risk',
      'not-pending',
      'advisory',
    ]
    expect(
      codes.filter((code) => (seen.get(code) ?? 0) < 3),
      JSON.stringify([...seen]),
    ).toEqual([])
    const h = waiting()
    expect(previewApproval(h.engine.state, h.config, { id: 'none' as SignalId, edits: {} }, h.now())).toBeUndefined()
  })
})

describe('distances in basis points', () => {
  it('are exact for numbers that doubles cannot hold', () => {
    const scaled = fc.bigInt({ min: 1n, max: 10n ** 24n })
    fc.assert(
      fc.property(scaled, fc.integer({ min: 0, max: 10_000 }), (from, limit) => {
        const apart = (from * BigInt(limit)) / 10_000n
        const within = (to: bigint) => withinBasisPoints(from as Price, to as Price, limit)
        expect([within(from + apart), within(from - apart), within(from + apart + 1n)]).toEqual([true, true, false])
      }),
    )
    expect(withinBasisPoints(price('1'), price('900'), Infinity)).toBe(true)
  })
})

describe('the weight of an approval', () => {
  const shown = (h: TradingHarness, edits: object = {}) => {
    const preview = previewApproval(h.engine.state, h.config, { id: S1, edits }, h.now())
    if (preview === undefined) throw new Error('the signal is known')
    return toWire(preview)
  }

  it('is what the size comes to over the book as a share of equity, and follows the edits', () => {
    const h = waiting()
    showAsks(h, [['100.00', '500']])
    const { quantity: whole, notional, equityShare } = shown(h)
    expect(notional).toBe(String(Number(whole) * 100))
    expect(Number(equityShare)).toBeCloseTo(Number(notional) / 10_000, 12)
    expect(shown(h, { quantity: quantity('5') })).toMatchObject({ quantity: '5', notional: '500', equityShare: '0.05' })
    showAsks(h, [
      ['100.00', '1'],
      ['102.00', '9'],
    ])
    expect(shown(h, { quantity: quantity('2') })).toMatchObject({ notional: '202', equityShare: '0.0202' })
  })

  it('is not known without a price', () => {
    const h = waiting()
    h.engine.state.quotes.clear()
    expect(shown(h)).not.toHaveProperty('equityShare')
  })
})
