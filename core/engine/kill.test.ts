import { describe, expect, it } from 'vitest'
import { memoryJournal } from '../adapters/memory/index.ts'
import { type EngineEffect, money, price, quantity, rate, required, signalId } from '../domain/index.ts'
import { BTC, limitOrder, ordersOf, readyToTrade, type TradingHarness, tradingHarness } from '../testing/trading-harness.ts'
import { DEFAULT_TRADING_CONFIG } from './config.ts'

const HELD = quantity('3')

function scene(change: { readonly ordersPerMinute?: number } = {}) {
  const inner = memoryJournal()
  const disk = { full: false }
  const journal = {
    ...inner,
    append: (...args: Parameters<typeof inner.append>) => {
      if (disk.full) throw new Error('disk full')
      return inner.append(...args)
    },
  }
  const { ordersPerMinute = 30 } = change
  const h = tradingHarness({ journal, config: { risk: { ...DEFAULT_TRADING_CONFIG.risk, maxOrdersPerMinute: ordersPerMinute } } })
  h.open()
  h.market('100.00', '100.01')
  h.command({ ...limitOrder, limitPrice: price('100.01'), quantity: HELD })
  h.clock.advance(10)
  h.command(limitOrder)
  h.clock.advance(10)
  return { h, disk }
}
type Scene = ReturnType<typeof scene>

/** Whatever may be wrong when somebody reaches for the switch. */
const troubles: readonly (readonly [what: string, make: () => Scene])[] = [
  ['nothing is wrong', () => scene()],
  ['signals wait for approval', () => with_(scene(), ({ h }) => h.propose())],
  ['the journal cannot be written', () => with_(scene(), ({ disk }) => (disk.full = true))],
  [
    'the journal cannot be written and that is known',
    () =>
      with_(scene(), ({ h, disk }) => {
        disk.full = true
        h.command({ type: 'SetApprovalMode', strategy: null, mode: 'auto' })
      }),
  ],
  ['market data cannot be written', () => with_(scene(), ({ h }) => h.engine.marketDataWritable(false))],
  ['trading is halted already', () => with_(scene(), ({ h }) => h.command({ type: 'Kill', flatten: false }))],
  [
    'our clock jumped',
    () => with_(scene(), ({ h }) => h.engine.handle({ type: 'ClockJumped', jump: { kind: 'back', by: 3_600_000 } })),
  ],
  ['prices are an hour old', () => with_(scene(), ({ h }) => h.clock.advance(3_600_000))],
  ['there is no price at all', () => with_(scene(), ({ h }) => h.engine.state.quotes.clear())],
  ['the rate limits are spent', () => scene({ ordersPerMinute: 2 })],
  [
    'the account is at its worst',
    () => with_(scene(), ({ h }) => Object.assign(h.engine.state, { peakEquity: money('999999'), consecutiveLosses: 99 })),
  ],
]

function with_(made: Scene, change: (made: Scene) => unknown): Scene {
  change(made)
  return made
}

/** The effects of one kill, from the very step that took the command. */
function kill(h: TradingHarness): readonly EngineEffect[] {
  const effects: EngineEffect[] = []
  const stop = h.engine.onStep((input, step) => {
    if (input.type === 'CommandReceived' && input.command.type === 'Kill') effects.push(...step.effects)
  })
  expect(h.command({ type: 'Kill', flatten: true }, 'kill')).toMatchObject({ ok: true })
  stop()
  return effects
}

const sold = (effects: readonly EngineEffect[]) =>
  effects.flatMap((effect) => (effect.type === 'SubmitToVenue' ? [[effect.order.side, effect.order.quantity]] : []))

describe('the kill switch', () => {
  it.each(troubles)('cancels and sells in the step that takes it: %s', (what, make) => {
    const { h } = make()
    const resting = [...h.engine.state.working].map((id) => h.engine.state.orders.get(id)?.clientOrderId)
    const effects = kill(h)
    expect(resting.length).toBe(1)
    expect(effects.flatMap((effect) => (effect.type === 'CancelAtVenue' ? [effect.clientOrderId] : []))).toEqual(resting)
    expect(sold(effects)).toEqual([['sell', HELD]])
    expect(h.engine.state.halt).toMatchObject({ code: 'kill' })
    expect(h.engine.state.pending.size).toBe(0)
    h.market('100.00', '100.01', '6')
    h.clock.advance(50)
    expect(h.engine.state.positions.get(BTC)?.quantity, what).toBe(0n)
    expect(h.engine.state.working.size, what).toBe(0)
    h.market('100.00', '100.01')
    expect(h.command({ ...limitOrder, quantity: quantity('2') }).message).toContain('trading-active')
  })

  it('ends a long queue by and by, so that what lowers risk does not wait for it, and nothing of it buys meanwhile', () => {
    const h = readyToTrade()
    const { state } = h.engine
    const { id } = h.propose()
    const signal = state.signals.get(id)
    if (signal === undefined) throw new Error('the proposal waits')
    for (let index = 0; index < 149; index += 1) {
      const copy = { ...signal, id: signalId(`copy-${String(index)}`) }
      state.signals.set(copy.id, copy)
      state.pending.add(copy.id)
    }
    kill(h)
    expect(state.pending.size).toBe(50)
    const left = required([...state.pending].at(-1), 'some wait')
    expect(h.command({ type: 'ApproveSignal', signalId: left })).toMatchObject({ ok: false })
    h.tick()
    expect(state.pending.size).toBe(0)
    expect(ordersOf(h)).toEqual([])
  })

  it('goes ahead of all that waits in the queue, which then may buy nothing', () => {
    const { h } = scene()
    h.command({ type: 'SetApprovalMode', strategy: null, mode: 'auto' })
    let effects: readonly EngineEffect[] = []
    const stop = h.engine.onStep((input) => {
      if (input.type !== 'ClockTicked') return
      stop()
      // Heard while a step runs: these wait their turn, the command does not.
      for (let i = 0; i < 500; i += 1) h.propose()
      effects = kill(h)
    })
    const before = ordersOf(h).length
    h.tick(5_000)
    expect(sold(effects)).toEqual([['sell', HELD]])
    expect(ordersOf(h)).toHaveLength(before + 1)
    expect(ordersOf(h).filter(({ purpose }) => purpose === 'entry')).toHaveLength(0)
  })

  it('cancels an order of unknown outcome, and sells what a sale of unknown outcome held back once it is known', () => {
    const { h } = scene()
    h.command({ ...limitOrder, side: 'sell', limitPrice: price('104'), quantity: quantity('2') })
    const sale = ordersOf(h).at(-1)
    if (sale === undefined) throw new Error('the sale is known')
    const { clientOrderId } = sale
    h.engine.handle({ type: 'VenueReported', report: { type: 'unknown', clientOrderId, reason: 'no answer', at: h.now() } })
    const effects = kill(h)
    expect(effects.filter(({ type }) => type === 'CancelAtVenue')).toHaveLength(2)
    expect(sold(effects)).toEqual([['sell', quantity('1')]])
    h.clock.advance(50)
    h.market('100.00', '100.01', '6')
    h.tick()
    h.clock.advance(50)
    expect(h.engine.state.positions.get(BTC)?.quantity).toBe(0n)
  })

  it('lets no limit of a person hold a sale back', () => {
    const nothing = rate('0')
    const { risk } = DEFAULT_TRADING_CONFIG
    const h = tradingHarness({
      config: {
        risk: {
          ...risk,
          ...{ maxPosition: nothing, maxExposure: nothing, maxDrawdown: nothing, maxDailyLoss: nothing },
          ...{ maxAssetExposure: nothing, maxVenueExposure: nothing, maxCorrelatedExposure: nothing },
          ...{ maxConsecutiveLosses: 0, maxRejects: 0, maxUnknowns: 0, maxUnknownAgeMs: -1, maxOrdersPerMinute: 0 },
          ...{ maxOpenOrders: 0, duplicateWindowMs: 1e9, priceCollarBps: 0, maxSpreadBps: 0, stalePriceMs: 0 },
        },
      },
      journal: scene().h.journal,
      start: 1_700_000_100_000,
    })
    h.open()
    h.market('100.00', '100.01')
    expect(h.command({ ...limitOrder, quantity: quantity('0.5') }, 'buy')).toMatchObject({ ok: false, code: 'risk' })
    const sale = { ...limitOrder, side: 'sell', limitPrice: price('100.00'), quantity: quantity('1'), reduceOnly: true } as const
    expect(h.command(sale, 'sale')).toMatchObject({ ok: true })
    expect(h.command(sale, 'the same at once')).toMatchObject({ ok: true })
    expect(sold(kill(h))).toEqual([['sell', quantity('1')]])
    h.clock.advance(50)
    h.tick()
    h.clock.advance(50)
    expect(h.engine.state.positions.get(BTC)?.quantity).toBe(0n)
  })
})
